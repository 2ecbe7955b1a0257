package gojahost

import "sync"

// unanswered is the requests an isolate has been given and has not answered. Who
// takes an event out of it answers: the isolate, the client that left, or the end
// of the isolate. A list, because a request comes and goes in microseconds.
type unanswered struct {
	mu    sync.Mutex
	first *event
}

func (u *unanswered) add(e *event) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if e.next = u.first; e.next != nil {
		e.next.prev = e
	}
	e.prev = e // until another comes in front; it marks e as a member
	u.first = e
}

// remove reports whether e was there.
func (u *unanswered) remove(e *event) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if e.prev == nil {
		return false
	}
	if u.first == e {
		u.first = e.next
		if e.next != nil {
			e.next.prev = e.next
		}
	} else {
		e.prev.next = e.next
		if e.next != nil {
			e.next.prev = e.prev
		}
	}
	e.prev, e.next = nil, nil
	return true
}

// pop takes any event out; nil when there is none.
func (u *unanswered) pop() *event {
	u.mu.Lock()
	e := u.first
	u.mu.Unlock()
	if e == nil || u.remove(e) {
		return e
	}
	return u.pop()
}

// orphan answers for an isolate that has ended. Its loop takes nothing any more,
// so what comes into the list now is taken out by whoever put it there.
func (i *isolate) orphan() {
	for e := i.unanswered.pop(); e != nil; e = i.unanswered.pop() {
		if e.began.Load() {
			e.exchange.deliver(e, outcome{err: errGone})
			continue
		}
		// Nothing of the Worker has run for it: another isolate may take it.
		i.host.pool.done(i)
		i.host.dispatch(e.exchange)
	}
}
