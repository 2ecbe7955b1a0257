package bundle

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/surface"
	"github.com/w2c-dev/w2c/transform/diag"
)

// Namespaces of the modules that are not plain files. Their paths are relative
// to the project, because esbuild writes them into comments and source maps.
const (
	nsWorker    = "w2c-worker"  // the assets-only Worker
	nsHost      = "w2c-host"    // a platform module by its own text
	nsRequire   = "w2c-require" // require() of a module that stays an import
	nsMissing   = "w2c-missing" // a platform module the Worker may not have
	nsData      = "w2c-data"    // text, data and wasm
	nsBlobs     = "w2c-blobs"   // globals of wasm_modules, text_blobs, data_blobs
	nsTable     = "w2c-table"   // modules that import() may name at run time
	blobsModule = "w2c:blobs"
	// TableModule is what a virtual entry imports to get the modules that
	// import() may name at run time.
	TableModule = "w2c:modules"
)

// skip marks a resolution that a plugin asked for itself.
type skip struct{}

// resolver is the plugin of one build.
type resolver struct {
	b         *Bundler
	v         Variant
	resolve   func(string, api.ResolveOptions) api.ResolveResult
	paths     map[string]string // relative name of a data module → absolute path
	types     map[string]string // relative name of a data module → rule type
	platform  []Import
	wasm      []Import
	wasmFiles map[string][]byte // contents of the modules, by name
	absent    bool              // a module of Node is required that the Worker lacks
	// mu guards the maps and absent: esbuild resolves and loads in parallel.
	mu sync.Mutex
}

func (r *resolver) setup(build api.PluginBuild) {
	r.resolve = build.Resolve
	r.types = map[string]string{}
	build.OnResolve(api.OnResolveOptions{Filter: `.*`}, r.onResolve)
	for _, ns := range []string{nsWorker, nsHost, nsRequire, nsMissing, nsData, nsBlobs, nsTable} {
		build.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: ns}, r.onLoad)
	}
}

func (r *resolver) onResolve(a api.OnResolveArgs) (api.OnResolveResult, error) {
	switch {
	case a.Path == blobsModule: // injected files resolve like entries
		return api.OnResolveResult{Path: "blobs.js", Namespace: nsBlobs}, nil
	case a.PluginData == (skip{}) || a.Kind == api.ResolveEntryPoint:
		return api.OnResolveResult{}, nil
	case a.Path == UserEntry && r.b.entry == "":
		return api.OnResolveResult{Path: "assets-only.js", Namespace: nsWorker}, nil
	case a.Path == UserEntry:
		return r.userEntry(), nil
	case a.Path == TableModule:
		return api.OnResolveResult{Path: "modules.js", Namespace: nsTable}, nil
	case a.Namespace == nsBlobs:
		return api.OnResolveResult{Path: a.Path, Namespace: nsData}, nil
	case a.Namespace == nsTable:
		return api.OnResolveResult{Path: a.Path}, nil
	case a.Namespace == nsData:
		return api.OnResolveResult{Path: a.Path, External: true}, nil
	}
	spec := a.Path
	if to, ok := r.b.p.Build.Alias[spec]; ok && !r.b.p.Build.NoBundle {
		if !strings.HasPrefix(to, "node:") && !strings.HasPrefix(to, "cloudflare:") {
			res := r.resolve(to, api.ResolveOptions{Kind: api.ResolveJSImportStatement, ResolveDir: r.b.dir, PluginData: skip{}})
			return api.OnResolveResult{Path: res.Path, Errors: res.Errors, Namespace: res.Namespace, External: res.External}, nil
		}
		spec = to
	}
	if res, ok := r.platformModule(a, spec); ok {
		return res, nil
	}
	if res, ok := r.dataModule(a, spec); ok {
		return res, nil
	}
	if r.b.p.Build.NoBundle {
		return r.unbundled(a, spec), nil
	}
	return api.OnResolveResult{}, nil
}

// userEntry leaves the Worker's file to the alias in Build: what a plugin
// resolves gets no tsconfig.json, and with it no jsx setting. Two Workers are
// resolved here all the same: one that is not bundled has no tsconfig, and
// nothing of a service worker is imported by name, so that a package.json with
// "sideEffects": false would take all of it away.
func (r *resolver) userEntry() api.OnResolveResult {
	if r.b.p.Build.NoBundle {
		return api.OnResolveResult{Path: r.b.entry}
	}
	if r.b.Syntax == manifest.ServiceWorker {
		res := r.resolve(r.b.entry, api.ResolveOptions{Kind: api.ResolveJSImportStatement, ResolveDir: r.b.dir, PluginData: skip{}})
		if !res.SideEffects {
			return api.OnResolveResult{Path: r.b.entry}
		}
	}
	return api.OnResolveResult{}
}

// platformModule resolves node: and cloudflare: names.
func (r *resolver) platformModule(a api.OnResolveArgs, spec string) (api.OnResolveResult, bool) {
	name, node := nodeModule(spec)
	bare := name != spec
	switch {
	case strings.HasPrefix(spec, "cloudflare:"):
		name = spec
	case !node, bare && r.b.Node != NodeV2:
		// A bare name is an npm package first; esbuild reports it when there is none.
		return api.OnResolveResult{}, false
	case !r.b.Node.allows(spec):
		if a.Kind != api.ResolveJSImportStatement {
			// Only reached at run time, and there it throws as it does in workerd.
			r.mu.Lock()
			r.absent = true
			r.mu.Unlock()
			return api.OnResolveResult{Path: name, Namespace: nsMissing}, true
		}
		return failure(diag.Diagnostic{
			Code:    "W2C-S006",
			Message: fmt.Sprintf("%q needs the nodejs_compat compatibility flag", spec),
			Hint:    `add "nodejs_compat" to compatibility_flags`,
		}), true
	}
	if strings.HasPrefix(name, "cloudflare:") && !surface.HasModule(name) {
		return failure(diag.Diagnostic{
			Code:    "W2C-S007",
			Message: fmt.Sprintf("%q has no counterpart outside Cloudflare yet", name),
			Hint:    "remove the import; it is listed in the plan when support for it lands",
		}), true
	}
	seen := noted(seenImport{platform: name})
	external, source := r.v.Host(name)
	switch {
	case source != "":
		return api.OnResolveResult{Path: name, Namespace: nsHost, Warnings: seen}, true
	case a.Kind == api.ResolveJSRequireCall:
		return api.OnResolveResult{Path: name, Namespace: nsRequire, Warnings: seen}, true
	}
	return api.OnResolveResult{Path: external, External: true, Warnings: seen}, true
}

// seenImport travels as the detail of a warning: that is how esbuild tells
// where an import stands, which a plugin is not told.
type seenImport struct{ platform, wasm string }

func noted(s seenImport) []api.Message {
	return []api.Message{{Text: "import", Detail: s}}
}

// harvest takes the noted imports out of esbuild's warnings, one place each.
func (r *resolver) harvest(warnings []api.Message) []api.Message {
	var rest []api.Message
	for _, m := range warnings {
		s, ok := m.Detail.(seenImport)
		if !ok {
			rest = append(rest, m)
			continue
		}
		span := r.b.span(m.Location)
		if s.platform != "" {
			r.platform = append(r.platform, Import{s.platform, span})
		} else {
			r.wasm = append(r.wasm, Import{s.wasm, span})
		}
	}
	r.platform, r.wasm = firstPlaces(r.platform), firstPlaces(r.wasm)
	return rest
}

// firstPlaces sorts imports by name and keeps one place of each, one of the
// user's own files before one of a package.
func firstPlaces(list []Import) []Import {
	sort.SliceStable(list, func(i, j int) bool {
		a, b := list[i], list[j]
		if a.Name != b.Name {
			return a.Name < b.Name
		}
		if pa, pb := a.Span.InPackage(), b.Span.InPackage(); pa != pb {
			return pb
		}
		if a.Span.File != b.Span.File {
			return a.Span.File < b.Span.File
		}
		return a.Span.Line < b.Span.Line
	})
	return slices.CompactFunc(list, func(a, b Import) bool { return a.Name == b.Name })
}

// dataModule resolves what a Text, Data or CompiledWasm rule matches.
func (r *resolver) dataModule(a api.OnResolveArgs, spec string) (api.OnResolveResult, bool) {
	for _, rl := range r.b.active {
		if rl.script() || !rl.matches(spec) {
			continue
		}
		clean, _, _ := strings.Cut(spec, "?")
		abs := filepath.Join(a.ResolveDir, filepath.FromSlash(clean))
		res := r.resolve(clean, api.ResolveOptions{Kind: a.Kind, Importer: a.Importer, ResolveDir: a.ResolveDir, PluginData: skip{}})
		if len(res.Errors) == 0 && res.Path != "" {
			abs = res.Path
		}
		if _, err := os.Stat(abs); err != nil {
			return failure(diag.Diagnostic{Code: "W2C-S001", Message: fmt.Sprintf("Could not resolve %q", spec)}), true
		}
		rel := r.b.relative(abs)
		r.mu.Lock()
		r.paths[rel], r.types[rel] = abs, rl.typ
		r.mu.Unlock()
		out := api.OnResolveResult{Path: rel, Namespace: nsData}
		if rl.typ == ruleWasm {
			out.Warnings = noted(seenImport{wasm: rel})
		}
		return out, true
	}
	for _, rl := range r.b.hidden {
		if !rl.script() && rl.matches(spec) {
			return failure(diag.Diagnostic{
				Code:    "W2C-S005",
				Message: fmt.Sprintf("%q matches the %s rule %q, which an earlier %[2]s rule hides", spec, rl.typ, strings.Join(rl.globs, ", ")),
				Hint:    "set fallthrough = true on the earlier rule, or widen its globs",
			}), true
		}
	}
	return api.OnResolveResult{}, false
}

// failure reports a diagnostic at the place of the import; esbuild knows it.
func failure(d diag.Diagnostic) api.OnResolveResult {
	d.Severity = diag.Error
	return api.OnResolveResult{Errors: []api.Message{{Text: d.Message, Detail: d}}}
}

func (r *resolver) onLoad(a api.OnLoadArgs) (api.OnLoadResult, error) {
	text, loader := "", api.LoaderJS
	switch a.Namespace {
	case nsWorker:
		text = assetsOnly
	case nsHost:
		_, text = r.v.Host(a.Path)
	case nsRequire:
		external, _ := r.v.Host(a.Path)
		text = fmt.Sprintf("import m from %q;\nmodule.exports = m;\n", external)
	case nsMissing:
		text = fmt.Sprintf("throw new Error(%q);\n", `No such module "`+a.Path+`".`)
	case nsBlobs:
		text = r.blobs()
	case nsTable:
		text = r.b.table()
	case nsData:
		r.mu.Lock()
		file, typ := r.paths[a.Path], r.types[a.Path]
		r.mu.Unlock()
		data, err := os.ReadFile(file)
		if err != nil {
			return api.OnLoadResult{}, fmt.Errorf("read module: %w", err)
		}
		switch typ {
		case ruleText:
			text, loader = string(data), api.LoaderText
		case ruleData:
			text = "export default " + r.v.Data(base64.StdEncoding.EncodeToString(data)) + ";\n"
		case ruleWasm:
			name := wasmName(a.Path, data)
			r.mu.Lock()
			r.wasmFiles[name] = data
			r.mu.Unlock()
			text = r.v.Wasm(name, data)
		}
	}
	return api.OnLoadResult{Contents: &text, Loader: loader, ResolveDir: r.b.dir}, nil
}

// wasmName is the file name of a module beside the script: what it is, and a
// digest, because two folders may have a module of one name.
func wasmName(file string, data []byte) string {
	sum := sha256.Sum256(data)
	base, _, _ := strings.Cut(path.Base(filepath.ToSlash(file)), "?")
	return strings.TrimSuffix(base, ".wasm") + "-" + hex.EncodeToString(sum[:4]) + ".wasm"
}

// blobs is the module that gives service workers their wasm_modules,
// text_blobs and data_blobs as globals.
func (r *resolver) blobs() string {
	var b strings.Builder
	add := func(list map[string]string, typ string) {
		names := make([]string, 0, len(list))
		for n := range list {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			rel := filepath.ToSlash(filepath.Clean(list[n]))
			r.paths[rel], r.types[rel] = filepath.Join(r.b.dir, filepath.FromSlash(rel)), typ
			if typ == ruleWasm {
				r.wasm = append(r.wasm, Import{Name: rel, Span: r.b.p.Span("wasm_modules." + n)})
			}
			fmt.Fprintf(&b, "import %s from %q;\nglobalThis.%[1]s = %[1]s;\n", n, rel)
		}
	}
	add(r.b.p.Build.WasmModules, ruleWasm)
	add(r.b.p.Build.TextBlobs, ruleText)
	add(r.b.p.Build.DataBlobs, ruleData)
	return b.String()
}

// serviceWorkerImports is wrangler's refusal of platform modules in service workers.
func (r *resolver) serviceWorkerImports() diag.List {
	if r.b.Syntax != manifest.ServiceWorker || len(r.platform) == 0 {
		return nil
	}
	names := make([]string, len(r.platform))
	for i, p := range r.platform {
		names[i] = p.Name
	}
	sort.Strings(names)
	return diag.List{{
		Code: "W2C-S008", Severity: diag.Error, Span: r.platform[0].Span,
		Message: fmt.Sprintf("a service worker cannot import %s", strings.Join(names, ", ")),
		Notes:   []string{"the Worker has no default export and is therefore a service worker"},
		Hint:    "use module syntax: `export default { fetch() { … } }`",
	}}
}

var unresolved = regexp.MustCompile(`^Could not resolve "(.+)"$`)

// diagnostics turns esbuild's messages into ours. Packages that are not
// installed are one diagnostic, because one command repairs them all.
func (b *Bundler) diagnostics(msgs []api.Message, sev diag.Severity) diag.List {
	var list diag.List
	missing := map[string]diag.Span{}
	for _, m := range msgs {
		d, ours := m.Detail.(diag.Diagnostic)
		if !ours {
			d = diag.Diagnostic{Code: "W2C-S001", Message: m.Text}
			if sev != diag.Error {
				d.Code = "W2C-S016"
			}
			for _, n := range m.Notes {
				d.Notes = append(d.Notes, n.Text)
			}
		}
		d.Severity, d.Span = sev, b.span(m.Location)
		if sub := unresolved.FindStringSubmatch(m.Text); sub != nil && sev == diag.Error {
			spec := sub[1]
			if name, node := nodeModule(spec); node {
				list = append(list, diag.Diagnostic{
					Code: "W2C-S006", Severity: sev, Span: d.Span,
					Message: fmt.Sprintf("%q is a module of Node, not an installed package", spec),
					Hint:    nodeHint(b.Node, name),
				})
				continue
			}
			if pkg := packageName(spec); pkg != "" {
				if _, seen := missing[pkg]; !seen {
					missing[pkg] = d.Span
				}
				continue
			}
			d.Notes = nil
		}
		if d.Span.InPackage() && sev == diag.Warning {
			continue // nobody can act on a warning about a package
		}
		list = append(list, d)
	}
	if len(missing) > 0 {
		list = append(list, b.missingPackages(missing))
	}
	return list.Sorted()
}

func nodeHint(mode NodeMode, name string) string {
	if mode == NodeV1 {
		return fmt.Sprintf("import it as %q, or set compatibility_date to %s or later", name, nodeCompatV2Date)
	}
	return fmt.Sprintf(`add "nodejs_compat" to compatibility_flags, with a compatibility_date of %s or later`, nodeCompatV2Date)
}

func (b *Bundler) missingPackages(missing map[string]diag.Span) diag.Diagnostic {
	names := make([]string, 0, len(missing))
	for n := range missing {
		names = append(names, n)
	}
	sort.Strings(names)
	d := diag.Diagnostic{
		Code: "W2C-S002", Severity: diag.Error, Span: missing[names[0]],
		Message: fmt.Sprintf("the package %q is not installed", names[0]),
	}
	if len(names) > 1 {
		d.Message = fmt.Sprintf("%d packages are not installed: %s", len(names), strings.Join(names, ", "))
	}
	var undeclared []string
	for _, n := range names {
		if _, ok := b.p.Package.Dependencies[n]; !ok {
			undeclared = append(undeclared, n)
		}
	}
	manager := b.p.Package.Manager
	if manager == "" {
		manager = "npm"
	}
	d.Hint = "run `" + manager + " install` in the project's folder"
	if len(undeclared) > 0 {
		verb := "add"
		if manager == "npm" {
			verb = "install"
		}
		d.Hint = fmt.Sprintf("run `%s %s %s` in the project's folder", manager, verb, strings.Join(undeclared, " "))
		if len(undeclared) < len(names) {
			d.Notes = append(d.Notes, "not in package.json: "+strings.Join(undeclared, ", "))
		}
	}
	return d
}

// packageName is the npm package a specifier belongs to; "" for a path.
func packageName(spec string) string {
	if spec == "" || strings.ContainsAny(spec[:1], "./#~") || strings.Contains(spec, ":") || strings.Contains(spec, "\\") {
		return ""
	}
	parts := strings.SplitN(spec, "/", 3)
	if strings.HasPrefix(spec, "@") {
		if len(parts) < 2 || parts[0] == "@" {
			return ""
		}
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

func (b *Bundler) span(l *api.Location) diag.Span {
	if l == nil {
		return diag.Span{}
	}
	file := l.File
	if filepath.IsAbs(file) {
		file = b.relative(file)
	}
	return diag.Span{File: filepath.ToSlash(file), Line: l.Line, Column: l.Column + 1, Length: l.Length, Text: l.LineText}
}
