package nodehost

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/w2c-dev/w2c/runtime/manifest"
)

// What the Worker's own TypeScript is checked against where it came without
// Cloudflare's types: the globals, the same for all, and its bindings.
//
//go:embed types/worker-types.d.ts
var workerGlobals []byte

// standIns are what the Worker's types see of the platform's files that it
// imports, by the suffix that tsconfig.worker.json names.
//
//go:embed types/*.worker.ts
var standIns embed.FS

const workerSuffix = ".worker"

const (
	globalsFile = "src/platform/worker-types.d.ts"
	envFile     = "src/platform/worker-env.d.ts"
)

// bindingTypes are the global types of bindings by their kind.
var bindingTypes = map[string]string{
	"analytics": "AnalyticsEngineDataset", "assets": "Fetcher", "d1": "D1Database", "hyperdrive": "Hyperdrive", "kv": "KVNamespace", "queues": "Queue", "r2": "R2Bucket", "ratelimit": "RateLimit", "secrets": "string", "services": "Service",
}

// envTypes declares what this Worker finds in env, and the files that it imports
// as modules by their extensions.
func envTypes(m manifest.Manifest, extensions map[string]string) string {
	var b strings.Builder
	b.WriteString("// What the Worker finds in env, from its configuration.\n")
	b.WriteString("interface Env extends Cloudflare.Env {}\n\ndeclare namespace Cloudflare {\n")
	var lines []string
	for _, binding := range m.Bindings {
		if binding.Name != "" {
			lines = append(lines, fmt.Sprintf("    readonly %s: %s;\n", propertyName(binding.Name), typeOf(binding)))
		}
	}
	if len(lines) == 0 {
		b.WriteString("  interface Env {}\n}\n")
	} else {
		fmt.Fprintf(&b, "  interface Env {\n%s  }\n}\n", strings.Join(lines, ""))
	}
	var names []string
	for ext := range extensions {
		names = append(names, ext)
	}
	slices.Sort(names)
	for _, ext := range names {
		fmt.Fprintf(&b, "\ndeclare module %q {\n  const value: %s;\n  export default value;\n}\n", "*"+ext, extensions[ext])
	}
	return b.String()
}

func typeOf(b manifest.Binding) string {
	if t := bindingTypes[b.Kind]; t != "" {
		return t
	}
	if b.Kind != "vars" {
		return "unknown"
	}
	var config struct {
		Value any `json:"value"`
	}
	if json.Unmarshal(b.Config, &config) != nil {
		return "unknown"
	}
	switch config.Value.(type) {
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "boolean"
	}
	return "any" // JSON, whose shape is the Worker's business
}
