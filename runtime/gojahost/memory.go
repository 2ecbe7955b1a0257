package gojahost

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	runtimemetrics "runtime/metrics"
	"strconv"
	"time"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// MemoryError is why an isolate was thrown away that filled the memory.
type MemoryError struct{ Limit int64 }

func (e *MemoryError) Error() string {
	return fmt.Sprintf("the heap grew above the limit of %d MB while this isolate was running", e.Limit>>20)
}

// The collector runs when the heap has grown by a percentage of what is live:
// collecting seldom makes requests up to 1.6 times cheaper, and the memory limit
// brings the collector back when memory is short. A Worker holds a few megabytes,
// so that even five times as much is filled within milliseconds of load: below
// smallHeap the percentage is raised until a collection comes every smallHeap bytes.
const (
	defaultGC = 400
	smallHeap = 24 << 20
)

// adaptGC sets the percentage and chooses it anew after each collection, for as
// long as the process lives.
func adaptGC() {
	percent := defaultGC
	debug.SetGCPercent(percent)
	live := []runtimemetrics.Sample{{Name: "/gc/heap/live:bytes"}}
	var afterNext func()
	collected := func(struct{}) {
		runtimemetrics.Read(live)
		// The runtime's smallest heap, 4 MB at 100 %, grows with the percentage too.
		wanted := max(defaultGC, int(smallHeap*100/max(live[0].Value.Uint64(), 4<<20)))
		// Setting it stops the world: small changes are not worth that.
		if wanted*4 > percent*5 || wanted*5 < percent*4 {
			percent = wanted
			debug.SetGCPercent(percent)
		}
		afterNext()
	}
	// Nobody holds the marker, so it goes with the next collection.
	afterNext = func() { runtime.AddCleanup(new([64]byte), collected, struct{}{}) }
	afterNext()
}

// tuneGC sets the collector up and returns the limit of the guard: W2C_MEMORY_MB,
// else four fifths of what the container or the machine has.
func tuneGC(limit int64) int64 {
	if os.Getenv("GOGC") == "" {
		adaptGC()
	}
	if limit == 0 {
		limit = available() / 5 * 4
	}
	if limit > 0 && os.Getenv("GOMEMLIMIT") == "" {
		// Short of the guard's limit, so that garbage is never what trips it.
		debug.SetMemoryLimit(limit / 10 * 9)
	}
	if limit > 0 {
		// One value beside everything else; the sampler sees the next one.
		jsloop.LimitAllocation(min(limit/4, jsloop.Allocation()))
	}
	return limit
}

// available is the memory limit of the cgroup, else the size of the machine's
// memory; 0 when neither is known.
func available() int64 {
	for _, name := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		text, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		if n, err := strconv.ParseInt(string(bytes.TrimSpace(text)), 10, 64); err == nil && n > 0 && n < math.MaxInt64/2 {
			return n
		}
	}
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	fields := bytes.Fields(line)
	if len(fields) != 3 {
		return 0
	}
	kb, err := strconv.ParseInt(string(fields[1]), 10, 64)
	if err != nil {
		return 0
	}
	return kb << 10
}

const (
	sampleBusy = 20 * time.Millisecond
	sampleIdle = 500 * time.Millisecond
)

// guardMemory watches the heap until stop. goja cannot say what one VM holds,
// so the isolate in the longest running turn is taken for the one that fills it.
func (s *server) guardMemory(limit int64, stop <-chan struct{}) {
	if limit <= 0 {
		return
	}
	sample := []runtimemetrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	// A deep recursion of natives fills the goroutine's stack instead.
	inUse := func() int64 {
		runtimemetrics.Read(sample)
		return int64(sample[0].Value.Uint64() + sample[1].Value.Uint64())
	}
	timer := time.NewTimer(sampleIdle)
	defer timer.Stop()
	for {
		select {
		case <-stop:
			return
		case <-timer.C:
		}
		busiest, longest := s.busiest()
		every := sampleIdle
		if longest > sampleBusy {
			every = sampleBusy
		}
		timer.Reset(every)
		if inUse() < limit || busiest == nil {
			continue
		}
		// What is not collected yet counts too: look again after a collection.
		runtime.GC()
		if inUse() < limit {
			continue
		}
		if busiest.loop.Interrupt(&MemoryError{Limit: limit}) {
			go func() {
				<-busiest.loop.Done()
				debug.FreeOSMemory()
			}()
		}
	}
}

func (s *server) busiest() (busiest *isolate, longest time.Duration) {
	for _, i := range s.pool.isolates() {
		if d := i.loop.Busy(); d > longest {
			busiest, longest = i, d
		}
	}
	return busiest, longest
}
