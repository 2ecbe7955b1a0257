//go:build !linux

package gojahost

import "runtime/debug"

// tidy gives back the garbage of compiling the scripts.
func tidy() { debug.FreeOSMemory() }
