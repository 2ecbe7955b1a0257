package fetch

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
	"github.com/w2c-dev/w2c/runtime/webapi/jsg"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
	"github.com/w2c-dev/w2c/runtime/webapi/websocket"
)

// job is one fetch() under way, so that its signal can end it.
type job struct{ cancel context.CancelCauseFunc }

// addStart defines start(transport, method, url, headers, body, length, follow,
// cache, manual, resolve, reject) and abort(job, reason).
func (s *state) addStart(natives map[string]jsloop.Native) {
	l := s.l
	natives["refuse"] = func(goja.FunctionCall) goja.Value {
		globals.InHandler(l)
		return goja.Undefined()
	}
	natives["start"] = func(c goja.FunctionCall) goja.Value {
		x := &exchange{method: c.Argument(1).String(), url: c.Argument(2).String(), header: s.headerLines(c.Argument(3)), follow: c.Argument(6).ToBoolean()}
		if rt, ok := jsloop.Unwrap[http.RoundTripper](c.Argument(0)); ok {
			x.rt = rt
		} else {
			globals.InHandler(l)
			if x.rt = s.transport; x.rt == nil {
				x.rt = defaultTransport()
			}
		}
		if cache := c.Argument(7); !goja.IsUndefined(cache) && !x.has("cache-control") {
			x.header = append(x.header[:len(x.header):len(x.header)], "cache-control", "no-cache", "pragma", "no-cache")
		}
		x.socket = strings.EqualFold(x.value("upgrade"), "websocket")
		s.body(x, c.Argument(4), c.Argument(5).ToInteger())
		raw := c.Argument(8).ToBoolean()
		resolve, _ := goja.AssertFunction(c.Argument(9))
		reject, _ := goja.AssertFunction(c.Argument(10))

		owner := l.Current()
		ctx, cancel := context.WithCancelCause(owner.Context())
		end := owner.Begin()
		go func() {
			r, err := x.run(ctx)
			var socket *websocket.Conn
			if err == nil && r.StatusCode == http.StatusSwitchingProtocols {
				r, socket = upgraded(r, x.value("sec-websocket-extensions"))
			}
			posted := l.PostIn(owner, func() {
				defer end()
				err := err
				if err == nil && socket != nil {
					if _, err = s.upgradedResponse(r, x.url, x.redirected, socket, resolve); err == nil {
						return
					}
				} else if err == nil {
					r.Body = &boundBody{r.Body, ctx, cancel}
					if _, err = s.response(r, x.url, x.redirected, raw, resolve); err == nil {
						return
					}
				}
				cancel(nil)
				if _, cerr := l.Call(reject, nil, l.Error(s.visible(x, err))); cerr != nil && !l.Fatal(cerr) {
					l.Log().Error("settle fetch", "error", cerr.Error())
				}
			})
			if !posted {
				end()
				cancel(nil)
				if err == nil {
					r.Body.Close()
				}
				if socket != nil {
					socket.Abort()
				}
			}
		}()
		return l.Wrap(&job{cancel})
	}
	natives["abort"] = func(c goja.FunctionCall) goja.Value {
		if j, ok := jsloop.Unwrap[*job](c.Argument(0)); ok {
			j.cancel(&jsloop.Thrown{Value: c.Argument(1)})
		}
		return goja.Undefined()
	}
}

// upgraded makes a WebSocket connection of an answer with status 101. One that
// does not belong to the request becomes a 502, as in workerd.
func upgraded(r *http.Response, offered string) (*http.Response, *websocket.Conn) {
	conn, err := websocket.Client(r, offered)
	if err == nil {
		r.Body = http.NoBody
		return r, conn
	}
	return &http.Response{
		StatusCode: http.StatusBadGateway, Status: "502 Bad Gateway", Header: http.Header{}, Body: http.NoBody, Request: r.Request,
	}, nil
}

// upgradedResponse calls call with what makes the Response of an upgrade.
func (s *state) upgradedResponse(r *http.Response, url string, redirected bool, conn *websocket.Conn, call goja.Callable) (goja.Value, error) {
	socket, err := websocket.FromConn(s.l, conn)
	if err != nil {
		return nil, err
	}
	vm := s.l.VM()
	text := strings.TrimPrefix(strings.TrimPrefix(r.Status, itoa(r.StatusCode)), " ")
	return s.l.Call(call, nil, vm.ToValue(r.StatusCode), vm.ToValue(text), s.l.Wrap(flatHeader(r.Header)), s.null,
		vm.ToValue(url), vm.ToValue(redirected), socket)
}

// body takes the body a script passes: null, text, bytes, a handle or a stream.
func (s *state) body(x *exchange, v goja.Value, length int64) {
	switch b := v.(type) {
	case goja.String:
		x.bytes, x.hasBody = jsg.WTF8(b), true
	case *goja.Object:
		x.hasBody = true
		r, n, ok := streams.HandleReader(b)
		switch {
		case ok:
			x.stream, x.length = r, n
		case streams.IsStream(s.l, b):
			r, err := streams.Reader(s.l, b)
			if err != nil {
				s.l.Throw(err)
			}
			x.stream, x.length = r, length
		default:
			x.bytes, _ = jsloop.CopyBytes(b)
		}
	}
}

// visible is what the script sees of an error. What really happened goes to the
// log: workerd tells scripts little about networks.
func (s *state) visible(x *exchange, err error) error {
	var thrown *jsloop.Thrown
	var typed *jsloop.Error
	if errors.As(err, &thrown) || errors.As(err, &typed) {
		return err
	}
	s.l.Log().Warn("fetch failed", "method", x.method, "url", withoutQuery(x.url), "error", err.Error(), "request_id", s.l.Current().ID)
	return streams.ReadError(err)
}

// withoutQuery keeps secrets in queries out of logs.
func withoutQuery(url string) string {
	before, _, _ := strings.Cut(url, "?")
	return before
}

// boundBody ties a body to the context of its exchange: the reason of an abort
// comes out of Read, and the context ends with the body.
type boundBody struct {
	rc interface {
		Read([]byte) (int, error)
		Close() error
	}
	ctx    context.Context
	cancel context.CancelCauseFunc
}

func (b *boundBody) Read(p []byte) (int, error) {
	n, err := b.rc.Read(p)
	// After an abort what has come already is not read either.
	var thrown *jsloop.Thrown
	if errors.As(context.Cause(b.ctx), &thrown) {
		return 0, thrown
	}
	return n, err
}

func (b *boundBody) Close() error {
	err := b.rc.Close()
	b.cancel(nil)
	return err
}

// NewTransport is a transport as SetTransport wants it: nothing is added to a
// request and nothing decoded.
func NewTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DisableCompression = true
	t.MaxIdleConnsPerHost = 32
	t.IdleConnTimeout = 60 * time.Second
	return t
}

var defaultTransport = sync.OnceValue(func() http.RoundTripper { return NewTransport() })
