package globals

import (
	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// Foreign is what workerd throws when an event uses I/O of another one; nil when
// owner is the event of the running code, or none (the host's own). kind is workerd's word for the object.
// https://developers.cloudflare.com/workers/observability/errors/#cannot-perform-io-on-behalf-of-a-different-request
func Foreign(l *jsloop.Loop, owner *jsloop.Context, kind string) error {
	if owner == nil || owner == l.Current() || owner == l.Global() {
		return nil
	}
	return jsloop.Errorf("Error", "Cannot perform I/O on behalf of a different request. I/O objects (such as streams, request/response bodies, and others) "+
		"created in the context of one request handler cannot be accessed from a different request's handler. "+
		"This is a limitation of Cloudflare Workers which allows us to improve overall performance. (I/O type: %s)", kind)
}

// AddOwner defines owner(): a token for the event of the running code, refused
// while top-level code runs; and foreign(token, kind): the error of Foreign, or
// undefined. Scripts that are shared with Node ask for both with ?., for there
// I/O belongs to nobody.
func AddOwner(l *jsloop.Loop, natives map[string]jsloop.Native) {
	natives["owner"] = func(goja.FunctionCall) goja.Value {
		if l.TopLevel() {
			InHandler(l)
		}
		return l.Wrap(l.Current())
	}
	natives["foreign"] = func(c goja.FunctionCall) goja.Value {
		owner, _ := jsloop.Unwrap[*jsloop.Context](c.Argument(0))
		if err := Foreign(l, owner, c.Argument(1).String()); err != nil {
			return l.Error(err)
		}
		return goja.Undefined()
	}
}
