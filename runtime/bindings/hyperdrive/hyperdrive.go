// Package hyperdrive is the Hyperdrive binding: hyperdrive in the configuration,
// an object that says where a database is in env. Converted, the database is
// reached directly: HYPERDRIVE_<BINDING>_URL or DATABASE_URL names it. What a
// script sees is in hyperdrive_api.ts, one text for every server.
//
// https://developers.cloudflare.com/hyperdrive/
package hyperdrive

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost/part"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/webapi/sockets"
)

// Kind is the hyperdrive kind.
type Kind struct{}

// Name is "hyperdrive".
func (Kind) Name() string { return "hyperdrive" }

// ConfigKey is wrangler's key.
func (Kind) ConfigKey() string { return "hyperdrive" }

// FromConfig reads the list. The id of Cloudflare's own configuration and the
// string for local development say nothing about where the app will run.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	var list []struct {
		Binding string `json:"binding"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, &manifest.ConfigError{Message: err.Error(), Hint: `hyperdrive is a list of { "binding": "DB", "id": "…" }`}
	}
	var out []manifest.Binding
	for i, item := range list {
		if item.Binding == "" {
			return nil, &manifest.ConfigError{Path: "[" + strconv.Itoa(i) + "].binding", Message: "a Hyperdrive needs the name it has in env"}
		}
		out = append(out, manifest.Binding{Name: item.Binding, Kind: "hyperdrive", Config: json.RawMessage("{}")})
	}
	return out, nil
}

// Services is none: the database is the team's own.
func (Kind) Services(manifest.Binding) []manifest.Service { return nil }

// Variable is where the operator says where the database is.
func Variable(binding string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, binding)
	return "HYPERDRIVE_" + name + "_URL"
}

//go:embed hyperdrive_api.gen.js
var apiJS string

var script = jsloop.NewScript("w2c:hyperdrive", apiJS)

// Attach makes the object of one isolate.
func (Kind) Attach(l *jsloop.Loop, o store.Opener, b manifest.Binding) (goja.Value, error) {
	vm := l.VM()
	variable := Variable(b.Name)
	url, _ := o.Var(variable)
	if url == "" {
		if url, _ = o.Var("DATABASE_URL"); url == "" {
			return nil, &store.ConfigError{Variable: variable, Why: fmt.Sprintf("is not set, and Hyperdrive %s is a database: set it (or DATABASE_URL) to postgres://user:password@host:5432/database", b.Name)}
		}
		variable = "DATABASE_URL"
	}
	v, err := script.Run(l, nil)
	if err != nil {
		return nil, err
	}
	api := v.(*goja.Object)
	wrong, ok := goja.AssertFunction(api.Get("wrongUrl"))
	if !ok {
		return nil, fmt.Errorf("binding %s: no wrongUrl", b.Name)
	}
	why, err := wrong(goja.Undefined(), vm.ToValue(url))
	if err != nil {
		return nil, fmt.Errorf("binding %s: %w", b.Name, err)
	}
	if !goja.IsUndefined(why) {
		return nil, &store.ConfigError{Variable: variable, Why: why.String()}
	}
	connect := func(call goja.FunctionCall) goja.Value {
		socket, err := sockets.Connect(l, call.Argument(0))
		if err != nil {
			l.Throw(err)
		}
		return socket
	}
	return vm.New(api.Get("Hyperdrive"), vm.ToValue(url), vm.ToValue(connect))
}

//go:embed hyperdrive.ts
var hyperdriveTS string

//go:embed hyperdrive_api.ts
var apiTS string

// Part is the TypeScript half.
func (Kind) Part(b manifest.Binding, _ bool) part.Part {
	return part.Part{
		Files:   map[string]string{"hyperdrive.ts": hyperdriveTS, "hyperdrive_api.ts": apiTS},
		Imports: map[string][]string{"hyperdrive.ts": {"hyperdrive"}},
		Env:     fmt.Sprintf("hyperdrive(host, %s)", strconv.Quote(b.Name)),
	}
}
