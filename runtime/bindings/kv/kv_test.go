package kv_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/bindings/kv"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/jsloop/looptest"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/drivers"
	"github.com/w2c-dev/w2c/runtime/webapi"
)

// What a script sees of KV is compared with workerd, host by host, in
// testdata/conformance/kv. Here is what only one half has.

func TestFromConfig(t *testing.T) {
	list, err := kv.Kind{}.FromConfig(json.RawMessage(`[{"binding":"A","id":"a1","preview_id":"p"},{"binding":"B"},{"binding":"C","id":"a1","remote":true}]`))
	if err != nil {
		t.Fatal(err)
	}
	want := []manifest.Binding{
		{Name: "A", Kind: "kv", Config: json.RawMessage(`{"namespace":"a1"}`)},
		{Name: "B", Kind: "kv", Config: json.RawMessage(`{"namespace":"B"}`)},
		{Name: "C", Kind: "kv", Config: json.RawMessage(`{"namespace":"a1"}`)},
	}
	if !reflect.DeepEqual(list, want) {
		t.Errorf("%+v, want %+v", list, want)
	}
	if got, want := (kv.Kind{}).Services(list[0]), []manifest.Service{{Kind: "redis", Env: "REDIS_URL", Why: "KV namespace A keeps its data there"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("services %+v, want %+v", got, want)
	}
}

func TestFromConfigErrors(t *testing.T) {
	for raw, want := range map[string]manifest.ConfigError{
		`[{"binding":"A"},{"id":"x"}]`: {Path: "[1].binding", Message: "a KV namespace needs the name it has in env", Hint: `add "binding": "MY_KV"`},
		`[{"binding":""}]`:             {Path: "[0].binding", Message: "a KV namespace needs the name it has in env", Hint: `add "binding": "MY_KV"`},
		`{"binding":"A"}`:              {Message: "expected list, got object", Hint: `kv_namespaces is a list of { "binding": "MY_KV", "id": "…" }`},
		`["A"]`:                        {Path: "[0]", Message: "expected object, got string", Hint: `kv_namespaces is a list of { "binding": "MY_KV", "id": "…" }`},
		`[{"binding":5}]`:              {Path: "[0].binding", Message: "expected string, got number", Hint: `kv_namespaces is a list of { "binding": "MY_KV", "id": "…" }`},
	} {
		_, err := kv.Kind{}.FromConfig(json.RawMessage(raw))
		var got *manifest.ConfigError
		if !errors.As(err, &got) || *got != want {
			t.Errorf("%s:\n%+v, want\n%+v", raw, got, want)
		}
	}
}

func TestPart(t *testing.T) {
	p := kv.Kind{}.Part(manifest.Binding{Name: "LINKS", Kind: "kv", Config: json.RawMessage(`{"namespace":"a\"1"}`)}, true)
	if want := `await kv(host, "LINKS", { namespace: "a\"1", services: true })`; p.Env != want {
		t.Errorf("env %s, want %s", p.Env, want)
	}
	for file, names := range p.Imports {
		for _, name := range names {
			if !strings.Contains(p.Files[file], "export async function "+name+"(") {
				t.Errorf("%s does not export %s", file, name)
			}
		}
	}
	// Every neighbour a file imports is brought along, but for host.ts.
	for name, text := range p.Files {
		for _, line := range strings.Split(text, "\n") {
			_, from, ok := strings.Cut(line, `from "./`)
			if file := strings.TrimSuffix(from, `";`); ok && file != "host.ts" && p.Files[file] == "" {
				t.Errorf("%s imports %s, which is missing", name, file)
			}
		}
	}
}

// attach gives a script KV and the log of its isolate.
func attach(t *testing.T, o store.Opener) *looptest.Isolate {
	t.Helper()
	return looptest.Start(t, []looptest.Class{looptest.Func(webapi.Install), looptest.Func(func(l *jsloop.Loop) error {
		for _, name := range []string{"KV", "OTHER"} {
			v, err := kv.Kind{}.Attach(l, o, manifest.Binding{Name: name, Kind: "kv", Config: json.RawMessage(`{"namespace":"` + name + `"}`)})
			if err != nil {
				return err
			}
			if err := l.VM().Set(name, v); err != nil {
				return err
			}
		}
		return nil
	})})
}

func embedded(t *testing.T, extra ...string) *drivers.Stores {
	t.Helper()
	env := map[string]string{"W2C_DATA_DIR": t.TempDir()}
	for i := 0; i+1 < len(extra); i += 2 {
		env[extra[i]] = extra[i+1]
	}
	s := drivers.New(drivers.Options{Getenv: func(name string) (string, bool) { v, ok := env[name]; return v, ok }})
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestIsolates: two isolates of a process share the data, not the objects.
func TestIsolates(t *testing.T) {
	s := embedded(t)
	a, b := attach(t, s), attach(t, s)
	a.Run(`await KV.put("k", "from a", { metadata: { n: 1 } })`)
	if got := b.Run(`const { value, metadata } = await KV.getWithMetadata("k"); return value + metadata.n`); got != "from a1" {
		t.Errorf("the other isolate reads %v", got)
	}
}

// TestRelaxed: capacity limits are lifted, limits of shape are not.
func TestRelaxed(t *testing.T) {
	i := attach(t, embedded(t))
	got := i.Run(`
		const long = "x".repeat(2000);
		await KV.put(long, "v", { metadata: "m".repeat(5000) });
		const out = [await KV.get(long), (await KV.list({ limit: 5000 })).keys[0].metadata.length,
			(await KV.get(Array.from({ length: 500 }, (_, i) => "k" + i))).size];
		for (const call of [() => KV.get(""), () => KV.put("k", "v", { expirationTtl: 59 }), () => KV.get("k", { cacheTtl: 5 }), () => KV.get([])])
			out.push(await call().catch((e) => e.message));
		return out.join("|")`)
	want := "v|5000|500|Key name cannot be empty.|KV PUT failed: 400 Invalid expiration_ttl of 59. Expiration TTL must be at least 60.|" +
		"KV GET failed: 400 Invalid cache_ttl of 5. Cache TTL must be at least 30.|KV GET_BULK failed: 400 You must request a minimum of 1 key"
	if got != want {
		t.Errorf("%v\nwant\n%s", got, want)
	}
}

func TestUnknownLimits(t *testing.T) {
	l := jsloop.New(jsloop.Options{})
	_, err := kv.Kind{}.Attach(l, embedded(t, "W2C_LIMITS", "none"), manifest.Binding{Name: "KV", Config: json.RawMessage(`{"namespace":"n"}`)})
	if want := `W2C_LIMITS: "none" is not known: use cloudflare or relaxed`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestMutation: the script may change what it gave and what it got.
func TestMutation(t *testing.T) {
	i := attach(t, embedded(t))
	got := i.Run(`
		const bytes = new Uint8Array([1, 2, 3]);
		const put = KV.put("k", bytes);
		bytes[0] = 9;
		await put;
		const first = new Uint8Array(await KV.get("k", "arrayBuffer"));
		first[1] = 9;
		return [...new Uint8Array(await KV.get("k", "arrayBuffer"))].join()`)
	if got != "1,2,3" {
		t.Errorf("stored %v, want 1,2,3", got)
	}
}

// TestTampering: a script that replaces built-ins changes nothing here.
func TestTampering(t *testing.T) {
	i := attach(t, embedded(t))
	got := i.Run(`
		JSON.parse = JSON.stringify = ArrayBuffer.isView = () => { throw new Error("tampered") };
		globalThis.Map = globalThis.Promise.resolve = undefined;
		await KV.put("k", new Uint8Array([53]), { metadata: { n: 1 } });
		return [await KV.get("k", "json"), (await KV.getWithMetadata("k")).metadata.n, (await KV.get(["k"])).get("k")].join()`)
	if got != "5,1,5" {
		t.Errorf("%v, want 5,1,5", got)
	}
}

// failing is a store that does not work.
type failing struct{ store.Opener }

type failingKV struct{ store.KV }

func (failing) KV(context.Context, manifest.Binding, string) (store.KV, error) {
	return failingKV{}, nil
}
func (failing) Var(string) (string, bool) { return "", false }

var errSecret = errors.New("read Redis at 10.0.0.7:6379: connection refused")

func (failingKV) Get(context.Context, string) (*store.KVEntry, error)         { return nil, errSecret }
func (failingKV) GetMany(context.Context, []string) ([]*store.KVEntry, error) { return nil, errSecret }
func (failingKV) Put(context.Context, string, store.KVEntry) error            { return errSecret }
func (failingKV) Delete(context.Context, string) error                        { return errSecret }
func (failingKV) List(context.Context, store.KVListOptions) (store.KVPage, error) {
	return store.KVPage{}, errSecret
}

// TestBrokenStore: the script gets an error of KV's own shape, the log the reason.
func TestBrokenStore(t *testing.T) {
	i := attach(t, failing{})
	for call, want := range map[string]string{
		`KV.get("k")`: "GET", `KV.getWithMetadata("k")`: "GET", `KV.get(["k"])`: "GET_BULK", `KV.list()`: "GET",
		`KV.put("k", "v")`: "PUT", `KV.delete("k")`: "DELETE", `KV.put("k", new Response("x").body)`: "PUT",
	} {
		got := i.Run(fmt.Sprintf(`try { await %s } catch (e) { return e.name + ": " + e.message }`, call))
		if want := "Error: KV " + want + " failed: 500 Internal Server Error"; got != want {
			t.Errorf("%s: %v, want %s", call, got, want)
		}
	}
}

// TestCorruptFile: the start is refused, with the variable and the way out.
func TestCorruptFile(t *testing.T) {
	dir := t.TempDir()
	s := embedded(t, "KV_KV_URL", "sqlite:"+dir)
	_, err := kv.Kind{}.Attach(jsloop.New(jsloop.Options{}), s, manifest.Binding{Name: "KV", Config: json.RawMessage(`{"namespace":"n"}`)})
	want := "KV_KV_URL: open " + filepath.Clean(dir) + ": it is a folder, not a database file"
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
