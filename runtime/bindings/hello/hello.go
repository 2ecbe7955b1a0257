// Package hello is the worked example of a binding kind: everything a kind has,
// and nothing more. Copy it, then read README.md beside it. The binding itself
// is wrangler's own teaching example, unsafe_hello_world: it remembers a text.
package hello

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/bindings/kv"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost/part"
	"github.com/w2c-dev/w2c/runtime/store"
)

// Kind is the hello kind. It has no fields: what differs from binding to
// binding is in Binding.Config, what lives at run time in the value Attach makes.
type Kind struct{}

// config is Binding.Config: written at convert time, read in the container. It
// holds what the Worker's author decided and nothing an operator may change.
type config struct {
	EnableTimer bool `json:"enable_timer,omitempty"`
}

// Name is the folder's name.
func (Kind) Name() string { return "hello" }

// ConfigKey is the key of the wrangler configuration this kind reads.
func (Kind) ConfigKey() string { return "unsafe_hello_world" }

// FromConfig reads that key. A mistake is a *manifest.ConfigError whose path
// leads to it; the compiler turns it into a diagnostic in the user's file.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	var list []struct {
		Binding     string `json:"binding"`
		EnableTimer bool   `json:"enable_timer"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, &manifest.ConfigError{Message: "expected a list of bindings", Hint: `write "unsafe_hello_world": [{ "binding": "HELLO" }]`}
	}
	var out []manifest.Binding
	for i, item := range list {
		if item.Binding == "" {
			return nil, &manifest.ConfigError{Path: "[" + strconv.Itoa(i) + "].binding", Message: "the binding needs the name it has in env"}
		}
		c, err := json.Marshal(config{EnableTimer: item.EnableTimer})
		if err != nil {
			return nil, err
		}
		out = append(out, manifest.Binding{Name: item.Binding, Kind: "hello", Config: c})
	}
	return out, nil
}

// Services lists what must run beside the Worker when state lives in services.
func (Kind) Services(b manifest.Binding) []manifest.Service {
	return []manifest.Service{{Kind: "redis", Env: "REDIS_URL", Why: "hello binding " + b.Name + " keeps its text there"}}
}

const textKey = "text" // the only key of the binding's namespace

// Attach makes the object in env, in one isolate and on its loop. The Opener
// gives every isolate of the process the same store.
func (Kind) Attach(l *jsloop.Loop, o store.Opener, b manifest.Binding) (goja.Value, error) {
	var c config
	if err := json.Unmarshal(b.Config, &c); err != nil {
		return nil, fmt.Errorf("binding %s: %w", b.Name, err)
	}
	texts, err := o.KV(l.Current().Context(), b, "hello:"+b.Name)
	if err != nil {
		return nil, err
	}
	h := &hello{l: l, config: c, texts: texts}
	object := l.VM().NewObject()
	if err := object.Set("get", h.get); err != nil {
		return nil, err
	}
	return object, object.Set("set", h.set)
}

// hello is one binding in one isolate.
type hello struct {
	l      *jsloop.Loop
	config config
	texts  store.KV
}

// get answers { value, ms }. Async runs its function on a goroutine, where it
// may wait and must not touch the VM; the Settle it returns runs on the loop
// again and makes the JS value.
func (h *hello) get(goja.FunctionCall) goja.Value {
	return h.l.Async("hello.get", func(ctx context.Context) (jsloop.Settle, error) {
		e, err := h.texts.Get(ctx, textKey)
		if err != nil {
			return nil, err // rejects the promise
		}
		return func() (goja.Value, error) { return h.answer(e) }, nil
	})
}

func (h *hello) answer(e *store.KVEntry) (goja.Value, error) {
	text, ms := "", goja.Undefined()
	if e != nil {
		text = string(e.Value)
	}
	if h.config.EnableTimer {
		ms = h.l.VM().ToValue(100)
	}
	o := h.l.VM().NewObject()
	if err := o.Set("value", text); err != nil {
		return nil, err
	}
	return o, o.Set("ms", ms)
}

// set takes its argument out of the VM before it leaves the loop.
func (h *hello) set(call goja.FunctionCall) goja.Value {
	text := call.Argument(0).String()
	return h.l.Async("hello.set", func(ctx context.Context) (jsloop.Settle, error) {
		return nil, h.texts.Put(ctx, textKey, store.KVEntry{Value: []byte(text)})
	})
}

//go:embed hello.ts
var helloTS string

// Part is the TypeScript half: the files it brings, those it builds on, and the
// expression that server.ts puts into env.
func (Kind) Part(b manifest.Binding, services bool) part.Part {
	var c config
	_ = json.Unmarshal(b.Config, &c) // FromConfig wrote it; it cannot be wrong
	files := kv.StoreFiles()
	files["hello.ts"] = helloTS
	return part.Part{
		Files:        files,
		Imports:      map[string][]string{"hello.ts": {"hello"}},
		Env:          fmt.Sprintf("await hello(host, %q, { enableTimer: %t, services: %t })", b.Name, c.EnableTimer, services),
		Dependencies: []string{"redis"},
	}
}
