//go:build !unix

package jsloop

import "time"

// processTime is not known here; the clock alone decides.
func processTime() (time.Duration, bool) { return 0, false }
