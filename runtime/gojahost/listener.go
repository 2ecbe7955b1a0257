package gojahost

import (
	"context"
	"net"
	"sync/atomic"
	"time"
)

// quietListener can be closed without losing connections. The kernel answers a
// handshake before anybody calls Accept, and resets what still waits when the
// listener closes: a client that had reason to think itself accepted loses its
// request. So the queue is shut first, where the system can do that, then
// emptied, and only then is the listener closed.
type quietListener struct {
	net.Listener
	accepts atomic.Int64
}

// Accept counts, so that settle can see when nobody comes any more.
func (l *quietListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err == nil {
		l.accepts.Add(1)
	}
	return c, err
}

const (
	quietFor  = 50 * time.Millisecond // no new connection for this long: nobody is on the way
	quietMost = time.Second           // a system that cannot shut the queue, under load
)

func (l *quietListener) settle(ctx context.Context) {
	shutQueue(l.Listener)
	last, ticks := l.accepts.Load(), time.NewTicker(quietFor)
	defer ticks.Stop()
	enough := time.After(quietMost)
	for {
		select {
		case <-ticks.C:
		case <-enough:
			// They never stop coming: end at a moment when nobody waits.
			for n := 0; n < 2000 && waiting(l.Listener) > 0; n++ {
				time.Sleep(100 * time.Microsecond)
			}
			_ = l.Close()
			return
		case <-ctx.Done():
			return
		}
		n := l.accepts.Load()
		if n == last && waiting(l.Listener) == 0 {
			return
		}
		last = n
	}
}
