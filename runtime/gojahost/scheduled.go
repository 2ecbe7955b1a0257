package gojahost

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/bindings"
	"github.com/w2c-dev/w2c/runtime/bindings/fired"
	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// handlers are those that no request calls.
var handlers = []string{"scheduled", "queue"}

var errWaitUntil = errors.New("a waitUntil promise was rejected")

// fires is the Worker as triggers see it.
type fires struct{ *server }

var _ fired.Worker = fires{}

// Fire implements fired.Worker.
func (f fires) Fire(ctx context.Context, v fired.Event) error { return f.fire(ctx, v) }

// Log implements fired.Worker.
func (f fires) Log() *slog.Logger { return f.log }

// fire runs a handler once and returns when it and its waitUntil work have settled.
func (s *server) fire(ctx context.Context, v fired.Event) error {
	began, id := time.Now(), newID()
	outcome := "ok"
	err := s.runEvent(ctx, id, v)
	switch {
	case errors.Is(err, fired.ErrNotRun):
		return err
	case err != nil:
		outcome = "exception"
	}
	s.metrics.run(v, outcome)
	s.log.Info(v.Handler, "request_id", id, v.Label, v.Of, "outcome", outcome,
		"duration_ms", float64(time.Since(began).Microseconds())/1000)
	return err
}

func (s *server) runEvent(ctx context.Context, id string, v fired.Event) error {
	iso, err := s.pool.take(ctx.Done())
	if err != nil {
		return errors.Join(fired.ErrNotRun, err)
	}
	e := &event{Context: iso.ctx}
	ended := make(chan struct{})
	e.ended = func() { close(ended) }
	var called atomic.Bool
	if !iso.begin(e, id, s.config.CPU, func() { called.Store(true); e.run(v) }) {
		s.pool.done(iso)
		return errors.Join(fired.ErrNotRun, jsloop.ErrClosed)
	}
	gone := func(before error) error {
		if !called.Load() {
			return errors.Join(fired.ErrNotRun, errGone)
		}
		return errors.Join(before, errGone)
	}
	var result error
	select {
	case o := <-e.answer:
		result = o.err
	case <-iso.ctx.Done():
		return gone(nil)
	}
	e.release()
	if !v.Early {
		select {
		case <-ended:
		case <-iso.ctx.Done():
			return gone(result)
		}
		if result == nil && e.rejected {
			result = errWaitUntil // as at Cloudflare, where such a run counts as failed
		}
	}
	if v.Over != nil {
		if err := iso.loop.Do(func() error { v.Over(iso.loop, result != nil); return nil }); err != nil {
			return gone(result)
		}
	}
	return result
}

// run calls the handler, on the loop.
func (e *event) run(v fired.Event) {
	e.began.Store(true)
	i := e.iso
	handler := i.handlers[v.Handler]
	if handler == nil {
		e.fail(jsloop.Errorf("TypeError", "Handler does not export a %s() function.", v.Handler))
		return
	}
	argument, err := v.Argument(i.loop)
	if err != nil {
		e.fail(err)
		return
	}
	r, err := i.loop.Call(handler, i.worker, argument, i.env, i.newContext())
	e.handle(r, err, func(goja.Value) { e.settle(outcome{}) })
}

// startTriggers lets the bindings that call the Worker by themselves run until ctx
// ends, and the function it returns waits for them, or for giveUp.
func (s *server) startTriggers(ctx context.Context) (wait func(giveUp <-chan struct{}) bool) {
	ended := make(chan struct{})
	var running sync.WaitGroup
	for _, one := range s.beside() {
		wait := one.startTriggers(ctx)
		running.Go(func() { wait(nil) })
	}
	for _, b := range s.app.Manifest.Bindings {
		t, ok := s.app.kinds[b.Kind].(bindings.Trigger)
		if !ok {
			continue
		}
		running.Go(func() {
			if err := t.Run(ctx, b, s.stores, fires{s}); err != nil && ctx.Err() == nil {
				s.log.Error("trigger stopped", "kind", b.Kind, "error", err.Error())
			}
		})
	}
	go func() { running.Wait(); close(ended) }()
	return func(giveUp <-chan struct{}) bool {
		select {
		case <-ended:
			return true
		case <-giveUp:
			return false
		}
	}
}
