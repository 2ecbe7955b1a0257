// Package secretstore is the Secrets Store binding: secrets_store_secrets in the
// configuration, an object with get() in env. The value is an environment
// variable of the binding's name, like any other secret of the app.
//
// https://developers.cloudflare.com/secrets-store/integrations/workers/
package secretstore

import (
	"context"
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

// Kind is the secretstore kind.
type Kind struct{}

// config is Binding.Config in the manifest: the secret's name in the store.
type config struct {
	Secret string `json:"secret"`
}

// Name is "secretstore".
func (Kind) Name() string { return "secretstore" }

// ConfigKey is wrangler's key.
func (Kind) ConfigKey() string { return "secrets_store_secrets" }

// FromConfig reads the list.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	var list []struct {
		Binding string `json:"binding"`
		Secret  string `json:"secret_name"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, &manifest.ConfigError{Message: err.Error(), Hint: `secrets_store_secrets is a list of { "binding": "TOKEN", "store_id": "…", "secret_name": "…" }`}
	}
	var out []manifest.Binding
	for i, item := range list {
		if item.Binding == "" {
			return nil, &manifest.ConfigError{Path: "[" + strconv.Itoa(i) + "].binding", Message: "a secret needs the name it has in env"}
		}
		c, err := json.Marshal(config{item.Secret})
		if err != nil {
			return nil, err
		}
		out = append(out, manifest.Binding{Name: item.Binding, Kind: "secretstore", Config: c})
	}
	return out, nil
}

// Services is none.
func (Kind) Services(manifest.Binding) []manifest.Service { return nil }

// Attach makes the object with get.
func (Kind) Attach(l *jsloop.Loop, o store.Opener, b manifest.Binding) (goja.Value, error) {
	var c config
	if err := json.Unmarshal(b.Config, &c); err != nil {
		return nil, fmt.Errorf("binding %s: %w", b.Name, err)
	}
	value, ok := o.Var(b.Name)
	object := l.VM().NewObject()
	return object, object.Set("get", func(goja.FunctionCall) goja.Value {
		return l.Async("secret.get", func(context.Context) (jsloop.Settle, error) {
			if !ok {
				return nil, jsloop.Errorf("Error", "Secret %q not found", c.Secret)
			}
			return func() (goja.Value, error) { return l.VM().ToValue(value), nil }, nil
		})
	})
}

//go:embed secretstore.ts
var secretstoreTS string

// Part is the TypeScript half.
func (Kind) Part(b manifest.Binding, _ bool) part.Part {
	return part.Part{
		Files:   map[string]string{"secretstore.ts": secretstoreTS},
		Imports: map[string][]string{"secretstore.ts": {"storedSecret"}},
		Env:     fmt.Sprintf("storedSecret(host, %s, %s)", strconv.Quote(b.Name), b.Config),
	}
}
