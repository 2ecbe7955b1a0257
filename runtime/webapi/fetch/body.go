package fetch

import (
	"bytes"
	"io"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
)

// memory is a body that is there already: Bytes is all of it, and the caller's.
// Reading it needs no goroutine. ok is false when it is not so after all.
type memory interface{ Bytes() (b []byte, ok bool) }

// addBody defines isHandle(v), and readAll(handle, mode, resolve, reject): the
// whole body of a Go reader at once, as bytes (0) or text (1), without a stream
// in between.
func (s *state) addBody(natives map[string]jsloop.Native) {
	l := s.l
	natives["isHandle"] = func(c goja.FunctionCall) goja.Value {
		_, _, ok := streams.HandleReader(c.Argument(0))
		return l.VM().ToValue(ok)
	}
	natives["readAll"] = func(c goja.FunctionCall) goja.Value {
		r, _, ok := streams.HandleReader(c.Argument(0))
		resolve, rok := goja.AssertFunction(c.Argument(2))
		reject, jok := goja.AssertFunction(c.Argument(3))
		if !ok || !rok || !jok {
			l.ThrowType("not a body")
		}
		if err := streams.Foreign(c.Argument(0)); err != nil {
			if _, err := l.Call(reject, nil, l.Error(err)); err != nil && !l.Fatal(err) {
				l.Throw(err)
			}
			return goja.Undefined()
		}
		text := c.Argument(1).ToInteger() == 1
		owner := l.Current()
		end := owner.Begin()
		settle := func(b []byte, err error) {
			r.Close()
			var decoded string
			if err == nil && text {
				decoded = jsloop.DecodeUTF8(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
			}
			posted := l.PostIn(owner, func() {
				defer end()
				var cerr error
				switch {
				case err != nil:
					_, cerr = l.Call(reject, nil, l.Error(streams.ReadError(err)))
				case text:
					_, cerr = l.Call(resolve, nil, l.VM().ToValue(decoded))
				default:
					_, cerr = l.Call(resolve, nil, l.Uint8Array(b))
				}
				if cerr != nil && !l.Fatal(cerr) {
					l.Log().Error("read of body", "error", cerr.Error())
				}
			})
			if !posted {
				end()
			}
		}
		if m, ok := streams.Inner(r).(memory); ok {
			if b, ok := m.Bytes(); ok {
				settle(b, nil) // later all the same: bodies come with a task of their own
				return goja.Undefined()
			}
		}
		go func() { settle(io.ReadAll(r)) }()
		return goja.Undefined()
	}
}
