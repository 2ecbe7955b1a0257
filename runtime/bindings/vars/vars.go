// Package vars is the vars key of the configuration: texts and JSON values in
// env. Each can be given another value by an environment variable, because an
// image is built once and runs in more than one place.
package vars

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost/part"
	"github.com/w2c-dev/w2c/runtime/store"
)

// Kind is the vars kind: one binding a variable.
type Kind struct{}

// config is Binding.Config in the manifest.
type config struct {
	Value json.RawMessage `json:"value"`
}

// Name is "vars".
func (Kind) Name() string { return "vars" }

// ConfigKey is wrangler's key.
func (Kind) ConfigKey() string { return "vars" }

// FromConfig reads the object in the order it is written: env keeps it.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, &manifest.ConfigError{Message: "expected an object of names and values", Hint: `write "vars": { "NAME": "value" }`}
	}
	var out []manifest.Binding
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, &manifest.ConfigError{Message: err.Error()}
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, &manifest.ConfigError{Path: fmt.Sprint(name), Message: err.Error()}
		}
		c, err := json.Marshal(config{Value: value})
		if err != nil {
			return nil, &manifest.ConfigError{Path: fmt.Sprint(name), Message: err.Error()}
		}
		out = append(out, manifest.Binding{Name: fmt.Sprint(name), Kind: "vars", Config: c})
	}
	return out, nil
}

// Services is nothing: values travel in the manifest.
func (Kind) Services(manifest.Binding) []manifest.Service { return nil }

// Attach makes the value. Each isolate gets objects of its own.
func (Kind) Attach(l *jsloop.Loop, o store.Opener, b manifest.Binding) (goja.Value, error) {
	var c config
	if err := json.Unmarshal(b.Config, &c); err != nil {
		return nil, fmt.Errorf("binding %s: %w", b.Name, err)
	}
	name, value, ok := override(o, b.Name)
	var text string
	if json.Unmarshal(c.Value, &text) == nil && c.Value[0] == '"' {
		if ok {
			text = value
		}
		return l.VM().ToValue(text), nil
	}
	if ok {
		if !json.Valid([]byte(value)) {
			return nil, &store.ConfigError{Variable: name, Why: fmt.Sprintf("is not JSON, and the variable %s of the Worker is a JSON value", b.Name)}
		}
		c.Value = json.RawMessage(value)
	}
	parse, isFunction := goja.AssertFunction(l.VM().Get("JSON").ToObject(l.VM()).Get("parse"))
	if !isFunction {
		return nil, fmt.Errorf("binding %s: JSON.parse is not a function", b.Name)
	}
	return parse(goja.Undefined(), l.VM().ToValue(string(c.Value)))
}

// override reads the environment variable that replaces the value of name.
func override(o store.Opener, name string) (variable, value string, ok bool) {
	if value, ok := o.Var("W2C_VAR_" + name); ok {
		return "W2C_VAR_" + name, value, true
	}
	if Reserved(name) {
		return "", "", false
	}
	value, ok = o.Var(name)
	return name, value, ok
}

//go:embed vars.ts
var varsTS string

// Part is the TypeScript half.
func (Kind) Part(b manifest.Binding, _ bool) part.Part {
	var c config
	_ = json.Unmarshal(b.Config, &c) // FromConfig wrote it; it cannot be wrong
	call := "textVar"
	if len(c.Value) == 0 || c.Value[0] != '"' {
		call = "jsonVar"
	}
	return part.Part{
		Files:   map[string]string{"vars.ts": varsTS},
		Imports: map[string][]string{"vars.ts": {call}},
		Env:     fmt.Sprintf("%s(host, %s, %s)", call, quote(b.Name), literal(c.Value)),
	}
}
