package websocket

import (
	"sync"
	"time"
)

// out is what waits to be written. A script's messages are taken at once while
// there is room, so that a fast client costs no turn of the loop for each.
type out struct {
	mu      sync.Mutex
	wake    sync.Cond
	queue   []queued
	bytes   int
	running bool // the writing goroutine exists
	ending  bool
	err     error
}

type queued struct {
	m    Message
	done func(error) // nil when the sender did not wait
}

// maxQueued is how many bytes wait before a sender must.
const maxQueued = 256 << 10

// endWithin bounds how long what is queued may take to leave after End.
const endWithin = 10 * time.Second

// Queue sends m on the connection's own goroutine. It reports true when the
// message was taken, or refused with err, at once; otherwise done is called, on
// that goroutine, when it was written.
func (c *Conn) Queue(m Message, done func(error)) (taken bool, err error) {
	o := &c.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil || o.ending {
		return true, o.err
	}
	if m.Kind == Close && m.Code == noCode && len(m.Data) > 0 {
		// As in workerd: it cannot be written, and the connection ends for that.
		o.err = ErrDisconnected
		go c.Abort()
		return true, o.err
	}
	full := o.bytes > maxQueued
	if !full {
		done = nil
	}
	o.queue = append(o.queue, queued{m, done})
	o.bytes += len(m.Data)
	if !o.running {
		o.running = true
		o.wake.L = &o.mu
		go c.drainQueue()
	}
	o.wake.Signal()
	return !full, nil
}

// End writes what was taken and then ends the connection. Any goroutine.
func (c *Conn) End() {
	o := &c.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ending {
		return
	}
	o.ending = true
	if !o.running {
		go c.Abort() // closing a network stream may wait
		return
	}
	time.AfterFunc(endWithin, c.Abort)
	o.wake.Signal()
}

// stop ends the goroutine; what is queued is lost.
func (o *out) stop() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ending = true
	if o.err == nil {
		o.err = ErrDisconnected
	}
	o.wake.Signal()
}

func (c *Conn) drainQueue() {
	o := &c.out
	for {
		o.mu.Lock()
		for len(o.queue) == 0 && !o.ending {
			o.wake.Wait()
		}
		batch, failed := o.queue, o.err
		o.queue, o.bytes = nil, 0
		if len(batch) == 0 {
			o.mu.Unlock()
			c.Abort()
			return
		}
		o.mu.Unlock()
		for _, q := range batch {
			if failed == nil {
				failed = c.Send(q.m)
			}
			if q.done != nil {
				q.done(failed)
			}
		}
		if failed != nil {
			o.mu.Lock()
			o.err = failed
			o.mu.Unlock()
		}
	}
}
