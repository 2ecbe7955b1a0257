package httpd

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// conn is one connection. Its goroutine reads: heads while nothing else goes on,
// and ahead while a request is answered, which is how it sees that the client
// leaves, without a goroutine for that. While a body streams, whoever reads the
// body has the input and the goroutine is parked.
type conn struct {
	srv *Server
	nc  net.Conn
	raw syscall.RawConn // nil when nc is no socket
	try func(fd uintptr) bool
	// peer is who called, without zone.
	peer netip.Addr
	text string // peer as text, made once

	// The input: buf[r:w] is read and not used yet. It belongs to the goroutine, or
	// to the body while there is one.
	buf  []byte
	r, w int
	ends []int // of the lines of the head that is being read

	// since is when the connection came into its phase: ticks and phase.
	since atomic.Int64

	mu       sync.Mutex
	busy     bool     // a request is not answered yet
	req      *Request // that one
	body     *body    // of that one, while it has not been read to its end
	parked   bool     // the goroutine waits for wake
	closing  bool     // there is no next request
	dead     bool     // nothing more can be read
	hijacked bool
	leaving  bool // the connection ends soon unless a request comes
	wake     chan struct{}
	left     chan struct{} // closed when the goroutine has let a hijacked connection go

	// The output; it belongs to whoever answers.
	out   []byte
	wrote int
	werr  error
}

// Phases of a connection. Only works has no time limit.
const (
	works  = iota // a request is being answered
	waits         // for the next request
	reads         // a head
	begins        // nothing has come yet
	phases
)

const (
	firstBuffer = 4 << 10
	keptBuffer  = 64 << 10 // larger ones are given back after the request
	// maxHead is how long a head may be, which is net/http's limit.
	maxHead = 1<<20 + 4<<10
	// maxUnread is how much of a body that nobody read is read away to keep a
	// connection, lingerFor how long a connection that is closed still listens: a
	// client that is writing would lose an answer that ends in a reset.
	maxUnread = 256 << 10
	lingerFor = time.Second
)

func newConn(s *Server, nc net.Conn) *conn {
	c := &conn{srv: s, nc: nc, wake: make(chan struct{}, 1), buf: make([]byte, firstBuffer)}
	c.enter(begins)
	if a, ok := nc.RemoteAddr().(*net.TCPAddr); ok {
		c.peer = a.AddrPort().Addr().Unmap().WithZone("")
		c.text = c.peer.String()
	}
	if sc, ok := nc.(syscall.Conn); ok {
		if raw, err := sc.SyscallConn(); err == nil {
			c.raw, c.try = raw, c.tryWrite
		}
	}
	return c
}

func (c *conn) enter(phase int64) { c.since.Store(c.srv.tick.Load()*phases + phase) }

func (c *conn) phase() (phase, since int64) {
	v := c.since.Load()
	return v % phases, v / phases
}

// serve is the connection's goroutine.
func (c *conn) serve() {
	defer c.end()
	for {
		n, err := c.readHead()
		if err != nil {
			c.refuse(err)
			return
		}
		q, err := c.parse(n)
		if err != nil {
			c.refuse(err)
			return
		}
		if cap(c.buf) > keptBuffer && c.w-c.r <= firstBuffer {
			small := make([]byte, firstBuffer)
			c.w, c.r = copy(small, c.buf[c.r:c.w]), 0
			c.buf = small
		}
		c.begin(q)
		c.srv.Handle(q)
		if !c.watch() {
			return
		}
	}
}

func (c *conn) begin(q *Request) {
	c.since.Store(works)
	c.mu.Lock()
	c.busy, c.req, c.body = true, q, q.stream
	c.stayLocked()
	c.mu.Unlock()
}

// goodbye is how long a connection that waits for a request still listens when
// the server ends: one may be on its way, or read and not looked at yet.
const goodbye = 100 * time.Millisecond

// leave ends the connection unless a request comes within goodbye.
func (c *conn) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if phase, _ := c.phase(); phase == waits && !c.leaving {
		c.leaving = true
		_ = c.nc.SetReadDeadline(time.Now().Add(goodbye))
	}
}

// stay takes leave back: a request has come, or a part of one.
func (c *conn) stay() {
	c.mu.Lock()
	c.stayLocked()
	c.mu.Unlock()
}

func (c *conn) stayLocked() {
	if c.leaving {
		c.leaving = false
		_ = c.nc.SetReadDeadline(time.Time{})
	}
}

func (c *conn) end() {
	c.mu.Lock()
	hijacked := c.hijacked
	c.mu.Unlock()
	if hijacked {
		close(c.left)
		return
	}
	_ = c.nc.Close()
	c.srv.forget(c)
}

// watch waits for the end of the request and reports whether another may come.
func (c *conn) watch() bool {
	for {
		c.mu.Lock()
		switch {
		case c.hijacked:
			c.mu.Unlock()
			return false
		case !c.busy:
			closing, dead, b := c.closing, c.dead, c.body
			c.body = nil
			c.mu.Unlock()
			switch {
			case dead:
				return false
			case closing, b != nil && !b.discard():
				c.linger()
				return false
			case b != nil:
				c.enter(waits)
			}
			return true
		case c.body != nil, c.dead, c.w > c.r:
			c.parked = true
			c.mu.Unlock()
			<-c.wake
			continue
		}
		c.mu.Unlock()
		if err := c.fill(); err != nil {
			c.lost()
		}
	}
}

// lost tells the request, if there is one, that its client is gone.
func (c *conn) lost() {
	c.mu.Lock()
	if c.hijacked { // or so it looks: the deadline was set to wake us
		c.mu.Unlock()
		return
	}
	c.dead = true
	q := c.req
	c.mu.Unlock()
	if q != nil {
		q.leave()
	}
}

// fill reads once, behind what is there; the buffer has room or grows.
func (c *conn) fill() error {
	switch {
	case c.r == c.w:
		c.r, c.w = 0, 0
	case c.w == len(c.buf) && c.r > 0:
		c.w, c.r = copy(c.buf, c.buf[c.r:c.w]), 0
	case c.w == len(c.buf):
		grown := make([]byte, min(2*len(c.buf), maxHead+1))
		copy(grown, c.buf)
		c.buf = grown
	}
	n, err := c.nc.Read(c.buf[c.w:])
	c.w += n
	if n > 0 {
		return nil
	}
	return err
}

// ended is called when the answer is out: it hands the connection back to its goroutine.
func (c *conn) ended(q *Request, keep bool) {
	if b := q.stream; b != nil {
		b.stop()
	}
	c.mu.Lock()
	if c.req != q {
		c.mu.Unlock()
		return
	}
	if keep && c.body == nil {
		// Else there is work left: a Shutdown that closed the connection now could
		// take the answer back with a reset.
		c.enter(waits)
	}
	c.busy, c.req = false, nil
	if !keep {
		c.closing = true
	}
	parked := c.parked
	c.parked = false
	c.mu.Unlock()
	if parked {
		c.wake <- struct{}{}
	} else if !keep {
		c.closeWrite() // the goroutine is reading, and leaves with the client
	}
}

// bodyEnded hands the input back to the goroutine; err is io.EOF or why the rest
// of the input means nothing.
func (c *conn) bodyEnded(b *body, whole bool) {
	c.mu.Lock()
	if c.body == b {
		c.body = nil
	}
	if !whole {
		c.dead, c.closing = true, true
	}
	parked := c.parked && whole
	if parked {
		c.parked = false
	}
	c.mu.Unlock()
	if parked {
		c.wake <- struct{}{}
	}
}

// closeWrite says goodbye and gives the client a moment to leave first.
func (c *conn) closeWrite() {
	if w, ok := c.nc.(interface{ CloseWrite() error }); ok {
		_ = w.CloseWrite()
	}
	_ = c.nc.SetReadDeadline(time.Now().Add(lingerFor))
}

func (c *conn) linger() {
	c.since.Store(works)
	c.closeWrite()
	for {
		c.r, c.w = 0, 0
		if c.fill() != nil {
			return
		}
	}
}

// hijack takes the connection away from the server, with what has been read of it.
func (c *conn) hijack(q *Request) (rest []byte, err error) {
	c.mu.Lock()
	if c.req != q || c.hijacked || c.body != nil {
		c.mu.Unlock()
		return nil, errors.New("httpd: the connection cannot be taken over")
	}
	c.hijacked, c.left = true, make(chan struct{})
	parked := c.parked
	c.parked = false
	c.mu.Unlock()
	if parked {
		c.wake <- struct{}{}
	}
	_ = c.nc.SetReadDeadline(time.Unix(1, 0))
	<-c.left
	_ = c.nc.SetReadDeadline(time.Time{})
	c.srv.forget(c)
	return c.buf[c.r:c.w], nil
}

// refuse answers what is no request; err says how.
func (c *conn) refuse(err error) {
	var bad *refusal
	if !errors.As(err, &bad) {
		return // the client left, or has waited too long
	}
	c.out = append(c.out[:0], bad.proto...)
	c.out = appendStatus(c.out, bad.status, "")
	c.out = append(c.out, "Content-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"...)
	c.out = append(c.out, bad.Error()...)
	_ = c.nc.SetWriteDeadline(time.Now().Add(lingerFor))
	if _, err := c.nc.Write(c.out); err == nil {
		c.linger()
	}
}

// flushNow writes out as far as that goes without waiting and reports whether it
// was all. It takes one system call nearly always.
func (c *conn) flushNow() (done bool, err error) {
	if c.raw == nil {
		return false, nil
	}
	c.wrote, c.werr = 0, nil
	if err := c.raw.Write(c.try); err != nil {
		return true, err
	}
	if c.werr != nil {
		return true, os.NewSyscallError("write", c.werr)
	}
	if c.wrote == len(c.out) {
		return true, nil
	}
	c.out = c.out[:copy(c.out, c.out[c.wrote:])]
	return false, nil
}
