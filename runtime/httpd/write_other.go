//go:build !unix

package httpd

// tryWrite leaves everything to the goroutine that may wait.
func (c *conn) tryWrite(uintptr) bool { return true }
