package gojahost

import (
	"context"
	"net"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// waiting is how many connections nobody has accepted yet: a process that gets no
// time may not have looked for a while. For a socket that listens, tcpi_unacked
// is the length of that queue.
func waiting(l net.Listener) (n int) {
	control(l, func(fd int) {
		if info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO); err == nil {
			n = int(info.Unacked)
		}
	})
	return n
}

// plugWait is how long a connection to this very machine takes at most, when the
// queue has room for it.
const plugWait = 5 * time.Millisecond

// plugTries is how often others may be quicker.
const plugTries = 100

// shut ends listening. Nobody can be in the queue at that moment except a
// connection of our own: the kernel leaves handshakes unanswered while the queue
// is full, a queue of backlog 0 is full with one, and that one is ours. Callers
// that got in before it are given to take; nobody else may call Accept.
func shut(ctx context.Context, l *net.TCPListener, take func(net.Conn)) {
	control(l, func(fd int) {
		_ = unix.Listen(fd, 0)
		for n := 0; n < plugTries && ctx.Err() == nil; n++ {
			for c := acceptNow(fd); c != nil; c = acceptNow(fd) {
				take(c)
			}
			if plug := ownConn(l.Addr()); plug != nil {
				defer func() { _ = plug.Close() }()
				if waiting(l) == 1 {
					break
				}
			}
		}
		_ = unix.Shutdown(fd, unix.SHUT_RD)
	})
}

// ownConn returns a connection to address that stands in its listener's queue,
// nil when another was quicker. The kernel acknowledges data only then; connect
// alone returns before.
func ownConn(address net.Addr) net.Conn {
	to := *address.(*net.TCPAddr)
	if to.IP.IsUnspecified() {
		to.IP = nil // the dialer takes the loopback
	}
	d := net.Dialer{Timeout: plugWait}
	c, err := d.Dial("tcp", to.String())
	if err != nil {
		return nil
	}
	_, _ = c.Write([]byte("\n"))
	for end := time.Now().Add(plugWait); time.Now().Before(end); time.Sleep(50 * time.Microsecond) {
		if outstanding(c) == 0 {
			return c
		}
	}
	_ = c.Close()
	return nil
}

// outstanding is how many bytes the other side has not acknowledged.
func outstanding(c net.Conn) (n int) {
	n = -1
	control(c, func(fd int) {
		if v, err := unix.IoctlGetInt(fd, unix.SIOCOUTQ); err == nil {
			n = v
		}
	})
	return n
}

// acceptNow takes the first connection of the queue, nil when there is none.
func acceptNow(fd int) net.Conn {
	nfd, _, err := unix.Accept4(fd, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
	if err != nil {
		return nil
	}
	f := os.NewFile(uintptr(nfd), "")
	defer func() { _ = f.Close() }()
	c, err := net.FileConn(f)
	if err != nil {
		return nil
	}
	return c
}

func control(c any, f func(fd int)) {
	s, ok := c.(interface {
		SyscallConn() (syscall.RawConn, error)
	})
	if !ok {
		return
	}
	raw, err := s.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) { f(int(fd)) })
}
