// Package bundle asks esbuild for the script that wrangler would ship: same
// entry, conditions, rules, defines and format. What differs per server (how
// node: and cloudflare: imports are reached, which syntax is lowered) is a
// Variant, so that both products come from one description of the project.
package bundle

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/w2c-dev/w2c/runtime/compat"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/project"
	"github.com/w2c-dev/w2c/transform/sourcemap"
)

// Variant is what one server needs of the bundle.
type Variant struct {
	// Entry is the text of a virtual entry that imports the Worker by the name
	// UserEntry; "" makes the Worker's own file the entry and keeps its exports.
	Entry string
	// Supported and Target are esbuild's; Banner and Footer enclose the script.
	Target         api.Target
	Supported      map[string]bool
	Banner, Footer string
	// Define replaces globals, beside what every product replaces.
	Define map[string]string
	// Classic makes a script in a function, in sloppy mode unless it asks for
	// strict, as wrangler ships service workers; without it the script is a module.
	Classic bool
	// DropNames leaves out the calls that keep the names of functions.
	DropNames bool
	// Host says how a platform module is reached.
	Host HostModule
	// Wasm is the text of an ES module whose default export is the compiled
	// module; data lies beside the script under name when the text does not hold
	// it. What it imports stays an import of the script.
	Wasm func(name string, data []byte) string
	// Data is the JS expression of an ArrayBuffer for base64 bytes.
	Data func(base64 string) string
}

// HostModule says how the bundle reaches a platform module: as an import of
// another path that stays in the script, or as the text of a CommonJS module.
type HostModule func(name string) (external, source string)

// UserEntry is what a virtual entry imports to get the Worker.
const UserEntry = "w2c:worker"

// Result is one built script.
type Result struct {
	Script []byte
	Map    *sourcemap.Map
	// Exports are the names the entry exports, sorted; empty for a virtual entry.
	Exports []string
	// Inputs are the files that went in, relative to the project, sorted.
	Inputs []string
	// Platform are the node: and cloudflare: modules imported, with one place each.
	Platform []Import
	// Wasm are the WebAssembly modules imported, and WasmFiles what they hold,
	// by the name that Variant.Wasm was given.
	Wasm      []Import
	WasmFiles map[string][]byte
	// Data are the files that rules made modules of, with their rules' types,
	// and Absent says that a module of Node was required which the Worker lacks.
	Data   map[string]string
	Absent bool
	// Uses are the files, relative to the project, with what each imports.
	Uses map[string][]Use
}

// Use is an import as esbuild resolved it: Path is a file relative to the
// project, or a name when External. As is what the source says.
type Use struct {
	Path     string `json:"path"`
	External bool   `json:"external"`
	As       string `json:"original"`
}

// Import is a module the script imports and where.
type Import struct {
	Name string
	Span diag.Span
}

// Bundler builds the scripts of one project.
type Bundler struct {
	Syntax  manifest.Syntax
	Node    NodeMode
	Compat  compat.Set
	Exports []string // of the entry file, sorted

	p              *project.Project
	dir            string // real path, so that esbuild's relative names are stable
	entry          string // absolute; "" for a Worker of static assets only
	active, hidden []rule
	found          map[string]foundModule // find_additional_modules and no_bundle
}

// assetsOnly is what wrangler ships for a Worker without a script.
const assetsOnly = `export default {
  fetch() {
    return new Response("Not found", { status: 404, headers: { "Content-Type": "text/html" } });
  },
};
`

// New runs the project's build command, finds the entry and its syntax.
func New(ctx context.Context, p *project.Project, out Output) (*Bundler, diag.List, error) {
	dir, err := filepath.EvalSymlinks(p.Dir)
	if err != nil {
		return nil, nil, fmt.Errorf("open project: %w", err)
	}
	b := &Bundler{
		p: p, dir: dir,
		Node:   NodeModeOf(p.CompatibilityDate, p.CompatibilityFlags),
		Compat: compat.Of(p.CompatibilityDate, p.CompatibilityFlags),
	}
	b.active, b.hidden = compileRules(p.Build.Rules)
	if p.Build.Command != "" {
		if ds := runCommand(ctx, p, out); ds.HasErrors() {
			return b, ds, nil
		}
	}
	if p.Main == "" {
		b.Syntax, b.Exports = manifest.Modules, []string{"default"}
		return b, nil, nil
	}
	if b.entry = b.findEntry(); b.entry == "" {
		return b, diag.List{b.missingEntry()}, nil
	}
	ds := b.guessSyntax()
	if ds.HasErrors() {
		return b, ds, nil
	}
	if p.Build.FindAdditionalModules || p.Build.NoBundle {
		more, err := b.collectModules()
		return b, append(ds, more...), err
	}
	return b, ds, nil
}

// findEntry returns the entry's absolute path, with the extension esbuild
// would guess when main has none.
func (b *Bundler) findEntry() string {
	base := filepath.Join(b.dir, filepath.FromSlash(b.p.Main))
	candidates := []string{base}
	if filepath.Ext(base) == "" {
		for _, ext := range []string{".ts", ".tsx", ".js", ".jsx"} {
			candidates = append(candidates, base+ext)
		}
	}
	for _, c := range candidates {
		if st, err := os.Stat(c); err == nil && st.Mode().IsRegular() {
			return c
		}
	}
	return ""
}

func (b *Bundler) missingEntry() diag.Diagnostic {
	d := diag.Diagnostic{
		Code: "W2C-S003", Severity: diag.Error, Span: b.p.Span("main"),
		Message: fmt.Sprintf("the entry file %q does not exist", b.p.Main),
		Hint:    "run the project's own build first if it makes this file, or correct \"main\"",
	}
	st, err := os.Stat(filepath.Join(b.dir, filepath.FromSlash(b.p.Main)))
	switch {
	case err == nil && st.IsDir():
		d.Message = fmt.Sprintf("the entry %q is a folder, not a file", b.p.Main)
		d.Hint = "set \"main\" to a file in it"
	case b.p.Build.Command != "":
		d.Notes = append(d.Notes, fmt.Sprintf("the build command %q ran and did not write it", b.p.Build.Command))
		d.Hint = "set \"main\" to the file that the build command writes"
	}
	return d
}

// options are the settings both products share; they are wrangler's.
func (b *Bundler) options() api.BuildOptions {
	p := b.p
	env := `"production"`
	define := map[string]string{
		"process.env.NODE_ENV":            env,
		"global.process.env.NODE_ENV":     env,
		"globalThis.process.env.NODE_ENV": env,
	}
	if navigatorDefined(p.CompatibilityDate, p.CompatibilityFlags) {
		define["navigator.userAgent"] = `"Cloudflare-Workers"`
	}
	for k, v := range p.Build.Define {
		define[k] = v
	}
	o := api.BuildOptions{
		AbsWorkingDir: b.dir,
		Bundle:        true,
		Format:        api.FormatESModule,
		Platform:      api.PlatformBrowser, // main fields browser, module, main
		Conditions:    []string{"workerd", "worker", "browser"},
		Loader:        map[string]api.Loader{".js": api.LoaderJSX, ".mjs": api.LoaderJSX, ".cjs": api.LoaderJSX},
		Define:        define,
		KeepNames:     p.Build.KeepNames == nil || *p.Build.KeepNames,
		Charset:       api.CharsetUTF8,
		External:      []string{"__STATIC_CONTENT_MANIFEST"},
		JSXFactory:    p.Build.JSXFactory,
		JSXFragment:   p.Build.JSXFragment,
		LogLevel:      api.LogLevelSilent,
		LogLimit:      0,
		Outfile:       filepath.Join(b.dir, "worker.js"),
		// Nothing is written; without this an entry called worker.js is refused.
		AllowOverwrite: true,
		Sourcemap:      api.SourceMapExternal,
		Metafile:       true,
	}
	if p.Build.TSConfig != "" {
		o.Tsconfig = p.Build.TSConfig
		if !filepath.IsAbs(o.Tsconfig) {
			o.Tsconfig = filepath.Join(b.dir, filepath.FromSlash(o.Tsconfig))
		}
	}
	return o
}

// Build makes one script. Diagnostics with errors mean there is none.
func (b *Bundler) Build(v Variant) (Result, diag.List, error) {
	o := b.options()
	o.Target, o.Supported = v.Target, v.Supported
	for name, value := range v.Define {
		if _, own := o.Define[name]; !own {
			o.Define[name] = value
		}
	}
	if v.DropNames {
		o.KeepNames = false
	}
	if v.Classic {
		o.Format = api.FormatIIFE
	}
	if v.Banner != "" {
		o.Banner = map[string]string{"js": v.Banner}
	}
	if v.Footer != "" {
		o.Footer = map[string]string{"js": v.Footer}
	}
	if b.p.Build.NoBundle {
		// Nothing is replaced in what is not bundled.
		o.Define, o.KeepNames, o.Loader, o.Platform = nil, false, nil, api.PlatformNeutral
	}
	entry := v.Entry
	if prelude := b.prelude(); entry == "" && (b.entry == "" || prelude != "") && !v.Classic {
		entry = fmt.Sprintf("export * from %q; export { default } from %[1]q;", UserEntry)
		if b.Syntax == manifest.ServiceWorker {
			entry = fmt.Sprintf("import %q;", UserEntry)
		}
	}
	if entry != "" {
		if b.entry != "" {
			o.Alias = map[string]string{UserEntry: b.entry}
		}
		o.Stdin = &api.StdinOptions{Contents: b.prelude() + entry, ResolveDir: b.dir, Sourcefile: "w2c-entry.js", Loader: api.LoaderJS}
	} else {
		o.EntryPoints = []string{b.entry}
	}
	if entry == "" && b.prelude() != "" {
		o.Inject = []string{blobsModule}
	}
	r := &resolver{b: b, v: v, paths: map[string]string{}, wasmFiles: map[string][]byte{}}
	o.Plugins = []api.Plugin{{Name: "w2c", Setup: r.setup}}

	res := api.Build(o)
	ds := b.diagnostics(res.Errors, diag.Error)
	ds = append(ds, b.diagnostics(r.harvest(res.Warnings), diag.Warning)...)
	ds = append(ds, r.serviceWorkerImports()...)
	if ds.HasErrors() {
		return Result{}, ds, nil
	}
	out := Result{Platform: r.platform, Wasm: r.wasm, WasmFiles: r.wasmFiles, Data: r.types, Absent: r.absent}
	for _, f := range res.OutputFiles {
		switch path.Ext(filepath.ToSlash(f.Path)) {
		case ".map":
			m, err := sourcemap.Parse(f.Contents)
			if err != nil {
				return Result{}, ds, err
			}
			out.Map = m
		case ".js":
			out.Script = f.Contents
		}
	}
	var err error
	out.Exports, out.Inputs, out.Uses, err = readMetafile(res.Metafile)
	if err != nil {
		return Result{}, ds, err
	}
	return out, ds, nil
}

// prelude defines the globals of wasm_modules, text_blobs and data_blobs. It is
// imported first, so that the Worker's top level already sees them.
func (b *Bundler) prelude() string {
	bl := b.p.Build
	if len(bl.WasmModules)+len(bl.TextBlobs)+len(bl.DataBlobs) == 0 {
		return ""
	}
	return fmt.Sprintf("import %q;\n", blobsModule)
}

// readMetafile takes the entry's exports, the input files and their imports from
// esbuild's description of a build.
func readMetafile(text string) (exports, inputs []string, uses map[string][]Use, err error) {
	var meta struct {
		Inputs map[string]struct {
			Imports []Use `json:"imports"`
		} `json:"inputs"`
		Outputs map[string]struct {
			EntryPoint string   `json:"entryPoint"`
			Exports    []string `json:"exports"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(text), &meta); err != nil {
		return nil, nil, nil, fmt.Errorf("read esbuild's metafile: %w", err)
	}
	for _, o := range meta.Outputs {
		if o.EntryPoint != "" {
			exports = append(exports, o.Exports...)
		}
	}
	uses = map[string][]Use{}
	for name, in := range meta.Inputs {
		if !strings.Contains(name, ":") && name != "w2c-entry.js" {
			inputs = append(inputs, name)
			uses[name] = in.Imports
		}
	}
	sort.Strings(exports)
	sort.Strings(inputs)
	return exports, inputs, uses, nil
}

// Entry is the Worker's entry, from the project's root with slashes.
func (b *Bundler) Entry() string { return b.relative(b.entry) }

// AssetsOnly says that the Worker has no script, only static files.
func (b *Bundler) AssetsOnly() bool { return b.entry == "" }
