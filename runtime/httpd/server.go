// Package httpd is the HTTP/1.1 server of the goja host. net/http spends more on
// a small request than the Worker does: a watching goroutine, deadlines, maps and
// contexts for each. Here a connection is one goroutine that reads, the answer is
// written by whoever has it, and what a request rarely needs is made when asked for.
//
// It speaks HTTP/1.0 and 1.1 in clear and is strict where two readers of the same
// bytes could disagree about where a request ends (RFC 9112 §11): bare CR or LF, obs-fold,
// white space before a colon, Transfer-Encoding together with Content-Length and
// a second Content-Length are refused.
//
// Spec: https://www.rfc-editor.org/rfc/rfc9112 and rfc9110.
package httpd

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Server accepts connections and gives their requests to Handle.
type Server struct {
	// Handle gets a request when its head has been read, on the goroutine that
	// reads the connection: it must not wait. It, or whoever it hands the request
	// to, ends it with exactly one of Respond, Serve and Abort, on any goroutine.
	Handle func(*Request)
	// HeaderTimeout is how long a head may take, IdleTimeout how long a connection
	// may wait for one; 0 is for ever. Both are kept to about a twelfth.
	HeaderTimeout, IdleTimeout time.Duration

	draining atomic.Bool
	tick     atomic.Int64 // of the sweeper; connections note when they began to wait
	date     atomic.Pointer[dateLine]

	mu    sync.Mutex
	conns map[*conn]struct{}
	ended bool // nothing more is accepted
	cut   bool // and what was accepted is closed
	stop  chan struct{}
}

// ticks is how many a timeout lasts.
const ticks = 12

// Serve accepts connections of l until it is closed; it returns that error, or
// http.ErrServerClosed after Shutdown or Close.
func (s *Server) Serve(l net.Listener) error {
	s.mu.Lock()
	if s.ended {
		s.mu.Unlock()
		return http.ErrServerClosed
	}
	if s.conns == nil {
		s.conns, s.stop = map[*conn]struct{}{}, make(chan struct{})
		if every := s.tickEvery(); every > 0 {
			go s.sweep(every)
		}
	}
	stop := s.stop
	s.mu.Unlock()
	// Shutdown may end the server while the listener still waits.
	go func() {
		<-stop
		_ = l.Close()
	}()
	var wait time.Duration
	for {
		nc, err := l.Accept()
		if err != nil {
			select {
			case <-stop:
				return http.ErrServerClosed
			default:
			}
			var temporary interface{ Temporary() bool }
			if errors.As(err, &temporary) && temporary.Temporary() { // out of file descriptors, mostly
				wait = min(max(2*wait, 5*time.Millisecond), time.Second)
				time.Sleep(wait)
				continue
			}
			return err
		}
		wait = 0
		if c := s.open(nc); c != nil {
			go c.serve()
		}
	}
}

func (s *Server) open(nc net.Conn) *conn {
	c := newConn(s, nc)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cut { // a client that came just before a Shutdown is answered
		_ = nc.Close()
		return nil
	}
	s.conns[c] = struct{}{}
	return c
}

func (s *Server) forget(c *conn) {
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
}

// Drain has every answer from now on close its connection.
func (s *Server) Drain() { s.draining.Store(true) }

// Shutdown stops accepting, closes connections that wait for a request and get
// none in a moment, and waits for the others to end theirs, or for ctx.
func (s *Server) Shutdown(ctx context.Context) error {
	s.Drain()
	s.finish()
	const most = 50 * time.Millisecond
	for wait := time.Millisecond; ; wait = min(2*wait, most) {
		if s.closeIdle() == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

// Close ends everything at once.
func (s *Server) Close() error {
	s.finish()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut = true
	for c := range s.conns {
		_ = c.nc.Close()
	}
	return nil
}

func (s *Server) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		s.ended = true
		if s.stop != nil {
			close(s.stop)
		}
	}
}

// closeIdle has connections between requests end and counts what is left.
func (s *Server) closeIdle() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := 0
	for c := range s.conns {
		switch phase, since := c.phase(); {
		case phase == begins && s.tick.Load()-since > 1:
			_ = c.nc.Close()
			continue
		case phase == waits:
			c.leave()
		}
		left++
	}
	return left
}

func (s *Server) tickEvery() time.Duration {
	every := s.HeaderTimeout
	if every == 0 || s.IdleTimeout > 0 && s.IdleTimeout < every {
		every = s.IdleTimeout
	}
	return every / ticks
}

// sweep closes connections that have waited too long. One timer for all of them:
// setting two deadlines a request costs more than parsing it.
func (s *Server) sweep(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-t.C:
		}
		now := s.tick.Add(1)
		s.mu.Lock()
		for c := range s.conns {
			limit := s.IdleTimeout
			phase, since := c.phase()
			if phase == reads || phase == begins {
				limit = s.HeaderTimeout
			}
			if phase != works && limit > 0 && time.Duration(now-since)*every > limit {
				_ = c.nc.Close()
			}
		}
		s.mu.Unlock()
	}
}

// dateLine is the Date header of one second.
type dateLine struct {
	second int64
	line   []byte
}

func (s *Server) dateAt(t time.Time) []byte {
	second := t.Unix()
	d := s.date.Load()
	if d == nil || d.second != second {
		d = &dateLine{second, []byte("Date: " + t.UTC().Format(http.TimeFormat) + "\r\n")}
		s.date.Store(d)
	}
	return d.line
}
