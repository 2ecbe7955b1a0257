package queues

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/bindings/fired"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
)

const (
	// defaultLease is how long the messages of a consumer that died stay away. A
	// consumer that lives extends its lease three times in that time.
	defaultLease = 30 * time.Second
	// again is the pause after a store that failed.
	again = time.Second
)

// Run takes batches until ctx ends, then waits for those under way: the host gives
// them the time its drain has. Batches that outlive it come again elsewhere.
func (Kind) Run(ctx context.Context, b manifest.Binding, o store.Opener, w fired.Worker) error {
	c, err := read(b)
	if err != nil || c.Consumer == nil {
		return err
	}
	lease, err := leaseOf(o)
	if err != nil {
		return err
	}
	q, err := o.Queue(ctx, c.Queue, "")
	if err != nil {
		return fmt.Errorf("queue %s: %w", c.Queue, err)
	}
	k := &consumer{
		config: *c.Consumer, name: c.Queue, queue: q, fire: w.Fire, rules: c.Consumer.rules(lease),
		ended: make(chan struct{}, 1), log: w.Log(),
	}
	k.run(ctx)
	return nil
}

// leaseOf is W2C_QUEUE_LEASE, in seconds.
func leaseOf(o store.Opener) (time.Duration, error) {
	v, ok := o.Var("W2C_QUEUE_LEASE")
	if !ok || v == "" {
		return defaultLease, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 43_200 {
		return 0, &store.ConfigError{Variable: "W2C_QUEUE_LEASE", Why: fmt.Sprintf("%q is no number of seconds from 1 to 43200", v)}
	}
	return time.Duration(n) * time.Second, nil
}

// consumer takes batches of one queue.
type consumer struct {
	config consumes
	name   string
	queue  store.Queue
	rules  store.QueueRules
	fire   func(context.Context, fired.Event) error
	log    *slog.Logger

	ended   chan struct{} // a batch is over
	running sync.WaitGroup

	mu   sync.Mutex
	open int // batches under way here
}

func (k *consumer) run(ctx context.Context) {
	defer k.running.Wait()
	for ctx.Err() == nil {
		if k.full() {
			k.wait(ctx, -1)
			continue
		}
		lease := newID()
		batch, err := k.queue.Claim(ctx, k.rules, lease)
		switch {
		case err != nil && ctx.Err() == nil:
			k.log.Error("queue store", "queue", k.name, "error", err.Error())
			k.wait(ctx, again)
		case err != nil:
		case len(batch.Messages) == 0:
			k.dropped(batch.Dropped)
			k.wait(ctx, batch.Wait)
		default:
			k.dropped(batch.Dropped)
			k.begin(1)
			k.running.Go(func() {
				// A batch outlives the start of the drain, which ends ctx.
				k.handle(context.WithoutCancel(ctx), ctx.Err() != nil, lease, batch)
				k.begin(-1)
				select {
				case k.ended <- struct{}{}:
				default:
				}
			})
		}
	}
}

func (k *consumer) full() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.open >= k.rules.Concurrency
}

func (k *consumer) begin(n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.open += n
}

// wait returns when something may be due: after d when that is not negative, when
// this process has sent something, when a batch has ended.
func (k *consumer) wait(ctx context.Context, d time.Duration) {
	var timer <-chan time.Time
	if d >= 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		timer = t.C
	}
	changed := k.queue.Changed()
	if k.full() {
		changed = nil
	}
	select {
	case <-ctx.Done():
	case <-timer:
	case <-changed:
	case <-k.ended:
	}
}

func (k *consumer) dropped(n int) {
	if n > 0 {
		k.log.Warn("messages were delivered too often to consumers that died", "queue", k.name, "messages", n, "dead_letter_queue", k.config.DeadLetter)
	}
}

// handle gives the batch to the Worker and settles it.
func (k *consumer) handle(ctx context.Context, draining bool, lease string, batch store.QueueBatch) {
	verdicts := make([]store.QueueVerdict, len(batch.Messages))
	for i, m := range batch.Messages {
		verdicts[i] = store.QueueVerdict{Ref: m.Ref, Fate: store.QueueReturn}
	}
	stop := k.hold(ctx, lease, batch)
	if !draining {
		k.ask(ctx, batch, verdicts)
	}
	k.settle(ctx, lease, verdicts)
	stop()
}

// ask runs the handler and fills in what became of each message.
func (k *consumer) ask(ctx context.Context, batch store.QueueBatch, verdicts []store.QueueVerdict) {
	var controller *goja.Object
	decided := false
	delay := time.Duration(k.config.RetryDelay) * time.Second
	err := k.fire(ctx, fired.Event{
		Handler: "queue", Label: "queue", Of: k.name, Early: k.config.Early,
		Argument: func(l *jsloop.Loop) (v goja.Value, err error) {
			controller, err = controllerOf(l, k.name, batch)
			return controller, err
		},
		Over: func(l *jsloop.Loop, failed bool) {
			decided = controller != nil && decide(l, controller, failed, delay, verdicts)
		},
	})
	if decided || errors.Is(err, fired.ErrNotRun) {
		return
	}
	for i := range verdicts { // the isolate is gone, or a body cannot be read
		verdicts[i].Fate, verdicts[i].Delay = store.QueueRetry, delay
	}
}

// hold extends the lease until the function it returns is called.
func (k *consumer) hold(ctx context.Context, lease string, batch store.QueueBatch) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		every := time.NewTicker(k.rules.Lease / 3)
		defer every.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-every.C:
			}
			held, err := k.queue.Extend(ctx, lease, batch.Messages, k.rules.Lease)
			switch {
			case ctx.Err() != nil:
				return
			case err != nil:
				k.log.Error("queue store", "queue", k.name, "error", err.Error())
			case !held:
				k.log.Warn("a batch took longer than the store was reachable and comes again", "queue", k.name, "messages", len(batch.Messages))
				return
			}
		}
	}()
	return cancel
}

// settle tries as long as the lease may hold: what was acknowledged must not come again
// because the store was away for a moment.
func (k *consumer) settle(ctx context.Context, lease string, verdicts []store.QueueVerdict) {
	for until := time.Now().Add(k.rules.Lease); ; {
		err := k.queue.Settle(ctx, k.rules, lease, verdicts)
		if err == nil {
			return
		}
		k.log.Error("queue store", "queue", k.name, "error", err.Error())
		if time.Now().After(until) {
			return
		}
		time.Sleep(again)
	}
}

// controllerOf makes the batch as the handler sees it.
func controllerOf(l *jsloop.Loop, queue string, batch store.QueueBatch) (*goja.Object, error) {
	api, err := apiOf(l)
	if err != nil {
		return nil, err
	}
	vm := l.VM()
	messages := make([]any, len(batch.Messages))
	for i, m := range batch.Messages {
		o := vm.NewObject()
		_ = o.Set("id", m.ID)
		_ = o.Set("sent", m.Sent.UnixMilli())
		_ = o.Set("attempts", m.Attempts)
		_ = o.Set("type", m.Type)
		_ = o.Set("body", l.Uint8Array(m.Body))
		messages[i] = o
	}
	warn := func(call goja.FunctionCall) goja.Value {
		l.Log().Warn(call.Argument(0).String(), "request_id", l.Current().ID)
		return goja.Undefined()
	}
	made, err := call(l, api, "makeBatch", vm.ToValue(queue), vm.NewArray(messages...), backlogOf(l, batch.Backlog), api.Get("codec"), vm.ToValue(warn))
	if err != nil {
		return nil, err
	}
	return made.(*goja.Object), nil
}

// decide reads what the Worker said of each message.
func decide(l *jsloop.Loop, controller *goja.Object, failed bool, delay time.Duration, verdicts []store.QueueVerdict) bool {
	api, err := apiOf(l)
	if err != nil {
		return false
	}
	list, err := call(l, api, "verdictsOf", controller, l.VM().ToValue(failed))
	if err != nil {
		return false
	}
	for i := range verdicts {
		said := list.(*goja.Object).Get(strconv.Itoa(i)).(*goja.Object)
		v := &verdicts[i]
		if v.Fate = store.QueueAck; !said.Get("retry").ToBoolean() {
			continue
		}
		v.Fate, v.Delay = store.QueueRetry, delay
		if d := said.Get("delay"); !goja.IsUndefined(d) {
			v.Delay = time.Duration(max(d.ToInteger(), 0)) * time.Second
		}
	}
	return true
}
