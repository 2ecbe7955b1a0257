package gojahost

import (
	"net/http"
	"sync"

	"github.com/w2c-dev/w2c/runtime/webapi/fetch"
	"github.com/w2c-dev/w2c/runtime/webapi/websocket"
)

// openSockets are the open WebSockets, so that a drain can say goodbye.
type openSockets struct {
	mu     sync.Mutex
	open   map[*websocket.Conn]struct{}
	closed bool
}

// add notes an open connection; forget undoes that.
func (s *openSockets) add(c *websocket.Conn) (forget func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		go c.GoAway()
	}
	if s.open == nil {
		s.open = map[*websocket.Conn]struct{}{}
	}
	s.open[c] = struct{}{}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.open, c)
	}
}

// close sends every other side a close frame with 1001. The Workers behind them see
// the close that comes back, and their events end.
func (s *openSockets) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for c := range s.open {
		go c.GoAway()
	}
}

// upgrade answers with 101 and carries messages until the socket has closed. The
// event lives as long.
func (s *server) upgrade(x *exchange, e *event, out *fetch.Outgoing) {
	w := x.writer()
	defer w.end()
	r := x.req.HTTP(x.req.Context())
	if no := websocket.Check(r); no != nil {
		e.release()
		if no.Status == http.StatusUpgradeRequired {
			w.Header().Set("Sec-Websocket-Version", "13")
		}
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(no.Status)
		_, _ = w.Write([]byte(no.Text))
		return
	}
	conn, err := websocket.Upgrade(w, r, out.Header, s.compat.On("web_socket_compression"))
	if err != nil {
		s.log.Error("the WebSocket handshake failed", "request_id", x.id, "error", err.Error())
		e.abandon()
		return
	}
	x.status = http.StatusSwitchingProtocols
	defer conn.End()
	over := make(chan struct{})
	var once sync.Once
	end := func() { once.Do(func() { close(over) }) }
	posted := e.iso.loop.PostIn(e.ctx, func() {
		e.starve = end
		if err := websocket.Couple(e.iso.loop, out.WebSocket(), conn, end); err != nil {
			s.log.Error("the Worker threw an exception", "request_id", x.id, "error", err.Error())
			end()
		}
	})
	if posted {
		select {
		case <-over:
		case <-e.iso.ctx.Done():
		}
	}
	e.release()
}
