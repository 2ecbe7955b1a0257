package bundle

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/transform/diag"
)

// listenerMark stands in for addEventListener while the syntax is guessed. A
// define is how wrangler looks for a global call without being fooled by a
// local function of the same name.
const listenerMark = "__W2C_SERVICE_WORKER_EVENT_LISTENER__"

// guessSyntax decides between module and service-worker syntax exactly as
// wrangler does: by the exports of the entry file alone, unbundled.
func (b *Bundler) guessSyntax() diag.List {
	o := b.options()
	o.Bundle, o.External, o.Conditions, o.KeepNames, o.JSXFactory, o.JSXFragment = false, nil, nil, false, "", ""
	o.Format, o.Platform, o.Sourcemap = api.FormatDefault, api.PlatformDefault, api.SourceMapNone
	o.EntryPoints = []string{b.entry}
	o.Define = map[string]string{
		"addEventListener":            listenerMark,
		"globalThis.addEventListener": listenerMark,
		"self.addEventListener":       listenerMark,
	}
	res := api.Build(o)
	if ds := b.diagnostics(res.Errors, diag.Error); ds.HasErrors() {
		return ds
	}
	exports, _, _, err := readMetafile(res.Metafile)
	if err != nil {
		return diag.List{{Code: "W2C-S001", Severity: diag.Error, Message: err.Error()}}
	}
	b.Exports = exports
	listens := slices.ContainsFunc(res.OutputFiles, func(f api.OutputFile) bool {
		return bytes.Contains(f.Contents, []byte(listenerMark))
	})
	b.Syntax = manifest.Modules
	switch {
	case len(exports) == 0:
		b.Syntax = manifest.ServiceWorker
	case slices.Contains(exports, "default"):
	case listens:
		b.Syntax = manifest.ServiceWorker
		rel := b.relative(b.entry)
		return diag.List{{
			Code: "W2C-S017", Severity: diag.Warning, Span: diag.Span{File: rel},
			Message: fmt.Sprintf("%s has exports but no default export and calls addEventListener: it is taken as a service worker", rel),
			Hint:    "add `export default { fetch() { … } }` for module syntax, or remove the exports",
		}}
	}
	return nil
}

// relative is a path as diagnostics and the output name it: relative to the
// project, with slashes.
func (b *Bundler) relative(abs string) string {
	rel, err := filepath.Rel(b.dir, abs)
	if err != nil {
		return filepath.ToSlash(abs)
	}
	return filepath.ToSlash(rel)
}
