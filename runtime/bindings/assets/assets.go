// Package assets serves the static files that ship with a Worker, the way
// Cloudflare's router and asset Workers do: which requests are for a file, which
// for the Worker, how /about finds about.html, what _headers and _redirects add.
//
// Everything that can be known when converting (the list of files with their
// types and ETags, the parsed rules) is in the binding's Config; the package
// build makes it. What is left for a request are map look-ups.
package assets

import (
	"embed"
	"encoding/json"
	"fmt"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost/part"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/webapi/fetch"
)

// Kind is the "assets" key.
type Kind struct{}

// Dir is the folder of the output that holds the files.
const Dir = "assets"

// Name is "assets".
func (Kind) Name() string { return "assets" }

// ConfigKey is "assets".
func (Kind) ConfigKey() string { return "assets" }

// Services is empty: files ship inside the image.
func (Kind) Services(manifest.Binding) []manifest.Service { return nil }

// block is the user's configuration.
type block struct {
	Directory        string          `json:"directory"`
	Binding          string          `json:"binding"`
	HTMLHandling     string          `json:"html_handling"`
	NotFoundHandling string          `json:"not_found_handling"`
	RunWorkerFirst   json.RawMessage `json:"run_worker_first"`
	BasePath         string          `json:"base_path"`
}

// FromConfig checks the block; build.Build completes the binding once the files
// are known.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	var b block
	if err := json.Unmarshal(raw, &b); err != nil {
		return nil, &manifest.ConfigError{Message: "assets is an object with a directory"}
	}
	c := Config{HTMLHandling: b.HTMLHandling, NotFoundHandling: b.NotFoundHandling}
	if c.HTMLHandling == "" {
		c.HTMLHandling = "auto-trailing-slash"
	}
	if _, ok := pages[c.HTMLHandling]; !ok && c.HTMLHandling != "none" {
		return nil, oneOf(".html_handling", c.HTMLHandling, "auto-trailing-slash", "force-trailing-slash", "drop-trailing-slash", "none")
	}
	if c.NotFoundHandling == "" {
		c.NotFoundHandling = "none"
	}
	switch c.NotFoundHandling {
	case "none", "404-page", "single-page-application":
	default:
		return nil, oneOf(".not_found_handling", c.NotFoundHandling, "single-page-application", "404-page", "none")
	}
	if b.BasePath != "" {
		return nil, &manifest.ConfigError{Path: ".base_path", Message: "assets.base_path is not supported",
			Hint: "put the files below a folder of that name"}
	}
	if len(b.RunWorkerFirst) > 0 {
		if err := c.runWorkerFirst(b.RunWorkerFirst); err != nil {
			return nil, err
		}
	}
	config, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode assets: %w", err)
	}
	return []manifest.Binding{{Name: b.Binding, Kind: "assets", Config: config}}, nil
}

func oneOf(path, got string, allowed ...string) error {
	return &manifest.ConfigError{Path: path, Message: fmt.Sprintf("assets%s is one of %q, not %q", path, allowed, got)}
}

// Attach makes env.ASSETS, whose fetch sees the same files as the world does.
func (Kind) Attach(l *jsloop.Loop, o store.Opener, b manifest.Binding) (goja.Value, error) {
	if b.Name == "" {
		return nil, nil
	}
	s, err := open(b, o)
	if err != nil {
		return nil, err
	}
	return fetch.Fetcher(l, s), nil
}

//go:embed assets.ts
var sources embed.FS

// Part is the TypeScript half.
func (Kind) Part(b manifest.Binding, _ bool) part.Part {
	source, err := sources.ReadFile("assets.ts")
	if err != nil {
		panic(err) // embedded
	}
	var c Config
	if err := json.Unmarshal(b.Config, &c); err != nil {
		panic(err) // our own encoding
	}
	p := part.Part{
		Files:   map[string]string{"assets.ts": string(source), "site.ts": siteModule(c)},
		Imports: map[string][]string{"assets.ts": {"assetsFront"}, "site.ts": {"site"}},
		Front:   "assetsFront(host, site)",
	}
	if b.Name != "" {
		p.Imports["assets.ts"] = []string{"assetsBinding", "assetsFront"}
		p.Env = "assetsBinding(host, site)"
	}
	return p
}
