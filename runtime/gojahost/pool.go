package gojahost

import (
	"errors"
	"sync"
	"time"
)

// pool is the isolates of the process. Events go to the one with the fewest in
// flight; another is started when all of them are busy, up to the limit. One
// that broke gets no more events and is replaced in the background.
type pool struct {
	host  *server
	limit int

	mu       sync.Mutex
	live     []*isolate
	starting int
	closed   bool
	changed  chan struct{} // closed and replaced when live changes or an event ends
}

func newPool(s *server, limit int) *pool {
	return &pool{host: s, limit: limit, changed: make(chan struct{})}
}

// first starts the first isolate; its failure is the Worker's failure to start.
func (p *pool) first(b *blank) error {
	i, err := p.host.newIsolate(b)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.live = append(p.live, i)
	p.mu.Unlock()
	return nil
}

var errNoIsolate = errors.New("no isolate is running")

// take picks an isolate and counts an event for it. It waits while a broken
// only isolate is being replaced, until giveUp.
func (p *pool) take(giveUp <-chan struct{}) (*isolate, error) {
	for {
		p.mu.Lock()
		best := p.pick()
		if best != nil {
			best.inFlight.Add(1)
			if p.starting == 0 && len(p.live) < p.limit && best.inFlight.Load() > 1 {
				p.grow()
			}
			p.mu.Unlock()
			return best, nil
		}
		if p.closed {
			p.mu.Unlock()
			return nil, errNoIsolate
		}
		if p.starting == 0 {
			p.grow()
		}
		changed := p.changed
		p.mu.Unlock()
		select {
		case <-changed:
		case <-giveUp:
			return nil, errNoIsolate
		}
	}
}

// slowTurn is when new events avoid an isolate although it has fewer in flight:
// nothing of theirs would run before its turn ends.
const slowTurn = 5 * time.Millisecond

func (p *pool) pick() *isolate {
	if len(p.live) == 1 {
		return p.live[0]
	}
	var best *isolate
	var fewest int64
	for _, i := range p.live {
		n := i.inFlight.Load()
		if n > 0 && i.loop.Busy() > slowTurn {
			n += 1 << 20
		}
		if best == nil || n < fewest {
			best, fewest = i, n
		}
	}
	return best
}

// grow starts one more isolate; the caller holds the lock.
func (p *pool) grow() {
	if p.closed {
		return
	}
	p.starting++
	go func() {
		wait := 50 * time.Millisecond
		for {
			i, err := p.host.newIsolate(newBlank())
			p.mu.Lock()
			if err == nil && !p.closed {
				p.live = append(p.live, i)
			}
			if err == nil || p.closed {
				p.starting--
				p.wake()
				closed := p.closed
				p.mu.Unlock()
				if closed && i != nil {
					i.close()
				}
				return
			}
			p.mu.Unlock()
			p.host.log.Error("start isolate", "error", err.Error())
			time.Sleep(wait)
			wait = min(2*wait, 5*time.Second)
		}
	}()
}

func (p *pool) wake() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// done counts an event of i as over.
func (p *pool) done(i *isolate) {
	if i.inFlight.Add(-1) > 0 {
		return
	}
	p.mu.Lock()
	if p.closed {
		p.wake()
	}
	p.mu.Unlock()
}

// retire takes a broken isolate out and has it replaced.
func (p *pool) retire(i *isolate, why error) {
	i.retired.Store(true)
	p.host.metrics.retired()
	p.mu.Lock()
	defer p.mu.Unlock()
	for k, j := range p.live {
		if j == i {
			p.live = append(p.live[:k:k], p.live[k+1:]...)
			if p.starting == 0 {
				p.grow()
			}
			break
		}
	}
	p.wake()
}

// isolates is a snapshot of the live ones.
func (p *pool) isolates() []*isolate {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]*isolate(nil), p.live...)
}

// drain waits until no event is in flight, or giveUp, and reports which.
func (p *pool) drain(giveUp <-chan struct{}) bool {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	for {
		p.mu.Lock()
		changed := p.changed
		var busy int64
		for _, i := range p.live {
			busy += i.inFlight.Load()
		}
		p.mu.Unlock()
		if busy == 0 {
			return true
		}
		select {
		case <-changed:
		case <-giveUp:
			return false
		}
	}
}

// close ends every isolate.
func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	live := p.live
	p.live = nil
	p.wake()
	p.mu.Unlock()
	for _, i := range live {
		i.close()
	}
}
