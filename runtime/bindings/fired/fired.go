// Package fired is how a kind of binding has the Worker run without a request:
// a cron trigger that is due, a batch of messages. The host knows how a handler
// is run, the kind what it is given. It is a leaf so that every kind may import it.
package fired

import (
	"context"
	"errors"
	"log/slog"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// Event is one run of a handler.
type Event struct {
	// Handler is the name it is exported by: "scheduled", "queue".
	Handler string
	// Label and Of tell runs apart in the log and in metrics: "cron" "0 * * * *".
	Label, Of string
	// Argument makes what the handler is given first, on the loop of the isolate
	// that was chosen.
	Argument func(*jsloop.Loop) (goja.Value, error)
	// Early says that the run is over with the handler; what it gave waitUntil goes
	// on behind it and cannot fail it.
	Early bool
	// Over is called on that loop once the handler was called and the run is over,
	// however it ended, unless the isolate is gone.
	Over func(l *jsloop.Loop, failed bool)
}

// Worker is who is called.
type Worker interface {
	// Fire runs an event and returns when it is over: the handler and the waitUntil
	// work have settled. The error is what the handler threw, or wraps ErrNotRun.
	Fire(context.Context, Event) error
	// Log is the host's.
	Log() *slog.Logger
}

// ErrNotRun says that the handler was not called, as when the host ends.
var ErrNotRun = errors.New("the handler was not called")
