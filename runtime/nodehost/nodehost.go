// Package nodehost writes the Node half of a conversion: an ordinary project
// that serves a Worker with Hono or Express. The platform it stands on is the
// TypeScript in src/ and beside the bindings, which travels verbatim: what runs
// in a team's container is what its people read in their repository.
package nodehost

import (
	"embed"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/w2c-dev/w2c/runtime/bindings"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost/part"
	"github.com/w2c-dev/w2c/runtime/webapi/cache"
	"github.com/w2c-dev/w2c/runtime/webapi/clone"
	eventsjs "github.com/w2c-dev/w2c/runtime/webapi/events/js"
	"github.com/w2c-dev/w2c/runtime/webapi/eventsource"
	"github.com/w2c-dev/w2c/runtime/webapi/module"
	"github.com/w2c-dev/w2c/runtime/webapi/sockets"
	streamsjs "github.com/w2c-dev/w2c/runtime/webapi/streams/js"
	"github.com/w2c-dev/w2c/runtime/webapi/timers"
	"github.com/w2c-dev/w2c/runtime/webapi/websocket"
)

// Options choose what the project looks like.
type Options struct {
	Server   string // "hono" or "express"
	Services bool   // state lives in services (REDIS_URL is demanded) and not on the disk

	// Worker is src/worker.js without comments and with FeatureGlobals, where it
	// means them, written as members of globalThis. The parts of the platform that
	// it does not use are left out; Everything writes all there are.
	Worker     string
	Everything bool

	// Others are the Workers that this one calls by service bindings; Worker has
	// their scripts' words too.
	Others []Other

	// Kept has the Worker's own modules in the project; nil for a bundle of them,
	// src/worker.js.
	Kept *Kept
}

// Other is another Worker of the same app.
type Other struct {
	Manifest manifest.Manifest
	Module   string // its script, "src/worker-api.js"; "" for static assets only
	Dir      string // its other files in the output
}

// File is a file of the project: a slash path and its bytes.
type File struct {
	Path string
	Data []byte
}

//go:embed src/*.ts
var platform embed.FS

// shared are scripts that the goja server runs too.
var shared = map[string]func() []byte{
	"clone.js":                      clone.Module,
	"scope-classes.js":              timers.Module,
	"cache-classes.js":              cache.Module,
	"cloudflare-sockets-classes.js": sockets.Module,
	"cloudflare-workers-classes.js": module.Workers,
	"event-classes.js":              eventsjs.Module,
	"event-source-classes.js":       eventsource.Module,
	"web-streams.js":                streamsjs.Module,
	"websocket-classes.js":          websocket.Module,
}

// Files returns the project around src/worker.js, which the compiler writes:
// src/server.ts, src/platform/, package.json, package-lock.json, tsconfig.json.
func Files(m manifest.Manifest, o Options) ([]File, error) {
	if o.Server != "hono" && o.Server != "express" {
		return nil, fmt.Errorf("write the Node project: no server %q", o.Server)
	}
	parts, err := partsOf(m, o.Services)
	if err != nil {
		return nil, fmt.Errorf("write the Node project: %w", err)
	}
	files := map[string][]byte{}
	if o.Kept != nil {
		files[o.Kept.Server] = []byte(serverTS(m, o, parts))
	} else {
		files["src/server.ts"] = []byte(serverTS(m, o, parts))
		files["tsconfig.json"] = []byte(tsconfig)
		if m.Script != "" {
			files["src/worker.d.ts"] = []byte(workerTypes(m))
		}
	}
	for _, other := range o.Others {
		if other.Module != "" {
			files[strings.TrimSuffix(other.Module, ".js")+".d.ts"] = []byte(workerTypes(other.Manifest))
		}
	}
	all := parts
	for _, other := range o.Others {
		theirs, err := partsOf(other.Manifest, o.Services)
		if err != nil {
			return nil, fmt.Errorf("write the Node project: %w", err)
		}
		all = append(all[:len(all):len(all)], theirs...)
	}
	for _, p := range all {
		for name, text := range p.Files {
			name = path.Join("src/platform", name)
			if have, ok := files[name]; ok && string(have) != text {
				return nil, fmt.Errorf("write the Node project: two bindings bring different files %s", name)
			}
			files[name] = []byte(text)
		}
	}
	has := featuresOf(m, o, files)
	files["src/platform/features.ts"] = []byte(featuresTS(has))
	if has[cloudflareGlobal] {
		files["src/platform/compatibility.ts"] = compatibilityTS(m)
	}
	if err := addPlatform(files, o); err != nil {
		return nil, fmt.Errorf("write the Node project: %w", err)
	}
	if o.Kept != nil {
		if err := addKept(files, m, o); err != nil {
			return nil, fmt.Errorf("write the Node project: %w", err)
		}
	}
	if err := addPackage(files, m, o, all); err != nil {
		return nil, fmt.Errorf("write the Node project: %w", err)
	}
	out := make([]File, 0, len(files))
	for _, name := range slices.Sorted(maps.Keys(files)) {
		out = append(out, File{Path: name, Data: files[name]})
	}
	return out, nil
}

// featuresOf are the parts of the platform that the Worker, and the bindings
// whose files are there already, may use.
func featuresOf(m manifest.Manifest, o Options, files map[string][]byte) map[string]bool {
	if o.Everything {
		return allFeatures()
	}
	var around []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(name, "src/platform/") {
			around = append(around, string(files[name]))
		}
	}
	has := used(o.Worker, around...)
	if len(o.Others) > 0 || slices.ContainsFunc(m.Bindings, func(b manifest.Binding) bool { return b.Kind == "services" }) {
		// What crosses between Workers is read as streams and copied.
		for _, name := range []string{streams, "structuredClone", "the module cloudflare:workers"} {
			has[name] = true
		}
	}
	if m.Syntax == manifest.ServiceWorker { // requests that nobody answers go on to the origin
		for name := range used("globalThis.fetch()") {
			has[name] = true
		}
	}
	return has
}

// bound is a binding with its share of the project.
type bound struct {
	manifest.Binding
	part.Part
}

func partsOf(m manifest.Manifest, services bool) ([]bound, error) {
	kinds := map[string]bindings.Kind{}
	for _, k := range bindings.Kinds {
		kinds[k.Name()] = k
	}
	var out []bound
	for _, b := range m.Bindings {
		k, ok := kinds[b.Kind].(bindings.Node)
		if !ok {
			return nil, fmt.Errorf("binding %q: kind %q has no Node half", b.Name, b.Kind)
		}
		out = append(out, bound{Binding: b, Part: k.Part(b, services)})
	}
	return out, nil
}

const tsconfig = `{
  "compilerOptions": {
    "target": "ES2024",
    "lib": [
      "ES2024",
      "ESNext.Iterator",
      "DOM",
      "DOM.Iterable",
      "DOM.AsyncIterable"
    ],
    "module": "NodeNext",
    "types": ["node"],
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "noPropertyAccessFromIndexSignature": true,
    "exactOptionalPropertyTypes": true,
    "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true,
    "allowImportingTsExtensions": true,
    "skipLibCheck": true,
    "noEmit": true
  },
  "include": ["src"]
}
`
