//go:build unix

package jsloop

import (
	"syscall"
	"time"
)

// processTime is how long the process has had a processor, all threads together.
func processTime() (time.Duration, bool) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, false
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), true
}
