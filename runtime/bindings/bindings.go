// Package bindings lists the kinds of binding a Worker can be given. Adding a
// kind is one folder below and one line in Kinds; copy hello, the worked
// example. A kind needs nothing from this package, so that this package can
// name them all.
package bindings

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/bindings/analytics"
	"github.com/w2c-dev/w2c/runtime/bindings/assets"
	"github.com/w2c-dev/w2c/runtime/bindings/cron"
	"github.com/w2c-dev/w2c/runtime/bindings/d1"
	"github.com/w2c-dev/w2c/runtime/bindings/fired"
	"github.com/w2c-dev/w2c/runtime/bindings/hello"
	"github.com/w2c-dev/w2c/runtime/bindings/hyperdrive"
	"github.com/w2c-dev/w2c/runtime/bindings/kv"
	"github.com/w2c-dev/w2c/runtime/bindings/queues"
	"github.com/w2c-dev/w2c/runtime/bindings/r2"
	"github.com/w2c-dev/w2c/runtime/bindings/ratelimit"
	"github.com/w2c-dev/w2c/runtime/bindings/secrets"
	"github.com/w2c-dev/w2c/runtime/bindings/secretstore"
	"github.com/w2c-dev/w2c/runtime/bindings/services"
	"github.com/w2c-dev/w2c/runtime/bindings/vars"
	"github.com/w2c-dev/w2c/runtime/bindings/version"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost/part"
	"github.com/w2c-dev/w2c/runtime/store"
)

// Kind is a kind of binding.
type Kind interface {
	// Name is the folder's name, and Binding.Kind in the manifest: "kv".
	Name() string
	// ConfigKey is the top-level wrangler key this kind reads: "kv_namespaces".
	ConfigKey() string
	// FromConfig turns the value of that key into bindings, at convert time.
	// A *ConfigError names the path below the key that is wrong.
	FromConfig(json.RawMessage) ([]manifest.Binding, error)
	// Services lists what must run beside the Worker when state is "services".
	Services(manifest.Binding) []manifest.Service
	// Attach makes the value that env carries, in one isolate, on its loop.
	// Kinds that give env nothing return nil, nil.
	Attach(*jsloop.Loop, store.Opener, manifest.Binding) (goja.Value, error)
}

// Front is a kind that sees requests before the Worker does (assets). The
// handler it returns answers a request itself or passes it to worker.
type Front interface {
	Kind
	Front(b manifest.Binding, o store.Opener, worker http.Handler) (http.Handler, error)
}

// Trigger is a kind that calls the Worker by itself (cron, a queue's consumer).
// Run blocks until ctx ends and what it has begun is done.
type Trigger interface {
	Kind
	Run(ctx context.Context, b manifest.Binding, o store.Opener, w fired.Worker) error
}

// Dated is a kind that behaves by the Worker's compatibility date and flags. Dated
// completes the binding with what is on.
type Dated interface {
	Kind
	Dated(b manifest.Binding, on func(flag string) bool) (manifest.Binding, error)
}

// Carrier is a kind that takes files of the project along (the migrations of
// D1). They keep their paths in the output.
type Carrier interface {
	Kind
	// Carries names a folder of the project and how the files in it end; "" is none.
	Carries(manifest.Binding) (dir, suffix string)
	// Carry completes the binding with the files that are there, sorted.
	Carry(b manifest.Binding, files []string) (manifest.Binding, error)
}

// Local is a kind whose state lies on this machine's disk whatever the app was
// converted for, so that there can be one machine only.
type Local interface {
	Kind
	Local()
}

// Node is a kind with a TypeScript half. services says that state lives in
// services (Redis, …) and not on the embedded store only.
type Node interface {
	Kind
	Part(b manifest.Binding, services bool) part.Part
}

// Kinds is the list. The order is the order of env and of the plan.
var Kinds = []Kind{
	vars.Kind{},
	secrets.Kind{},
	kv.Kind{},
	d1.Kind{},
	r2.Kind{},
	hyperdrive.Kind{},
	analytics.Kind{},
	ratelimit.Kind{},
	secretstore.Kind{},
	version.Kind{},
	queues.Kind{},
	services.Kind{},
	hello.Kind{},
	cron.Kind{},
	assets.Kind{},
}

// Which of the interfaces each kind has; a method that changes must not turn
// one off silently.
var (
	_ = []Node{
		vars.Kind{}, secrets.Kind{}, kv.Kind{}, d1.Kind{}, r2.Kind{}, hyperdrive.Kind{}, analytics.Kind{}, ratelimit.Kind{}, secretstore.Kind{}, version.Kind{}, queues.Kind{}, services.Kind{},
		hello.Kind{}, cron.Kind{}, assets.Kind{},
	}
	_ = []Trigger{cron.Kind{}, queues.Kind{}}
	_ = []Dated{queues.Kind{}, r2.Kind{}}
	_ = []Front{assets.Kind{}}
	_ = []Carrier{d1.Kind{}}
	_ = []Local{d1.Kind{}, r2.Kind{}}
)
