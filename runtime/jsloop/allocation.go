package jsloop

import "sync/atomic"

// A script may name any size, and Go ends the process when it cannot give the
// memory; a memory guard that looks now and then comes too late for one large
// value. So natives that make a value of a size the script names ask here first.

// allocation is how many bytes one value may take.
var allocation atomic.Int64

func init() { allocation.Store(1 << 29) }

// LimitAllocation sets how many bytes one value may take, for all loops made
// afterwards; 512 MB by itself, which is nearly V8's limit for a string.
func LimitAllocation(bytes int64) { allocation.Store(bytes) }

// Allocation is how many bytes one value may take. Any goroutine.
func Allocation() int64 { return allocation.Load() }

// limitAllocation tells the engine, where it can be told (transform/overlay).
func (l *Loop) limitAllocation() {
	if e, ok := any(l.vm).(interface{ LimitAllocation(bytes int64) }); ok {
		e.LimitAllocation(Allocation())
	}
}
