// Package ratelimit is the rate limit binding: ratelimits in the configuration,
// an object with limit() in env. What a script sees is in ratelimit_api.ts, one
// text for every server; the counting is here and in ratelimit.ts.
//
// https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/
package ratelimit

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
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Kind is the ratelimit kind.
type Kind struct{}

// config is Binding.Config in the manifest. Period is in seconds.
type config struct {
	Namespace string `json:"namespace"`
	Limit     int64  `json:"limit"`
	Period    int64  `json:"period"`
}

// Name is "ratelimit".
func (Kind) Name() string { return "ratelimit" }

// ConfigKey is wrangler's key.
func (Kind) ConfigKey() string { return "ratelimits" }

// FromConfig reads the list.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	var list []struct {
		Name      string `json:"name"`
		Namespace string `json:"namespace_id"`
		Simple    struct {
			Limit  int64 `json:"limit"`
			Period int64 `json:"period"`
		} `json:"simple"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, &manifest.ConfigError{Message: err.Error(), Hint: `ratelimits is a list of { "name": "LIMIT", "namespace_id": "1", "simple": { "limit": 100, "period": 60 } }`}
	}
	var out []manifest.Binding
	for i, item := range list {
		at := "[" + strconv.Itoa(i) + "]"
		if item.Name == "" {
			return nil, &manifest.ConfigError{Path: at + ".name", Message: "a rate limiter needs the name it has in env"}
		}
		if p := item.Simple.Period; p != 10 && p != 60 {
			return nil, &manifest.ConfigError{Path: at + ".simple.period", Message: fmt.Sprintf("a period of %d seconds is not known", p), Hint: "use 10 or 60"}
		}
		c, err := json.Marshal(config{item.Namespace, item.Simple.Limit, item.Simple.Period})
		if err != nil {
			return nil, err
		}
		out = append(out, manifest.Binding{Name: item.Name, Kind: "ratelimit", Config: c})
	}
	return out, nil
}

// Services is none: each machine counts for itself, as each of Cloudflare's
// locations does.
func (Kind) Services(manifest.Binding) []manifest.Service { return nil }

func read(b manifest.Binding) (config, error) {
	var c config
	if err := json.Unmarshal(b.Config, &c); err != nil {
		return c, fmt.Errorf("binding %s: %w", b.Name, err)
	}
	return c, nil
}

//go:embed ratelimit_api.gen.js
var apiJS string

var script = jsloop.NewScript("w2c:ratelimit", apiJS)

// Attach makes the limiter of one isolate; all isolates count together.
func (Kind) Attach(l *jsloop.Loop, o store.Opener, b manifest.Binding) (goja.Value, error) {
	c, err := read(b)
	if err != nil {
		return nil, err
	}
	limiter := o.RateLimit(b, c.Namespace)
	api, err := script.Run(l, nil)
	if err != nil {
		return nil, err
	}
	take := func(call goja.FunctionCall) goja.Value {
		if l.TopLevel() {
			globals.InHandler(l)
		}
		n := func(i int) float64 { return call.Argument(i).ToFloat() }
		return l.VM().ToValue(limiter.Take(call.Argument(0).String(), n(1), int64(n(2)), n(3)))
	}
	return l.VM().New(api.(*goja.Object).Get("Ratelimit"), l.VM().ToValue(take), l.VM().ToValue(c.Limit), l.VM().ToValue(c.Period))
}

//go:embed ratelimit.ts
var ratelimitTS string

//go:embed ratelimit_api.ts
var apiTS string

// Part is the TypeScript half.
func (Kind) Part(b manifest.Binding, _ bool) part.Part {
	return part.Part{
		Files:   map[string]string{"ratelimit.ts": ratelimitTS, "ratelimit_api.ts": apiTS},
		Imports: map[string][]string{"ratelimit.ts": {"ratelimit"}},
		Env:     fmt.Sprintf("ratelimit(host, %s, %s)", strconv.Quote(b.Name), b.Config),
	}
}
