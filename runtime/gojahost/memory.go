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
	"sync"
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
// so that even five times as much is filled within milliseconds of load. While
// little is live the percentage is raised until a collection comes every calmHeap
// bytes, and every busyHeap under load; more than that costs as much in cache misses.
const (
	defaultGC = 400
	calmHeap  = 24 << 20
	busyHeap  = 64 << 20
	// Load is two collections within busyAfter. When none has come for calmAfter,
	// what the load needed is given back to the system.
	busyAfter = time.Second
	calmAfter = 5 * time.Second
)

// collector chooses the percentage anew after each collection, for as long as the
// process lives.
type collector struct {
	most int64 // bytes between two collections

	mu      sync.Mutex
	percent int
	busy    bool
	last    time.Time // of the last collection
}

// adaptGC has the collector of a process with the limit, 0 for none, chosen by a collector.
func adaptGC(limit int64) {
	c := &collector{most: busyHeap, percent: defaultGC, last: time.Now()}
	if limit > 0 {
		c.most = min(c.most, limit/8)
	}
	debug.SetGCPercent(c.percent)
	live := []runtimemetrics.Sample{{Name: "/gc/heap/live:bytes"}}
	var afterNext func()
	collected := func(struct{}) {
		runtimemetrics.Read(live)
		change, busy := c.collected(live[0].Value.Uint64(), time.Now())
		if change {
			debug.SetGCPercent(c.percent)
		}
		if busy {
			time.AfterFunc(calmAfter, c.rest)
		}
		afterNext()
	}
	// Nobody holds the marker, so it goes with the next collection.
	afterNext = func() { runtime.AddCleanup(new([64]byte), collected, struct{}{}) }
	afterNext()
}

// collected notes a collection that left live bytes. It says whether the
// percentage is another one now, and whether load has begun.
func (c *collector) collected(live uint64, at time.Time) (change, begun bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if begun = !c.busy && at.Sub(c.last) < busyAfter; begun {
		c.busy = true
	}
	c.last = at
	room := min(calmHeap, c.most)
	if c.busy {
		room = c.most
	}
	// The runtime's smallest heap, 4 MB at 100 %, grows with the percentage too.
	wanted := max(defaultGC, int(room*100/int64(max(live, 4<<20))))
	// Setting it stops the world: small changes are not worth that.
	if change = wanted*4 > c.percent*5 || wanted*5 < c.percent*4; change {
		c.percent = wanted
	}
	return change, begun
}

// rest ends the time of load when no collection has come for calmAfter.
func (c *collector) rest() {
	if left := c.calm(time.Now()); left > 0 {
		time.AfterFunc(left, c.rest)
		return
	}
	debug.FreeOSMemory() // a collection, which lowers the percentage
}

// calm ends the time of load, or says how long it lasts at least.
func (c *collector) calm(now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if left := calmAfter - now.Sub(c.last); left > 0 {
		return left
	}
	c.busy = false
	return 0
}

// tuneGC sets the collector up and returns the limit of the guard: W2C_MEMORY_MB,
// else four fifths of what the container or the machine has.
func tuneGC(limit int64) int64 {
	if limit == 0 {
		limit = available() / 5 * 4
	}
	if os.Getenv("GOGC") == "" {
		adaptGC(limit)
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
	for _, one := range s.all() {
		for _, i := range one.pool.isolates() {
			if d := i.loop.Busy(); d > longest {
				busiest, longest = i, d
			}
		}
	}
	return busiest, longest
}
