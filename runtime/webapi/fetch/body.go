package fetch

import (
	"bytes"
	"io"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
)

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
		text := c.Argument(1).ToInteger() == 1
		owner := l.Current()
		end := owner.Begin()
		go func() {
			b, err := io.ReadAll(r)
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
		}()
		return goja.Undefined()
	}
}
