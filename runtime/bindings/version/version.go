// Package version is the version metadata binding: version_metadata in the
// configuration, { id, tag, timestamp } in env. What Cloudflare knows of a
// deployment the operator says by W2C_VERSION_ID, _TAG and _TIMESTAMP.
//
// https://developers.cloudflare.com/workers/runtime-apis/bindings/version-metadata/
package version

import (
	_ "embed"
	"encoding/json"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost/part"
	"github.com/w2c-dev/w2c/runtime/store"
)

// Kind is the version kind.
type Kind struct{}

// Name is "version".
func (Kind) Name() string { return "version" }

// ConfigKey is wrangler's key.
func (Kind) ConfigKey() string { return "version_metadata" }

// FromConfig reads { "binding": "VERSION" }.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	var c struct {
		Binding string `json:"binding"`
	}
	if err := json.Unmarshal(raw, &c); err != nil || c.Binding == "" {
		return nil, &manifest.ConfigError{Path: ".binding", Message: "the binding needs the name it has in env", Hint: `write "version_metadata": { "binding": "VERSION" }`}
	}
	return []manifest.Binding{{Name: c.Binding, Kind: "version", Config: json.RawMessage("{}")}}, nil
}

// Services is none.
func (Kind) Services(manifest.Binding) []manifest.Service { return nil }

// unknown is the id of a version that nobody has named.
const unknown = "00000000-0000-0000-0000-000000000000"

// Attach makes the object. Without a timestamp it is when this isolate started.
func (Kind) Attach(l *jsloop.Loop, o store.Opener, _ manifest.Binding) (goja.Value, error) {
	value := func(name, otherwise string) string {
		if v, ok := o.Var(name); ok && v != "" {
			return v
		}
		return otherwise
	}
	object := l.VM().NewObject()
	for _, p := range [][2]string{
		{"id", value("W2C_VERSION_ID", unknown)},
		{"tag", value("W2C_VERSION_TAG", "")},
		{"timestamp", value("W2C_VERSION_TIMESTAMP", time.Now().UTC().Format("2006-01-02T15:04:05.000Z"))},
	} {
		if err := object.Set(p[0], p[1]); err != nil {
			return nil, err
		}
	}
	return object, nil
}

//go:embed version.ts
var versionTS string

// Part is the TypeScript half.
func (Kind) Part(manifest.Binding, bool) part.Part {
	return part.Part{
		Files:   map[string]string{"version.ts": versionTS},
		Imports: map[string][]string{"version.ts": {"version"}},
		Env:     "version(host)",
	}
}
