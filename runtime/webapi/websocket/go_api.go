package websocket

import (
	"context"
	"net/http"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// What hosts and other classes need. Unless said otherwise a function must be
// called on the loop's goroutine.

// Dial sends the opening request of new WebSocket() and gives its answer.
type Dial func(*http.Request) (*http.Response, error)

// SetDial tells new WebSocket() how to reach servers. A VM without WebSockets has
// no use for it.
func SetDial(l *jsloop.Loop, d Dial) {
	if s, ok := jsloop.Unwrap[*state](l.Internals().Get(stateKey)); ok {
		s.dial = d
	}
}

// SetFlags tells which compatibility flags are on.
func SetFlags(l *jsloop.Loop, on func(name string) bool) { stateOf(l).flags = on }

// SetKeep gives the classes the host's waitUntil: an event lives as long as the
// sockets it has accepted.
func SetKeep(l *jsloop.Loop, keep func(promise goja.Value)) { stateOf(l).keep = keep }

// SetWatch has watch told of every connection of the VM; what it returns is
// called when the connection has ended, on any goroutine.
func SetWatch(l *jsloop.Loop, watch func(*Conn) (forget func())) { stateOf(l).watch = watch }

// FromConn makes the WebSocket that fetch() answers with.
func FromConn(l *jsloop.Loop, c *Conn) (goja.Value, error) {
	s := stateOf(l)
	if _, err := s.load(); err != nil {
		return nil, err
	}
	s.bind(c)
	return l.Call(s.fromConn, nil, l.Wrap(c))
}

// Couple joins the WebSocket v of a response to its client's connection; over is
// called on the loop when both directions have ended. An error says why v cannot
// be used.
func Couple(l *jsloop.Loop, v goja.Value, c *Conn, over func()) error {
	s := stateOf(l)
	if _, err := s.load(); err != nil {
		return err
	}
	s.bind(c)
	_, err := l.Call(s.couple, nil, v, l.Wrap(c), l.VM().ToValue(func(goja.FunctionCall) goja.Value {
		over()
		return goja.Undefined()
	}))
	return err
}

// bind ends the connection with the event that has it.
func (s *state) bind(c *Conn) {
	stop := context.AfterFunc(s.l.Current().Context(), c.End)
	forget := func() {}
	if s.watch != nil {
		forget = s.watch(c)
	}
	c.onGone(func() {
		stop()
		forget()
	})
}
