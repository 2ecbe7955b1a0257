package streams_test

import (
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/encoding"
	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/jsg"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// What scripts see is compared with workerd by testdata/conformance/webapi. The
// tests here are about the seam between Go and JS.

func newVM(t *testing.T) *webapitest.VM {
	return webapitest.New(t, es.Class{}, events.Class{}, jsg.Class{}, encoding.Class{}, streams.Class{})
}

type tracked struct {
	io.Reader
	reads  atomic.Int64
	closed chan struct{}
}

func track(r io.Reader) *tracked { return &tracked{Reader: r, closed: make(chan struct{})} }

func (r *tracked) Read(p []byte) (int, error) { r.reads.Add(1); return r.Reader.Read(p) }
func (r *tracked) Close() error               { close(r.closed); return nil }

func (r *tracked) waitClosed(t *testing.T) {
	t.Helper()
	select {
	case <-r.closed:
	case <-time.After(5 * time.Second):
		t.Fatal("reader was not closed")
	}
}

func set(t *testing.T, vm *webapitest.VM, name string, make func(*jsloop.Loop) goja.Value) {
	t.Helper()
	if err := vm.Loop.Do(func() error { return vm.Loop.VM().Set(name, make(vm.Loop)) }); err != nil {
		t.Fatal(err)
	}
}

func TestFromReader(t *testing.T) {
	vm := newVM(t)
	r := track(strings.NewReader("hello"))
	set(t, vm, "s", func(l *jsloop.Loop) goja.Value { return streams.FromReader(l, r) })
	if r.reads.Load() != 0 {
		t.Error("read before anybody asked")
	}
	vm.Check([][2]string{{
		`const r = s.getReader(); const a = await r.read(), b = await r.read();
		 return [new TextDecoder().decode(a.value), a.done, b.done]`, `["hello",false,true]`,
	}})
	r.waitClosed(t)
}

func TestCancelClosesReader(t *testing.T) {
	vm := newVM(t)
	r := track(strings.NewReader("hello"))
	set(t, vm, "s", func(l *jsloop.Loop) goja.Value { return streams.FromReader(l, r) })
	vm.Check([][2]string{{`await s.cancel("enough"); return (await s.getReader().read()).done`, "true"}})
	r.waitClosed(t)
}

func TestReadErrorIsTold(t *testing.T) {
	vm := newVM(t)
	for _, c := range []struct {
		err  error
		want string
	}{
		{io.ErrUnexpectedEOF, "Error: Network connection lost."},
		{jsloop.Errorf("TypeError", "told as it is"), "TypeError: told as it is"},
	} {
		set(t, vm, "s", func(l *jsloop.Loop) goja.Value {
			return streams.FromReader(l, io.NopCloser(io.MultiReader(strings.NewReader("a"), failing{c.err})))
		})
		vm.Check([][2]string{{`const r = s.getReader(); await r.read(); return await r.read()`, c.want}})
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// open runs streams.Reader for what body returns.
func open(t *testing.T, vm *webapitest.VM, body string) io.ReadCloser {
	t.Helper()
	var r io.ReadCloser
	err := vm.Loop.Do(func() error {
		v, err := vm.Loop.VM().RunString("(() => {" + body + "})()")
		if err != nil {
			return err
		}
		r, err = streams.Reader(vm.Loop, v)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReaderOfScript(t *testing.T) {
	vm := newVM(t)
	r := open(t, vm, `let n = 0; return new ReadableStream({ pull(c) {
		if (n === 3) c.close(); else c.enqueue(n++ === 1 ? "text" : new Uint8Array([65 + n])); } })`)
	b, err := io.ReadAll(r)
	if string(b) != "BtextD" || err != nil {
		t.Errorf("got %q, %v", b, err)
	}
}

func TestReaderOfUntouchedGoStreamIsTheReader(t *testing.T) {
	vm := newVM(t)
	source := track(strings.NewReader("hello"))
	set(t, vm, "s", func(l *jsloop.Loop) goja.Value { return streams.FromReader(l, source) })
	r := open(t, vm, "return s")
	if streams.Inner(r) != io.ReadCloser(source) {
		t.Errorf("got %T", r)
	}
	vm.Check([][2]string{{`return [s.locked, s.getReader()]`, "TypeError: This ReadableStream is currently locked to a reader."}})
}

func TestReaderErrors(t *testing.T) {
	vm := newVM(t)
	for body, want := range map[string]string{
		`return new ReadableStream({ start(c) { c.error(new RangeError("boo")) } })`:      "RangeError: boo",
		`return new ReadableStream({ pull() { throw new Error("pulled") } })`:             "Error: pulled",
		`return new ReadableStream({ start(c) { c.enqueue({}); c.close() } })`:            "TypeError: This ReadableStream did not return bytes.",
		`return new ReadableStream({ pull() { return Promise.reject(new Error("r")) } })`: "Error: r",
	} {
		_, err := io.ReadAll(open(t, vm, body))
		var got string
		_ = vm.Loop.Do(func() error { got = vm.Loop.Error(err).String(); return nil })
		if got != want {
			t.Errorf("%s\n gives %s, want %s", body, got, want)
		}
	}
}

func TestReaderBackpressure(t *testing.T) {
	vm := newVM(t)
	r := open(t, vm, `globalThis.pulls = 0;
		return new ReadableStream({ pull(c) { pulls++; c.enqueue(new Uint8Array(10)) } }, { highWaterMark: 0 })`)
	buf := make([]byte, 10)
	for range 3 {
		if _, err := io.ReadFull(r, buf); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(20 * time.Millisecond)
	vm.Check([][2]string{{"return pulls", "3"}})
}

func TestCloseCancelsScript(t *testing.T) {
	vm := newVM(t)
	r := open(t, vm, `globalThis.cancelled = new Promise((tell) => { globalThis.s = new ReadableStream({
		pull(c) { c.enqueue(new Uint8Array(1)) }, cancel(reason) { tell(reason.name) } }) }); return s`)
	if _, err := r.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	r.Close()
	vm.Check([][2]string{{"return await cancelled", "AbortError"}})
	if _, err := r.Read(make([]byte, 1)); err == nil {
		t.Error("a closed reader reads on")
	}
}

// A reader must not hang when the isolate ends under it.
func TestReaderOfClosedLoop(t *testing.T) {
	vm := newVM(t)
	r := open(t, vm, `return new ReadableStream({ pull() { return new Promise(() => {}) } })`)
	done := make(chan error, 1)
	go func() { _, err := io.ReadAll(r); done <- err }()
	time.Sleep(20 * time.Millisecond)
	vm.Loop.Close()
	select {
	case err := <-done:
		if !errors.Is(err, jsloop.ErrClosed) {
			t.Errorf("got %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("read hangs")
	}
}

func TestDrain(t *testing.T) {
	vm := newVM(t)
	var got []string
	done := make(chan error, 1)
	err := vm.Loop.Do(func() error {
		v, err := vm.Loop.VM().RunString(`new ReadableStream({ start(c) { for (const x of ["a", "b", "c"]) c.enqueue(x); c.close() } })`)
		if err != nil {
			return err
		}
		streams.Drain(vm.Loop, v, func(b []byte) error { got = append(got, string(b)); return nil }, func(err error) { done <- err })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil || strings.Join(got, ",") != "a,b,c" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestReadAllLimit(t *testing.T) {
	vm := newVM(t)
	for limit, want := range map[int64]error{0: nil, 5: nil, 4: streams.ErrTooLarge} {
		done := make(chan error, 1)
		err := vm.Loop.Do(func() error {
			streams.ReadAll(vm.Loop, streams.FromReader(vm.Loop, io.NopCloser(strings.NewReader("hello"))), limit,
				func(_ []byte, err error) { done <- err })
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := <-done; !errors.Is(err, want) {
			t.Errorf("limit %d: %v, want %v", limit, err, want)
		}
	}
}

func TestIsStream(t *testing.T) {
	vm := newVM(t)
	err := vm.Loop.Do(func() error {
		for src, want := range map[string]bool{"new ReadableStream()": true, "({})": false, "1": false, "null": false} {
			v, err := vm.Loop.VM().RunString(src)
			if err != nil {
				return err
			}
			if got := streams.IsStream(vm.Loop, v); got != want {
				t.Errorf("%s: %v", src, got)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCodecs(t *testing.T) {
	vm := newVM(t)
	const helpers = `const all = async (s) => { let out = []; for (const r = s.getReader();;) { const { done, value } = await r.read(); if (done) return new Uint8Array(out); out.push(...value) } };
		const of = (...chunks) => ReadableStream.from(chunks);
		const text = "hello ".repeat(100);
		const pack = (f) => all(of(text.slice(0, 7), text.slice(7)).pipeThrough(new TextEncoderStream()).pipeThrough(new CompressionStream(f)));
		`
	for _, f := range []string{"gzip", "deflate", "deflate-raw"} {
		vm.Check([][2]string{
			{helpers + `const b = await pack("` + f + `");
			 const bytes = [...b].map((x) => new Uint8Array([x])); // one byte at a time
			 const back = await all(of(...bytes).pipeThrough(new DecompressionStream("` + f + `")));
			 return [b.length < text.length, new TextDecoder().decode(back) === text]`, "[true,true]"},
			{helpers + `const b = await pack("` + f + `");
			 return await all(of(b.slice(0, -3)).pipeThrough(new DecompressionStream("` + f + `")))`,
				"TypeError: Called close() on a decompression stream with incomplete data"},
			{helpers + `const b = await pack("` + f + `");
			 return await all(of(b, new Uint8Array(2)).pipeThrough(new DecompressionStream("` + f + `")))`,
				"TypeError: Trailing bytes after end of compressed data"},
		})
	}
	vm.Check([][2]string{{helpers + `return await all(of(new Uint8Array([104, 105])).pipeThrough(new DecompressionStream("gzip")))`,
		"TypeError: Decompression failed."}})
}
