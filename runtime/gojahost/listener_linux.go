package gojahost

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// shutQueue makes the kernel leave new handshakes unanswered: their clients try
// again, and are refused once the listener is closed.
func shutQueue(l net.Listener) {
	control(l, func(fd int) { _ = syscall.Listen(fd, 0) })
}

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

func control(l net.Listener, f func(fd int)) {
	tcp, ok := l.(*net.TCPListener)
	if !ok {
		return
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) { f(int(fd)) })
}
