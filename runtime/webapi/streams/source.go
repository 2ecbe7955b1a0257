package streams

import (
	"errors"
	"io"
	"sync"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// chunkSize is what one read of a Go reader may bring: what a TCP read brings at most times.
const chunkSize = 32 << 10

// source is the Go reader behind a stream.
type source struct {
	r      io.ReadCloser
	length int64 // -1 unknown
	l      *jsloop.Loop
	owner  *jsloop.Context // the event whose I/O it is
	once   sync.Once
	eof    bool // loop goroutine only
}

func (s *source) close() { s.once.Do(func() { s.r.Close() }) }

// Read and Close make the source itself what Reader gives away.
func (s *source) Read(p []byte) (int, error) { return s.r.Read(p) }
func (s *source) Close() error               { s.close(); return nil }

// WriteTo keeps the reader's own shortcut, if it has one.
func (s *source) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, s.r) }

// addSource defines read(handle, done), length(handle) and close(handle).
func addSource(l *jsloop.Loop, natives map[string]jsloop.Native) {
	vm := l.VM()
	natives["read"] = func(c goja.FunctionCall) goja.Value {
		s, ok := jsloop.Unwrap[*source](c.Argument(0))
		done, fok := goja.AssertFunction(c.Argument(1))
		if !ok || !fok {
			l.ThrowType("not a source")
		}
		answer := func(args ...goja.Value) {
			if _, err := l.Call(done, nil, args...); err != nil && !l.Fatal(err) {
				l.Log().Error("read of stream", "error", err.Error())
			}
		}
		if s.eof {
			answer(goja.Null(), goja.Null())
			return goja.Undefined()
		}
		owner := l.Current()
		end := owner.Begin()
		go func() {
			buf := make([]byte, chunkSize)
			n, err := readSome(s.r, buf)
			if n > 0 && n < len(buf)/4 {
				buf = append(make([]byte, 0, n), buf[:n]...) // do not pin 32 KB for a few bytes
			}
			if err != nil {
				s.close()
			}
			posted := l.PostIn(owner, func() {
				defer end()
				switch {
				case err != nil && n == 0 && !errors.Is(err, io.EOF):
					answer(l.Error(ReadError(err)))
				case n == 0:
					s.eof = true
					answer(goja.Null(), goja.Null())
				default:
					s.eof = errors.Is(err, io.EOF)
					answer(goja.Null(), l.Uint8Array(buf[:n]))
				}
			})
			if !posted {
				end()
				s.close()
			}
		}()
		return goja.Undefined()
	}
	natives["length"] = func(c goja.FunctionCall) goja.Value {
		if s, ok := jsloop.Unwrap[*source](c.Argument(0)); ok && s.length >= 0 {
			return vm.ToValue(s.length)
		}
		return goja.Undefined()
	}
	natives["close"] = func(c goja.FunctionCall) goja.Value {
		if s, ok := jsloop.Unwrap[*source](c.Argument(0)); ok {
			s.eof = true
			go s.close() // closing a network body may wait
		}
		return vm.ToValue(true)
	}
}

// readSome reads until there is something to tell. A reader that keeps
// returning nothing is broken.
func readSome(r io.Reader, buf []byte) (int, error) {
	for range 100 {
		n, err := r.Read(buf)
		if n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}

// ReadError is what a script sees when the other side went away.
func ReadError(err error) error {
	var typed *jsloop.Error
	var thrown *jsloop.Thrown
	if errors.As(err, &typed) || errors.As(err, &thrown) {
		return err
	}
	return jsloop.Errorf("Error", "Network connection lost.")
}
