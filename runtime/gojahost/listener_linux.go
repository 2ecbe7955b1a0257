package gojahost

import (
	"net"
	"syscall"
)

// shutQueue makes the kernel leave new handshakes unanswered: their clients try
// again, and are refused once the listener is closed.
func shutQueue(l net.Listener) {
	tcp, ok := l.(*net.TCPListener)
	if !ok {
		return
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) { _ = syscall.Listen(int(fd), 0) })
}
