// Package manifest is the part of the plan that travels inside the container:
// what a host must know to serve one Worker, and nothing about how it was
// converted. It is a leaf: hosts, bindings and the compiler all import it, it
// imports nothing of ours.
//
// A manifest is written once, at convert time, and only read afterwards.
// Whatever an operator may change at run time (ports, store URLs, secrets) is
// an environment variable and therefore not in here.
package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// Version is raised when a host could misread an older or newer manifest.
const Version = 1

// Syntax is how the Worker's script registers its handlers.
type Syntax string

const (
	Modules       Syntax = "modules"        // export default { fetch }
	ServiceWorker Syntax = "service-worker" // addEventListener("fetch", …)
)

// Manifest describes one Worker to a host.
type Manifest struct {
	Version            int      `json:"version"`
	Name               string   `json:"name"`
	Syntax             Syntax   `json:"syntax"`
	Script             string   `json:"script"` // slash path beside the manifest
	CompatibilityDate  string   `json:"compatibility_date"`
	CompatibilityFlags []string `json:"compatibility_flags,omitempty"`

	// Handlers are the event handlers of the default export ("fetch",
	// "scheduled", …), sorted; Entrypoints the named class exports.
	Handlers    []string `json:"handlers"`
	Entrypoints []string `json:"entrypoints,omitempty"`

	Bindings []Binding `json:"bindings,omitempty"`

	// Modules are the data modules the script imports by name at run time:
	// text, data and compiled WebAssembly that were not inlined.
	Modules []Module `json:"modules,omitempty"`

	// OwnPaths says that the Worker itself answers /healthz or /readyz, so the
	// host's own answers live under /__w2c/ only.
	OwnPaths bool `json:"own_paths,omitempty"`

	// Workers are the others that share the process, called by service bindings:
	// each in a folder of its own with a manifest of its own. Only the manifest of
	// the Worker that answers requests names them.
	Workers []Worker `json:"workers,omitempty"`

	// State is "services" when the app was converted for several machines: a
	// host then refuses the embedded store and demands REDIS_URL.
	State string `json:"state,omitempty"`
}

// Binding is one thing a Worker is given: a value in env, a handler in front of
// it, a trigger that calls it. Kind names the folder in runtime/bindings that
// understands Config; Name is the property of env, and empty for kinds that
// give env nothing (cron, assets without a binding).
type Binding struct {
	Name   string          `json:"name,omitempty"`
	Kind   string          `json:"kind"`
	Config json.RawMessage `json:"config,omitempty"`
}

// Worker is another Worker of the same app: its name, which service bindings say,
// and the folder of its manifest, a slash path.
type Worker struct {
	Name string `json:"name"`
	Dir  string `json:"dir"`
}

// Module is a data module beside the script.
type Module struct {
	Name string `json:"name"` // as the script imports it
	Type string `json:"type"` // "text", "data" or "wasm"
	Path string `json:"path"` // slash path beside the manifest
}

// Service is something that must run beside the Worker, such as Redis. Deploy
// targets turn it into a service, an add-on or a required variable.
type Service struct {
	Kind string `json:"kind"` // "redis", "postgres", "s3"
	Env  string `json:"env"`  // the variable that carries its URL: "REDIS_URL"
	Why  string `json:"why"`  // one sentence for MIGRATION.md
}

// Decode reads a manifest and refuses one that this host could misread.
func Decode(r io.Reader) (Manifest, error) {
	var m Manifest
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return Manifest{}, fmt.Errorf("read manifest: %w", err)
	}
	if m.Version != Version {
		return Manifest{}, fmt.Errorf("read manifest: version %d, this host reads version %d: convert again with the matching w2c", m.Version, Version)
	}
	return m, nil
}

// Encode writes m as indented JSON with a final newline: same manifest, same bytes.
func (m Manifest) Encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(m); err != nil {
		return nil, fmt.Errorf("write manifest: %w", err)
	}
	return b.Bytes(), nil
}

// ConfigError is a mistake in the user's configuration, found by a binding
// kind. Path is relative to the kind's own key: "[0].binding".
type ConfigError struct {
	Path    string
	Message string
	Hint    string
}

func (e *ConfigError) Error() string { return e.Path + ": " + e.Message }
