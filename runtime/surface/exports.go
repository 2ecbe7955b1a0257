package surface

import "slices"

// Export says how a name does that a script imports from a cloudflare: module.
type Export int

const (
	// Exported: there, on every server that serves the module.
	Exported Export = iota
	// Lacking: workerd exports it and no server here does.
	Lacking
	// Unknown: workerd does not export it, and no Worker that imports it starts.
	Unknown
)

// cloudflareExports are the names that workerd's own modules export, those first
// that are here too. Such a module is a part of workerd, so neither date nor flags
// change its names.
var cloudflareExports = map[string]struct{ here, lacking []string }{
	"cloudflare:email": {here: []string{"EmailMessage"}},
	"cloudflare:node":  {here: []string{"handleAsNodeRequest", "httpServerHandler"}},
	"cloudflare:sockets": {
		here:    []string{"connect"},
		lacking: []string{"internalNewHttpClient"},
	},
	"cloudflare:workers": {
		here: []string{
			"DurableObject", "RpcPromise", "RpcProperty", "RpcStub", "RpcTarget", "ServiceStub",
			"WorkerEntrypoint", "WorkflowEntrypoint", "env", "exports", "waitUntil", "withEnv",
		},
		lacking: []string{"abortIsolate", "cache", "restore", "tracing", "withEnvAndExports", "withExports"},
	},
	"cloudflare:workflows": {here: []string{"NonRetryableError"}},
}

// ExportOf says how a name that a cloudflare: module is asked for does. Of other
// modules every name is taken as exported.
func ExportOf(module, name string) Export {
	m, ok := cloudflareExports[module]
	switch {
	case !ok, slices.Contains(m.here, name):
		return Exported
	case slices.Contains(m.lacking, name):
		return Lacking
	}
	return Unknown
}

// ExportsOf are the names that a cloudflare: module exports here, sorted.
func ExportsOf(module string) []string {
	return slices.Sorted(slices.Values(cloudflareExports[module].here))
}
