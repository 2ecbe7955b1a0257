package gojahost

import (
	"context"
	"errors"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/bindings"
	"github.com/w2c-dev/w2c/runtime/jsloop"
)

var errWaitUntil = errors.New("a waitUntil promise was rejected")

// fire runs the scheduled handler once and returns when it and its waitUntil
// work have settled.
func (s *server) fire(ctx context.Context, cron string, at time.Time) error {
	began, id := time.Now(), newID()
	outcome := "ok"
	err := s.runScheduled(ctx, id, cron, at)
	if err != nil {
		outcome = "exception"
	}
	s.metrics.scheduled(cron, outcome)
	s.log.Info("scheduled", "request_id", id, "cron", cron, "outcome", outcome,
		"duration_ms", float64(time.Since(began).Microseconds())/1000)
	return err
}

func (s *server) runScheduled(ctx context.Context, id, cron string, at time.Time) error {
	iso, err := s.pool.take(ctx.Done())
	if err != nil {
		return err
	}
	e := &event{Context: iso.ctx}
	ended := make(chan struct{})
	e.ended = func() { close(ended) }
	if !iso.begin(e, id, s.config.CPU, func() { e.scheduled(cron, at) }) {
		s.pool.done(iso)
		return jsloop.ErrClosed
	}
	var result error
	select {
	case o := <-e.answer:
		result = o.err
	case <-iso.ctx.Done():
		return errGone
	}
	e.release()
	select {
	case <-ended:
	case <-iso.ctx.Done():
		return errors.Join(result, errGone)
	}
	if result == nil && e.rejected {
		return errWaitUntil // as at Cloudflare, where such a run counts as failed
	}
	return result
}

func (e *event) scheduled(cron string, at time.Time) {
	e.began.Store(true)
	i := e.iso
	if i.scheduled == nil {
		e.fail(jsloop.Errorf("TypeError", "Handler does not export a scheduled() function."))
		return
	}
	vm := i.loop.VM()
	late, err := i.events()
	if err != nil {
		e.fail(err)
		return
	}
	create, _ := goja.AssertFunction(late.Get("controller"))
	controller, err := i.loop.Call(create, nil, vm.ToValue(at.UnixMilli()), vm.ToValue(cron))
	if err != nil {
		e.fail(err)
		return
	}
	v, err := i.loop.Call(i.scheduled, i.worker, controller, i.env, i.newContext())
	e.handle(v, err, func(v goja.Value) { e.settle(outcome{}) })
}

// startTriggers lets the bindings that call the Worker by themselves run until ctx ends.
func (s *server) startTriggers(ctx context.Context) {
	for _, b := range s.app.Manifest.Bindings {
		t, ok := s.app.kinds[b.Kind].(bindings.Trigger)
		if !ok {
			continue
		}
		go func() {
			if err := t.Run(ctx, b, s.stores, s.fire); err != nil && ctx.Err() == nil {
				s.log.Error("trigger stopped", "kind", b.Kind, "error", err.Error())
			}
		}()
	}
}
