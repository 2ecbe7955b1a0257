package gojahost

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// quietListener can be closed without losing connections. The kernel answers a
// handshake before anybody calls Accept, and resets what still waits when the
// listener closes: a client that had reason to think itself accepted loses its
// request. So settle first waits for a moment in which nobody comes, then has the
// kernel leave new clients unanswered (they try again, and are refused), takes
// out who still waits, and only then is the listener closed.
type quietListener struct {
	net.Listener
	accepts atomic.Int64
	taken   chan net.Conn // by settle, while Accept is paused
	over    chan struct{} // the listener is closed
	once    sync.Once
}

func newQuietListener(l net.Listener) *quietListener {
	return &quietListener{Listener: l, taken: make(chan net.Conn), over: make(chan struct{})}
}

func (l *quietListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err == nil {
		l.accepts.Add(1)
		return c, nil
	}
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, err
	}
	select {
	case c := <-l.taken:
		return c, nil
	case <-l.over:
		return nil, net.ErrClosed
	}
}

func (l *quietListener) Close() error {
	l.once.Do(func() { close(l.over) })
	return l.Listener.Close()
}

const (
	quietFor  = 50 * time.Millisecond // no new connection for this long: nobody is on the way
	quietMost = time.Second           // then the door closes in front of those who never stop coming
)

// leave waits as long as load balancers need to see that the host is not ready any
// more, then settles.
func (l *quietListener) leave(ctx context.Context, c Config) {
	select {
	case <-time.After(min(c.DrainDelay, c.Drain/2)):
	case <-ctx.Done():
	}
	l.settle(ctx)
}

// settle returns when no client can stand in the listener's queue any more, or
// ctx ends. Connections it takes out come from Accept as the others do.
func (l *quietListener) settle(ctx context.Context) {
	last, ticks := l.accepts.Load(), time.NewTicker(quietFor)
	defer ticks.Stop()
	for enough := time.Now().Add(quietMost); time.Now().Before(enough); {
		select {
		case <-ticks.C:
		case <-ctx.Done():
			return
		}
		n := l.accepts.Load()
		if n == last && waiting(l.Listener) == 0 {
			break
		}
		last = n
	}
	tcp, ok := l.Listener.(*net.TCPListener)
	if !ok || tcp.SetDeadline(time.Unix(1, 0)) != nil {
		return
	}
	shut(ctx, tcp, func(c net.Conn) {
		select {
		case l.taken <- c:
		case <-l.over:
			_ = c.Close()
		}
	})
}
