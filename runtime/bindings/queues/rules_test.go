package queues_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/bindings/fired"
	"github.com/w2c-dev/w2c/runtime/bindings/queues"
	"github.com/w2c-dev/w2c/runtime/jsloop/looptest"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/webapi"
)

// TestRules are the sentences of Cloudflare's documentation that Miniflare does not
// keep, so that no case can be recorded for them:
// https://developers.cloudflare.com/queues/configuration/batching-retries/#explicit-acknowledgement-and-retries
func TestRules(t *testing.T) {
	for name, c := range map[string]struct{ handler, again string }{
		// "Messages that are explicitly acknowledged will not be re-delivered, even if
		// your queue consumer fails on a subsequent message."
		"ack, then a throw": {`batch.messages[1].ack(); throw new Error("no")`, "a c"},
		// "The call on the single message takes precedence. That is, the batch-level call
		// does not apply to that message."
		"ack, then retryAll":                      {`batch.messages[0].ack(); batch.retryAll()`, "b c"},
		"retry, then ackAll":                      {`batch.messages[2].retry(); batch.ackAll()`, "c"},
		"ackAll, whatever becomes of the handler": {`batch.ackAll(); throw new Error("no")`, ""},
		// "The first method call wins in all cases."
		"retry, then ack":       {`batch.messages[0].retry(); batch.messages[0].ack()`, "a"},
		"ack, then retry":       {`batch.messages[0].ack(); batch.messages[0].retry(); throw new Error("no")`, "b c"},
		"retryAll, then ack":    {`batch.retryAll(); batch.messages[0].ack()`, "a b c"},
		"ackAll, then retryAll": {`batch.ackAll(); batch.retryAll()`, ""},
		"retryAll, then ackAll": {`batch.retryAll(); batch.ackAll()`, "a b c"},
		"nothing":               {``, ""},
		"a throw":               {`throw new Error("no")`, "a b c"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(delivered(t, c.handler), " "); got != c.again {
				t.Errorf("delivered again: %q, want %q", got, c.again)
			}
		})
	}
}

// delivered gives three messages to a handler and says which of them are tried again.
func delivered(t *testing.T, handler string) (again []string) {
	t.Helper()
	list, err := queues.Kind{}.FromConfig(json.RawMessage(`{"consumers": [{"queue": "q"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	q := &three{stop: stop}
	w := &worker{looptest.Start(t, looptest.Classes(looptest.Class(looptest.Func(webapi.Install)))), handler}
	if err := (queues.Kind{}).Run(ctx, list[0], opener{three: q}, w); err != nil {
		t.Fatal(err)
	}
	if len(q.verdicts) != 3 {
		t.Fatalf("%d verdicts: %+v", len(q.verdicts), q.verdicts)
	}
	for _, v := range q.verdicts {
		if v.Fate == store.QueueRetry {
			again = append(again, v.Ref)
		}
	}
	return again
}

// three is a store whose only queue has three messages, once.
type three struct {
	store.Queue
	stop     func()
	given    bool
	verdicts []store.QueueVerdict
}

func (q *three) Changed() <-chan struct{} { return nil }

func (q *three) Claim(context.Context, store.QueueRules, string) (b store.QueueBatch, err error) {
	b.Wait = time.Minute
	if !q.given {
		for _, body := range []string{"a", "b", "c"} {
			b.Messages = append(b.Messages, store.QueueMessage{ID: strings.Repeat(body, 32), Type: "text", Body: []byte(body), Attempts: 1, Ref: body})
		}
	}
	q.given = true
	return b, nil
}

func (q *three) Settle(_ context.Context, _ store.QueueRules, _ string, verdicts []store.QueueVerdict) error {
	q.verdicts = verdicts
	q.stop()
	return nil
}

// opener is three as a store.Opener, whose Queue it is too.
type opener struct {
	store.Opener
	three *three
}

func (o opener) Var(string) (string, bool) { return "", false }

func (o opener) Queue(context.Context, string, string) (store.Queue, error) { return o.three, nil }

// worker runs a handler that does not wait for anything.
type worker struct {
	isolate *looptest.Isolate
	handler string
}

func (w *worker) Log() *slog.Logger { return slog.Default() }

func (w *worker) Fire(_ context.Context, e fired.Event) error {
	failed := false
	err := w.isolate.Do(func() error {
		l := w.isolate.Loop
		batch, err := e.Argument(l)
		if err != nil {
			return err
		}
		v, err := l.VM().RunString("(batch) => {" + w.handler + "}")
		if err != nil {
			return err
		}
		f, _ := goja.AssertFunction(v)
		_, thrown := l.Call(f, nil, batch)
		failed = thrown != nil
		e.Over(l, failed)
		return nil
	})
	if err == nil && failed {
		err = errors.New("the handler threw")
	}
	return err
}
