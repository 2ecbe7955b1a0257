package websocket

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
	weburl "github.com/w2c-dev/w2c/runtime/webapi/url"
)

func (s *state) natives() map[string]jsloop.Native {
	l, vm := s.l, s.l.VM()
	m := map[string]jsloop.Native{
		// post(f) runs f as a task of its own in the event that called; the event
		// is not idle until then. soon(f) runs f behind the running task.
		"post": func(c goja.FunctionCall) goja.Value {
			s.post(c.Argument(0))
			return goja.Undefined()
		},
		"soon": func(c goja.FunctionCall) goja.Value {
			f, _ := goja.AssertFunction(c.Argument(0))
			l.Defer(func() { s.call(f) })
			return goja.Undefined()
		},
		"flag": func(c goja.FunctionCall) goja.Value {
			return vm.ToValue(s.on(c.Argument(0).String()))
		},
		// keep() has the event live until unkeep(its result).
		"keep": func(goja.FunctionCall) goja.Value {
			p, resolve, _ := l.Promise()
			if s.keep != nil && l.Current() != l.Global() {
				s.keep(p)
			}
			return l.Wrap(resolve)
		},
		"unkeep": func(c goja.FunctionCall) goja.Value {
			if resolve, ok := jsloop.Unwrap[func(any)](c.Argument(0)); ok {
				resolve(goja.Undefined())
			}
			return goja.Undefined()
		},
		// parse(url) is null or {scheme, fragment}.
		"parse": func(c goja.FunctionCall) goja.Value {
			text := c.Argument(0).String()
			scheme, rest, ok := strings.Cut(text, "://")
			if ok && rest != "" { // workerd takes a URL without a host, and fails later
				_, ok = weburl.Normalize(text, "")
			}
			if !ok {
				return goja.Null()
			}
			o := vm.NewObject()
			_ = o.Set("scheme", strings.ToLower(scheme))
			_ = o.Set("fragment", strings.Contains(c.Argument(0).String(), "#"))
			return o
		},
	}
	globals.AddOwner(l, m)
	s.addData(m)
	s.addConn(m)
	s.addDial(m)
	return m
}

// on says whether a compatibility flag is on; without a host all are.
func (s *state) on(flag string) bool { return s.flags == nil || s.flags(flag) }

// post queues a JS function as a task in the current event.
func (s *state) post(v goja.Value) {
	f, ok := goja.AssertFunction(v)
	if !ok {
		s.l.ThrowType("not a function")
	}
	owner := s.l.Current()
	s.postIn(owner, owner.Begin(), func() { s.call(f) })
}

// postIn runs f in owner, if its event still goes on, and then ends the operation.
func (s *state) postIn(owner *jsloop.Context, end, f func()) {
	ctx := owner
	if owner == s.l.Global() {
		ctx = nil
	}
	posted := s.l.PostIn(ctx, func() {
		defer s.l.Defer(end)
		if !owner.Ended() {
			f()
		}
	})
	if !posted {
		end()
	}
}

func (s *state) call(f goja.Callable, args ...goja.Value) {
	if _, err := s.l.Call(f, nil, args...); err != nil && !s.l.Fatal(err) {
		text := err.Error()
		var exception *goja.Exception
		if errors.As(err, &exception) {
			text = s.l.Describe(exception.Value())
		}
		s.l.Log().Error("Uncaught "+text, "request_id", s.l.Current().ID)
	}
}

// payload carries the bytes of a message through JS.
type payload []byte

func (s *state) payload(v goja.Value) payload {
	p, ok := jsloop.Unwrap[payload](v)
	if !ok {
		s.l.ThrowType("not a message")
	}
	return p
}

// addData defines data(v): the bytes of what a script sends; reason(text): the
// same of a close's reason, with its byteLength; text(bytes); buffer(bytes).
func (s *state) addData(m map[string]jsloop.Native) {
	l, vm := s.l, s.l.VM()
	m["data"] = func(c goja.FunctionCall) goja.Value {
		v := c.Argument(0)
		if o, ok := v.(*goja.Object); ok {
			if b, ok := jsloop.CopyBytes(o); ok {
				return l.Wrap(payload(b))
			}
		}
		return l.Wrap(payload(wtf8(v.ToString())))
	}
	m["reason"] = func(c goja.FunctionCall) goja.Value {
		b := []byte(c.Argument(0).String()) // lone surrogates become U+FFFD
		o := l.Wrap(payload(b))
		return sized(vm, o, len(b))
	}
	m["text"] = func(c goja.FunctionCall) goja.Value {
		return vm.ToValue(jsloop.DecodeUTF8(s.bytesOf(c.Argument(0))))
	}
	m["buffer"] = func(c goja.FunctionCall) goja.Value {
		return l.ArrayBuffer(append([]byte(nil), s.payload(c.Argument(0))...))
	}
}

// bytesOf also takes what sized made.
func (s *state) bytesOf(v goja.Value) []byte {
	if p, ok := jsloop.Unwrap[payload](v); ok {
		return p
	}
	if o, ok := v.(*goja.Object); ok {
		return s.payload(o.Get("bytes"))
	}
	return nil
}

// sized is an object that holds bytes and says how many.
func sized(vm *goja.Runtime, bytes *goja.Object, n int) goja.Value {
	o := vm.NewObject()
	_ = o.Set("bytes", bytes)
	_ = o.Set("byteLength", n)
	return o
}

// wtf8 is text in UTF-8, with lone surrogates as V8 writes them: three bytes each.
func wtf8(v goja.Value) []byte {
	text := v.String()
	s, ok := v.(goja.String)
	if !ok || !strings.ContainsRune(text, utf8.RuneError) {
		return []byte(text)
	}
	var b []byte
	for i := 0; i < s.Length(); i++ {
		u := rune(s.CharAt(i))
		if utf16.IsSurrogate(u) && i+1 < s.Length() {
			if r := utf16.DecodeRune(u, rune(s.CharAt(i+1))); r != utf8.RuneError {
				b = utf8.AppendRune(b, r)
				i++
				continue
			}
		}
		if utf16.IsSurrogate(u) {
			b = append(b, byte(0xe0|u>>12), byte(0x80|u>>6&0x3f), byte(0x80|u&0x3f))
			continue
		}
		b = utf8.AppendRune(b, u)
	}
	return b
}

func (s *state) conn(v goja.Value) *Conn {
	c, ok := jsloop.Unwrap[*Conn](v)
	if !ok {
		s.l.ThrowType("not a connection")
	}
	return c
}

// addConn defines send(conn, kind, bytes, code, done), receive(conn, got),
// drain(conn, done) and end(conn). Each that waits is an operation of its event.
func (s *state) addConn(m map[string]jsloop.Native) {
	l, vm := s.l, s.l.VM()
	m["send"] = func(c goja.FunctionCall) goja.Value {
		conn, done := s.conn(c.Argument(0)), s.callback(c.Argument(4))
		msg := Message{Kind: byte(c.Argument(1).ToInteger()), Data: s.bytesOf(c.Argument(2)), Code: int(c.Argument(3).ToInteger())}
		owner := l.Current()
		end := owner.Begin()
		queued, err := conn.Queue(msg, func(err error) {
			s.postIn(owner, end, func() { s.call(done, vm.ToValue(err != nil)) })
		})
		if queued {
			end()
			s.call(done, vm.ToValue(err != nil))
		}
		return goja.Undefined()
	}
	m["receive"] = func(c goja.FunctionCall) goja.Value {
		conn, got := s.conn(c.Argument(0)), s.callback(c.Argument(1))
		owner := l.Current()
		end := owner.Begin()
		go func() {
			msg, err := conn.Receive()
			s.postIn(owner, end, func() {
				var bad *ProtocolError
				switch {
				case err == nil:
					s.call(got, goja.Undefined(), vm.ToValue(int(msg.Kind)), l.Wrap(payload(msg.Data)), vm.ToValue(msg.Code))
				case errors.As(err, &bad):
					s.call(got, l.Error(jsloop.Errorf("Error", "%s", bad.Error())))
				default:
					s.call(got, goja.Null())
				}
			})
		}()
		return goja.Undefined()
	}
	m["drain"] = func(c goja.FunctionCall) goja.Value {
		conn, done := s.conn(c.Argument(0)), s.callback(c.Argument(1))
		owner := l.Current()
		end := owner.Begin()
		go func() {
			_, _ = io.Copy(io.Discard, conn.br)
			s.postIn(owner, end, func() { s.call(done) })
		}()
		return goja.Undefined()
	}
	m["end"] = func(c goja.FunctionCall) goja.Value {
		s.conn(c.Argument(0)).End()
		return goja.Undefined()
	}
}

func (s *state) callback(v goja.Value) goja.Callable {
	f, ok := goja.AssertFunction(v)
	if !ok {
		s.l.ThrowType("not a function")
	}
	return f
}

// addDial defines dial(url, protocols, done), which gives what undial(it) ends.
func (s *state) addDial(m map[string]jsloop.Native) {
	l, vm := s.l, s.l.VM()
	m["dial"] = func(c goja.FunctionCall) goja.Value {
		done := s.callback(c.Argument(2))
		if s.dial == nil || l.Current() == l.Global() {
			l.Throw(jsloop.Errorf("Error", "Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), setting a timeout, and generating random values are not allowed within global scope. To fix this error, perform this operation within a handler."))
		}
		offer := ""
		if s.on("web_socket_compression") {
			offer = "permessage-deflate"
		}
		href, protocols := c.Argument(0).String(), c.Argument(1).String()
		owner := l.Current()
		ctx, cancel := context.WithCancel(owner.Context())
		end := owner.Begin()
		go func() {
			conn, r, err := s.open(ctx, href, protocols, offer)
			s.postIn(owner, end, func() {
				if err != nil {
					cancel()
					s.call(done, l.Error(err))
					return
				}
				s.bind(conn)
				text := func(name string) goja.Value {
					if v := r.Header.Get(name); v != "" {
						return vm.ToValue(v)
					}
					return goja.Null()
				}
				s.call(done, goja.Null(), l.Wrap(conn), text("Sec-Websocket-Protocol"), text("Sec-Websocket-Extensions"))
			})
		}()
		return l.Wrap(cancel)
	}
	m["undial"] = func(c goja.FunctionCall) goja.Value {
		if cancel, ok := jsloop.Unwrap[context.CancelFunc](c.Argument(0)); ok {
			cancel()
		}
		return goja.Undefined()
	}
}

var errLost = jsloop.Errorf("Error", "Network connection lost.")

func (s *state) open(ctx context.Context, href, protocols, offer string) (*Conn, *http.Response, error) {
	normal, _ := weburl.Normalize(href, "")
	u, err := url.Parse("http" + strings.TrimPrefix(normal, "ws"))
	if err != nil {
		return nil, nil, errLost
	}
	u.User = nil
	req := (&http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"User-Agent": nil}}).WithContext(ctx)
	if protocols != "" {
		req.Header.Set("Sec-Websocket-Protocol", protocols)
	}
	if offer != "" {
		req.Header.Set("Sec-Websocket-Extensions", offer)
	}
	Request(req)
	r, err := s.dial(req)
	if err != nil {
		return nil, nil, errLost
	}
	status := r.StatusCode
	if status == http.StatusSwitchingProtocols {
		conn, err := Client(r, offer)
		if err == nil {
			return conn, r, nil
		}
		status = http.StatusBadGateway
	} else {
		r.Body.Close()
	}
	return nil, nil, jsloop.Errorf("TypeError", "Failed to establish the WebSocket connection: expected server to reply with HTTP status code 101 (switching protocols), but received %d instead.", status)
}
