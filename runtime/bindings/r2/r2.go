// Package r2 is the R2 bucket binding: r2_buckets in the configuration, an
// R2Bucket in env. What a script sees is in r2_api.ts, one text for every server;
// where objects lie, behind store.R2 and in r2_files.ts. README.md lists the
// differences.
//
// https://developers.cloudflare.com/r2/api/workers/workers-api-reference/
package r2

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/bindings/kv"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost/part"
	"github.com/w2c-dev/w2c/runtime/store"
)

// Kind is the r2 kind.
type Kind struct{}

// config is Binding.Config in the manifest.
type config struct {
	Bucket string `json:"bucket"`
	// Include: a list always comes with metadata, as it did before 2022-08-04.
	Include bool `json:"include,omitempty"`
}

// Name is "r2".
func (Kind) Name() string { return "r2" }

// ConfigKey is wrangler's key.
func (Kind) ConfigKey() string { return "r2_buckets" }

// FromConfig reads the list. The bucket's name names the data; without one the
// binding's does. preview_bucket_name, remote and local_dev speak of wrangler dev
// only, and where a bucket lies is the operator's choice now.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	var list []struct {
		Binding string `json:"binding"`
		Name    string `json:"bucket_name"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, &manifest.ConfigError{Message: err.Error(), Hint: `r2_buckets is a list of { "binding": "FILES", "bucket_name": "…" }`}
	}
	var out []manifest.Binding
	for i, item := range list {
		if item.Binding == "" {
			return nil, &manifest.ConfigError{Path: "[" + strconv.Itoa(i) + "].binding", Message: "an R2 bucket needs the name it has in env", Hint: `add "binding": "FILES"`}
		}
		if item.Name == "" {
			item.Name = item.Binding
		}
		c, err := json.Marshal(config{Bucket: item.Name})
		if err != nil {
			return nil, err
		}
		out = append(out, manifest.Binding{Name: item.Binding, Kind: "r2", Config: c})
	}
	return out, nil
}

// Dated notes that a Worker is older than the option include of list.
func (Kind) Dated(b manifest.Binding, on func(flag string) bool) (manifest.Binding, error) {
	c, err := read(b)
	if err != nil || on("r2_list_honor_include") {
		return b, err
	}
	c.Include = true
	b.Config, err = json.Marshal(c)
	return b, err
}

func read(b manifest.Binding) (config, error) {
	var c config
	if err := json.Unmarshal(b.Config, &c); err != nil {
		return c, fmt.Errorf("binding %s: %w", b.Name, err)
	}
	return c, nil
}

// Services is none: the objects lie on the machine's disk.
func (Kind) Services(manifest.Binding) []manifest.Service { return nil }

// Local says that the files lie on the machine's disk.
func (Kind) Local() {}

//go:embed r2_api.gen.js
var apiJS string

var script = jsloop.NewScript("w2c:r2", apiJS)

// Attach makes the R2Bucket of one isolate; all isolates share the store.
func (Kind) Attach(l *jsloop.Loop, o store.Opener, b manifest.Binding) (goja.Value, error) {
	c, err := read(b)
	if err != nil {
		return nil, err
	}
	limited, err := store.Limited(o.Var)
	if err != nil {
		return nil, err
	}
	objects, err := o.R2(l.Current().Context(), b, c.Bucket)
	if err != nil {
		return nil, err
	}
	api, err := script.Run(l, nil)
	if err != nil {
		return nil, err
	}
	k := &bucket{l: l, store: objects, name: b.Name}
	if err := k.capture(); err != nil {
		return nil, err
	}
	vm := l.VM()
	given := vm.NewObject()
	for name, v := range map[string]any{"ask": k.ask, "lengthOf": k.lengthOf, "limited": limited, "include": c.Include} {
		if err := given.Set(name, v); err != nil {
			return nil, err
		}
	}
	make, ok := goja.AssertFunction(api.(*goja.Object).Get("r2Bucket"))
	if !ok {
		return nil, errors.New("the r2 script does not export r2Bucket")
	}
	return make(goja.Undefined(), given)
}

// Part is the TypeScript half.
func (Kind) Part(b manifest.Binding, _ bool) part.Part {
	c, err := read(b)
	if err != nil {
		c.Bucket = b.Name // FromConfig wrote it; it cannot be wrong
	}
	options := "{ bucket: " + quote(c.Bucket) + " }"
	if c.Include {
		options = "{ bucket: " + quote(c.Bucket) + ", include: true }"
	}
	return part.Part{
		Files: map[string]string{
			"r2.ts": r2TS, "r2_api.ts": apiTS, "r2_blobs.ts": blobsTS, "r2_files.ts": filesTS, "r2_index.ts": indexTS, "r2_metadata.ts": metadataTS,
			"r2_objects.ts": objectsTS, "r2_options.ts": optionsTS, "r2_rules.ts": rulesTS, "r2_store.ts": storeTS, "r2_values.ts": valuesTS,
			"sqlite.ts": kv.StoreFiles()["sqlite.ts"],
		},
		Imports: map[string][]string{"r2.ts": {"r2"}},
		Env:     fmt.Sprintf("r2(host, %s, %s)", quote(b.Name), options),
	}
}

//go:embed r2.ts
var r2TS string

//go:embed r2_api.ts
var apiTS string

//go:embed r2_blobs.ts
var blobsTS string

//go:embed r2_files.ts
var filesTS string

//go:embed r2_index.ts
var indexTS string

//go:embed r2_metadata.ts
var metadataTS string

//go:embed r2_objects.ts
var objectsTS string

//go:embed r2_options.ts
var optionsTS string

//go:embed r2_rules.ts
var rulesTS string

//go:embed r2_store.ts
var storeTS string

//go:embed r2_values.ts
var valuesTS string

func quote(s string) string {
	b, _ := json.Marshal(s) //nolint:errchkjson // a string always marshals
	return string(b)
}
