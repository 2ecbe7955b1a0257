// Package services is the service binding: services in the configuration, an
// object in env by which one Worker calls another. Both run in one process; who
// the other is and where it runs is for the host to say. What a script sees of
// it is in runtime/webapi/module, one text for every server. README.md lists the
// differences.
//
// https://developers.cloudflare.com/workers/runtime-apis/bindings/service-bindings/
package services

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
	"github.com/w2c-dev/w2c/runtime/webapi/module"
)

// Kind is the services kind.
type Kind struct{}

// Target is Binding.Config in the manifest: a Worker of the same app by its name,
// the export that answers ("" is the default one), and what that finds in ctx.props.
type Target struct {
	Service    string          `json:"service"`
	Entrypoint string          `json:"entrypoint,omitempty"`
	Props      json.RawMessage `json:"props,omitempty"`
}

// Name is "services".
func (Kind) Name() string { return "services" }

// ConfigKey is wrangler's key.
func (Kind) ConfigKey() string { return "services" }

// FromConfig reads the list. remote speaks of wrangler dev only.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	var list []struct {
		Binding     string          `json:"binding"`
		Service     string          `json:"service"`
		Entrypoint  string          `json:"entrypoint"`
		Environment string          `json:"environment"`
		Props       json.RawMessage `json:"props"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, &manifest.ConfigError{Message: err.Error(), Hint: `services is a list of { "binding": "API", "service": "api" }`}
	}
	var out []manifest.Binding
	for i, item := range list {
		at := "[" + strconv.Itoa(i) + "]"
		switch {
		case item.Binding == "":
			return nil, &manifest.ConfigError{Path: at + ".binding", Message: "a service binding needs the name it has in env", Hint: `add "binding": "API"`}
		case item.Service == "":
			return nil, &manifest.ConfigError{Path: at + ".service", Message: "a service binding needs the name of the other Worker", Hint: `add "service": "api"`}
		case item.Environment != "":
			return nil, &manifest.ConfigError{Path: at + ".environment", Message: "service environments are over", Hint: "name the Worker of that environment in service: " + item.Service + "-" + item.Environment}
		}
		c, err := json.Marshal(Target{item.Service, item.Entrypoint, item.Props})
		if err != nil {
			return nil, err
		}
		out = append(out, manifest.Binding{Name: item.Binding, Kind: "services", Config: c})
	}
	return out, nil
}

// Services is none: the other Worker is a part of the app.
func (Kind) Services(manifest.Binding) []manifest.Service { return nil }

// Of reads the binding; ok is false for one of another kind.
func Of(b manifest.Binding) (t Target, ok bool, err error) {
	if b.Kind != "services" {
		return t, false, nil
	}
	if err := json.Unmarshal(b.Config, &t); err != nil {
		return t, true, fmt.Errorf("binding %s: %w", b.Name, err)
	}
	return t, true, nil
}

// Attach makes the stub of one isolate.
func (Kind) Attach(l *jsloop.Loop, _ store.Opener, b manifest.Binding) (goja.Value, error) {
	t, _, err := Of(b)
	if err != nil {
		return nil, err
	}
	return module.Service(l, module.Address{Worker: t.Service, Entrypoint: t.Entrypoint, Props: string(t.Props), Binding: b.Name})
}

//go:embed services.ts
var servicesTS string

// Part is the TypeScript half.
func (Kind) Part(b manifest.Binding, _ bool) part.Part {
	t, _, err := Of(b)
	if err != nil {
		t.Service = b.Name // FromConfig wrote it; it cannot be wrong
	}
	options := "{ service: " + quote(t.Service)
	if t.Entrypoint != "" {
		options += ", entrypoint: " + quote(t.Entrypoint)
	}
	if len(t.Props) > 0 {
		options += ", props: " + string(t.Props)
	}
	return part.Part{
		Files:   map[string]string{"services.ts": servicesTS},
		Imports: map[string][]string{"services.ts": {"service"}},
		Env:     fmt.Sprintf("service(host, %s, %s })", quote(b.Name), options),
	}
}

func quote(s string) string {
	b, _ := json.Marshal(s) //nolint:errchkjson // a string always marshals
	return string(b)
}
