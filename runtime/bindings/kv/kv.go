// Package kv is the KV namespace binding: kv_namespaces in the configuration,
// a KvNamespace in env. What the store must do is in runtime/store; what a
// script sees is in class.go and its neighbours, and in kv.ts for Node.
//
// The reference: https://developers.cloudflare.com/kv/api/, and workerd's
// answers where it says nothing. README.md lists the differences.
package kv

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost/part"
	"github.com/w2c-dev/w2c/runtime/store"
)

// Kind is the kv kind.
type Kind struct{}

// config is Binding.Config in the manifest.
type config struct {
	Namespace string `json:"namespace"`
}

// Name is "kv".
func (Kind) Name() string { return "kv" }

// ConfigKey is wrangler's key.
func (Kind) ConfigKey() string { return "kv_namespaces" }

// FromConfig reads the list. The id names the data, so that two Workers with
// the same id share it; without an id wrangler makes a namespace for the
// binding, and so do we. preview_id and remote speak of wrangler dev only.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, shape("", err)
	}
	var out []manifest.Binding
	for i, raw := range list {
		path := "[" + strconv.Itoa(i) + "]"
		var item struct {
			Binding string `json:"binding"`
			ID      string `json:"id"`
		}
		if err := json.Unmarshal(raw, &item); err != nil {
			return nil, shape(path, err)
		}
		if item.Binding == "" {
			return nil, &manifest.ConfigError{Path: path + ".binding", Message: "a KV namespace needs the name it has in env", Hint: `add "binding": "MY_KV"`}
		}
		if item.ID == "" {
			item.ID = item.Binding
		}
		c, err := json.Marshal(config{Namespace: item.ID})
		if err != nil {
			return nil, err
		}
		out = append(out, manifest.Binding{Name: item.Binding, Kind: "kv", Config: c})
	}
	return out, nil
}

// shape says where a value has the wrong type.
func shape(path string, err error) error {
	hint := `kv_namespaces is a list of { "binding": "MY_KV", "id": "…" }`
	var t *json.UnmarshalTypeError
	if !errors.As(err, &t) {
		return &manifest.ConfigError{Path: path, Message: err.Error(), Hint: hint}
	}
	if t.Field != "" {
		path += "." + t.Field
	}
	want := t.Type.Kind().String()
	switch t.Type.Kind() {
	case reflect.Slice:
		want = "list"
	case reflect.Struct:
		want = "object"
	}
	return &manifest.ConfigError{Path: path, Message: fmt.Sprintf("expected %s, got %s", want, t.Value), Hint: hint}
}

// Services is Redis.
func (Kind) Services(b manifest.Binding) []manifest.Service {
	return []manifest.Service{{Kind: "redis", Env: "REDIS_URL", Why: "KV namespace " + b.Name + " keeps its data there"}}
}

// Attach makes the KvNamespace of one isolate; all isolates share the store.
func (Kind) Attach(l *jsloop.Loop, o store.Opener, b manifest.Binding) (goja.Value, error) {
	c, err := read(b)
	if err != nil {
		return nil, err
	}
	limits, err := readLimits(o)
	if err != nil {
		return nil, err
	}
	kv, err := o.KV(l.Current().Context(), b, c.Namespace)
	if err != nil {
		return nil, err
	}
	class, err := classOf(l)
	if err != nil {
		return nil, err
	}
	return class.make(&namespace{kv: kv, limits: limits}), nil
}

func read(b manifest.Binding) (config, error) {
	var c config
	if err := json.Unmarshal(b.Config, &c); err != nil {
		return c, fmt.Errorf("binding %s: %w", b.Name, err)
	}
	return c, nil
}

//go:embed kv.ts
var kvTS string

//go:embed kv_rules.ts
var rulesTS string

//go:embed kv_store.ts
var storeTS string

//go:embed kv_sqlite.ts
var sqliteTS string

//go:embed sqlite.ts
var sqliteFileTS string

//go:embed kv_redis.ts
var redisStoreTS string

//go:embed redis.ts
var redisTS string

// StoreFiles is the store under a Node app's KV, for kinds that build on it.
func StoreFiles() map[string]string {
	return map[string]string{"kv_store.ts": storeTS, "kv_sqlite.ts": sqliteTS, "sqlite.ts": sqliteFileTS, "kv_redis.ts": redisStoreTS, "redis.ts": redisTS}
}

// Part is the TypeScript half. The app chooses its store when it starts, so it
// brings both; services only means that there must be a Redis.
func (Kind) Part(b manifest.Binding, services bool) part.Part {
	c, err := read(b)
	if err != nil {
		c.Namespace = b.Name // FromConfig wrote it; it cannot be wrong
	}
	files := StoreFiles()
	files["kv.ts"], files["kv_rules.ts"] = kvTS, rulesTS
	return part.Part{
		Files:        files,
		Imports:      map[string][]string{"kv.ts": {"kv"}},
		Env:          fmt.Sprintf("await kv(host, %s, { namespace: %s, services: %t })", quote(b.Name), quote(c.Namespace), services),
		Dependencies: []string{"redis"},
	}
}

func quote(s string) string {
	b, _ := json.Marshal(s) //nolint:errchkjson // a string always marshals
	return string(b)
}
