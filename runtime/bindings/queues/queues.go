// Package queues is Queues: the producers that queues.producers puts into env, and
// the consumers of queues.consumers, which call the Worker's queue handler. What a
// script sees is in queue_api.ts, one text for every server; consume.go and
// queue_consumer.ts take messages out; README.md lists the differences.
//
// https://developers.cloudflare.com/queues/
package queues

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
)

// Kind is the queues kind.
type Kind struct{}

// Name is "queues".
func (Kind) Name() string { return "queues" }

// ConfigKey is wrangler's key.
func (Kind) ConfigKey() string { return "queues" }

// Services is Redis, where several machines share a queue.
func (Kind) Services(manifest.Binding) []manifest.Service {
	return []manifest.Service{{Kind: "redis", Env: "REDIS_URL", Why: "queues keep their messages there"}}
}

func read(b manifest.Binding) (config, error) {
	var c config
	if err := json.Unmarshal(b.Config, &c); err != nil {
		return c, fmt.Errorf("queues: %w", err)
	}
	return c, nil
}

// Attach makes the producer of one isolate; a consumer gives env nothing.
func (Kind) Attach(l *jsloop.Loop, o store.Opener, b manifest.Binding) (goja.Value, error) {
	c, err := read(b)
	if err != nil || c.Producer == nil {
		return nil, err
	}
	limited, err := store.Limited(o.Var)
	if err != nil {
		return nil, err
	}
	q, err := o.Queue(l.Current().Context(), c.Queue, b.Name)
	if err != nil {
		return nil, err
	}
	api, err := apiOf(l)
	if err != nil {
		return nil, err
	}
	p := &producer{l: l, queue: q, name: b.Name, delay: c.Producer.Delay}
	vm := l.VM()
	carrier, rules := vm.NewObject(), vm.NewObject()
	_ = carrier.Set("send", p.send)
	_ = carrier.Set("backlog", p.backlog)
	_ = rules.Set("type", c.Producer.Type)
	_ = rules.Set("codes", c.Producer.Codes)
	_ = rules.Set("limited", limited)
	return call(l, api, "makeQueue", carrier, api.Get("codec"), rules)
}

//go:embed queue_api.gen.js
var apiJS string

//go:embed queue_clone.gen.js
var cloneJS string

var (
	apiScript   = jsloop.NewScript("w2c:queues", apiJS)
	cloneScript = jsloop.NewScript("w2c:queues/clone", cloneJS)
)

// apiOf gives the classes of l's VM and the codec, made at first use.
func apiOf(l *jsloop.Loop) (*goja.Object, error) {
	if made, ok := l.Internals().Get("queues").(*goja.Object); ok {
		return made, nil
	}
	v, err := apiScript.Run(l, nil)
	if err != nil {
		return nil, err
	}
	clone, err := cloneScript.Run(l, nil)
	if err != nil {
		return nil, err
	}
	api := v.(*goja.Object)
	codec, err := codecOf(l, clone.(*goja.Object))
	if err != nil {
		return nil, err
	}
	if err := api.Set("codec", codec); err != nil {
		return nil, err
	}
	return api, l.Internals().Set("queues", api)
}

// call calls a function of queue_api.ts.
func call(l *jsloop.Loop, api *goja.Object, name string, args ...goja.Value) (goja.Value, error) {
	f, ok := goja.AssertFunction(api.Get(name))
	if !ok {
		return nil, fmt.Errorf("queues: %s is not a function", name)
	}
	return l.Call(f, nil, args...)
}
