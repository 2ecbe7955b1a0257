// Package analytics is the Analytics Engine binding: analytics_engine_datasets in
// the configuration, an object with writeDataPoint() in env. Points go to
// analytics.sqlite, with a view of each dataset's name, or to the log of an app
// of several machines. What a script sees is in analytics_api.ts, one text for
// every server.
//
// https://developers.cloudflare.com/analytics/analytics-engine/
package analytics

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/bindings/kv"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost/part"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Kind is the analytics kind.
type Kind struct{}

// config is Binding.Config in the manifest.
type config struct {
	Dataset string `json:"dataset"`
}

// Name is "analytics".
func (Kind) Name() string { return "analytics" }

// ConfigKey is wrangler's key.
func (Kind) ConfigKey() string { return "analytics_engine_datasets" }

// FromConfig reads the list. A dataset without a name has its binding's.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	var list []struct {
		Binding string `json:"binding"`
		Dataset string `json:"dataset"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, &manifest.ConfigError{Message: err.Error(), Hint: `analytics_engine_datasets is a list of { "binding": "VISITS", "dataset": "visits" }`}
	}
	var out []manifest.Binding
	for i, item := range list {
		if item.Binding == "" {
			return nil, &manifest.ConfigError{Path: "[" + strconv.Itoa(i) + "].binding", Message: "a dataset needs the name it has in env"}
		}
		if item.Dataset == "" {
			item.Dataset = item.Binding
		}
		c, err := json.Marshal(config{item.Dataset})
		if err != nil {
			return nil, err
		}
		out = append(out, manifest.Binding{Name: item.Binding, Kind: "analytics", Config: c})
	}
	return out, nil
}

// Services is none: an app of several machines writes points to its log.
func (Kind) Services(manifest.Binding) []manifest.Service { return nil }

//go:embed analytics_api.gen.js
var apiJS string

var script = jsloop.NewScript("w2c:analytics", apiJS)

// Attach makes the dataset's object in one isolate.
func (Kind) Attach(l *jsloop.Loop, o store.Opener, b manifest.Binding) (goja.Value, error) {
	var c config
	if err := json.Unmarshal(b.Config, &c); err != nil {
		return nil, fmt.Errorf("binding %s: %w", b.Name, err)
	}
	points, err := o.Analytics(context.Background(), b, c.Dataset)
	if err != nil {
		return nil, err
	}
	v, err := script.Run(l, nil)
	if err != nil {
		return nil, err
	}
	dataset, ok := goja.AssertFunction(v.(*goja.Object).Get("dataset"))
	if !ok {
		return nil, fmt.Errorf("binding %s: no dataset", b.Name)
	}
	log := l.Log()
	write := func(call goja.FunctionCall) goja.Value {
		if l.TopLevel() {
			globals.InHandler(l)
		}
		if why := call.Argument(1); !goja.IsUndefined(why) {
			log.Warn("analytics: dropped", "binding", b.Name, "why", why.String())
			return goja.Undefined()
		}
		p := pointOf(call.Argument(0).(*goja.Object))
		if points == nil {
			log.Info("analytics", "dataset", c.Dataset, "index1", p.Index, "blobs", p.Blobs, "doubles", p.Doubles)
			return goja.Undefined()
		}
		points.Write(p, func(err error) { log.Error("analytics store", "binding", b.Name, "error", err.Error()) })
		return goja.Undefined()
	}
	return dataset(goja.Undefined(), l.VM().ToValue(write))
}

// pointOf reads DataPoint of analytics_api.ts.
func pointOf(o *goja.Object) store.DataPoint {
	p := store.DataPoint{At: time.Now()}
	for _, v := range items(o.Get("indexes")) {
		p.Index = blob(v)
	}
	for _, v := range items(o.Get("blobs")) {
		p.Blobs = append(p.Blobs, blob(v))
	}
	for _, v := range items(o.Get("doubles")) {
		p.Doubles = append(p.Doubles, v.ToFloat())
	}
	return p
}

func items(v goja.Value) []goja.Value {
	o := v.(*goja.Object)
	out := make([]goja.Value, o.Get("length").ToInteger())
	for i := range out {
		out[i] = o.Get(strconv.Itoa(i))
	}
	return out
}

func blob(v goja.Value) any {
	if goja.IsNull(v) {
		return nil
	}
	if o, ok := v.(*goja.Object); ok {
		if bytes, ok := o.Export().([]byte); ok {
			return append([]byte{}, bytes...)
		}
	}
	return v.String()
}

//go:embed analytics.ts
var analyticsTS string

//go:embed analytics_api.ts
var apiTS string

// Part is the TypeScript half.
func (Kind) Part(b manifest.Binding, services bool) part.Part {
	files := map[string]string{"analytics_api.ts": apiTS}
	if services {
		files["analytics_log.ts"] = logTS
		return part.Part{
			Files:   files,
			Imports: map[string][]string{"analytics_log.ts": {"loggedAnalytics"}},
			Env:     fmt.Sprintf("loggedAnalytics(host, %s, %s)", strconv.Quote(b.Name), b.Config),
		}
	}
	files["analytics.ts"], files["sqlite.ts"] = analyticsTS, kv.StoreFiles()["sqlite.ts"]
	return part.Part{
		Files:   files,
		Imports: map[string][]string{"analytics.ts": {"analytics"}},
		Env:     fmt.Sprintf("await analytics(host, %s, %s)", strconv.Quote(b.Name), b.Config),
	}
}

//go:embed analytics_log.ts
var logTS string
