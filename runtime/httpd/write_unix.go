//go:build unix

package httpd

import "syscall"

// tryWrite writes what the socket takes at once.
func (c *conn) tryWrite(fd uintptr) bool {
	for c.wrote < len(c.out) {
		n, err := syscall.Write(int(fd), c.out[c.wrote:])
		switch {
		case n > 0:
			c.wrote += n
		case err == syscall.EINTR:
		case err == syscall.EAGAIN || err == nil:
			return true
		default:
			c.werr = err
			return true
		}
	}
	return true
}
