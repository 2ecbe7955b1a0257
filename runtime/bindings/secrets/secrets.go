// Package secrets gives a Worker its secrets: environment variables of the same
// name. Their values never pass through a configuration, a plan or an image.
package secrets

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost/part"
	"github.com/w2c-dev/w2c/runtime/store"
)

// Kind is the secrets kind: one binding a secret.
type Kind struct{}

// config is Binding.Config in the manifest.
type config struct {
	Required bool `json:"required"`
}

// Name is "secrets".
func (Kind) Name() string { return "secrets" }

// ConfigKey is wrangler's key.
func (Kind) ConfigKey() string { return "secrets" }

// FromConfig reads {"required": […]}. "optional" is not wrangler's: the compiler
// uses it for names it knows from .dev.vars only.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	var lists struct {
		Required []json.RawMessage `json:"required"`
		Optional []json.RawMessage `json:"optional"`
	}
	if err := json.Unmarshal(raw, &lists); err != nil {
		return nil, &manifest.ConfigError{Message: "expected an object with a list of names", Hint: `write "secrets": { "required": ["API_KEY"] }`}
	}
	var out []manifest.Binding
	for _, l := range []struct {
		key   string
		names []json.RawMessage
	}{{"required", lists.Required}, {"optional", lists.Optional}} {
		for i, raw := range l.names {
			var name string
			if err := json.Unmarshal(raw, &name); err != nil || name == "" {
				return nil, &manifest.ConfigError{Path: l.key + "[" + strconv.Itoa(i) + "]", Message: fmt.Sprintf("expected the name of a secret, got %s", raw)}
			}
			c, err := json.Marshal(config{Required: l.key == "required"})
			if err != nil {
				return nil, err
			}
			out = append(out, manifest.Binding{Name: name, Kind: "secrets", Config: c})
		}
	}
	return out, nil
}

// Services is nothing; a deploy target lists the names as its own secrets.
func (Kind) Services(manifest.Binding) []manifest.Service { return nil }

// Required reports whether the app refuses to start without the secret.
func Required(b manifest.Binding) bool {
	var c config
	return json.Unmarshal(b.Config, &c) == nil && c.Required
}

// Attach gives the value, or nothing for a secret that is optional and not set.
func (Kind) Attach(l *jsloop.Loop, o store.Opener, b manifest.Binding) (goja.Value, error) {
	value, ok := o.Var(b.Name)
	if Required(b) && value == "" {
		return nil, &store.ConfigError{Variable: b.Name, Why: "is not set: the Worker requires this secret"}
	}
	if !ok {
		return nil, nil
	}
	return l.VM().ToValue(value), nil
}

//go:embed secrets.ts
var secretsTS string

// Part is the TypeScript half.
func (Kind) Part(b manifest.Binding, _ bool) part.Part {
	call := "optionalSecret"
	if Required(b) {
		call = "requiredSecret"
	}
	return part.Part{
		Files:   map[string]string{"secrets.ts": secretsTS},
		Imports: map[string][]string{"secrets.ts": {call}},
		Env:     call + "(host, " + strconv.Quote(b.Name) + ")",
	}
}
