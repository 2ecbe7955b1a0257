package bundle

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Plain is a bundle of the Worker that esbuild makes without w2c, from settings
// that a short build script can say. A project that keeps its source is built by
// it, in build.mjs; here the same settings prove that the script is the same.
type Plain struct {
	Entry     string            // from the project's root, with slashes
	Out       string            // the file that the script stands in for, src/worker.js
	Define    map[string]string // globals by what is put in their place
	Alias     map[string]string
	KeepNames bool
	Banner    string // runs before the Worker
	TSConfig  string // from the project's root; "" for the nearest one of each file
	// JSXFactory and JSXFragment are esbuild's; "" for its defaults.
	JSXFactory, JSXFragment string
	// Text, Data and Wasm are the extensions of files that are imported as text,
	// as an ArrayBuffer and as a WebAssembly.Module.
	Text, Data, Wasm []string
	// Node says which of Node's modules are reached; Absent, that a package
	// requires one that the Worker may not use, which throws.
	Node   NodeMode
	Absent bool
	// External are packages that the server brings and the script only names.
	External []string
	// Platform is the folder of the platform's files, from the project's root.
	Platform string
}

// scripts are extensions that a plain build reads as what they are.
var scripts = []string{"", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"}

// Plain says how esbuild alone makes what Build made of v, or why it cannot.
// The files that v imports and rules match are in built.
func (b *Bundler) Plain(v Variant, built Result) (p Plain, why string) {
	o := b.options()
	switch {
	case b.p.Build.NoBundle:
		return p, "no_bundle ships the Worker's files unbundled"
	case b.p.Build.FindAdditionalModules:
		return p, "find_additional_modules ships modules that are only named at run time"
	case b.prelude() != "":
		return p, "wasm_modules, text_blobs and data_blobs are globals that no import names"
	}
	p = Plain{
		Entry: b.relative(b.entry), Out: "src/worker.js", Platform: "src/platform",
		Define: maps.Clone(o.Define), Alias: b.p.Build.Alias, KeepNames: o.KeepNames, Banner: v.Banner,
		JSXFactory: o.JSXFactory, JSXFragment: o.JSXFragment,
		Node: b.Node, Absent: built.Absent,
	}
	for name, value := range v.Define {
		if _, own := p.Define[name]; !own {
			p.Define[name] = value
		}
	}
	if b.p.Build.TSConfig != "" {
		p.TSConfig = b.relative(o.Tsconfig)
	}
	if strings.HasPrefix(p.Entry, "../") || strings.HasPrefix(p.TSConfig, "../") {
		return p, "a file that it is built from lies outside the project's folder"
	}
	kinds := map[string]string{}
	for file, typ := range built.Data {
		ext := path.Ext(file)
		if slices.Contains(scripts, ext) || kinds[ext] != "" && kinds[ext] != typ {
			return p, fmt.Sprintf("a rule makes %s of %s, which no extension says", typ, file)
		}
		kinds[ext] = typ
	}
	for _, ext := range slices.Sorted(maps.Keys(kinds)) {
		switch kinds[ext] {
		case ruleText:
			p.Text = append(p.Text, ext)
		case ruleData:
			p.Data = append(p.Data, ext)
		case ruleWasm:
			p.Wasm = append(p.Wasm, ext)
		}
	}
	return p, ""
}

// WasmImport is how a module that a plain build makes names the platform's file.
const WasmImport = "w2c:wasm"

// Build makes the script from the files in dir, as build.mjs does.
func (p Plain) Build(dir string) (script, sourceMap []byte, err error) {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("open project: %w", err)
	}
	o := api.BuildOptions{
		AbsWorkingDir: real,
		EntryPoints:   []string{p.Entry},
		Bundle:        true,
		Format:        api.FormatESModule,
		Platform:      api.PlatformBrowser,
		Target:        api.ES2024,
		Supported:     map[string]bool{"using": true},
		Conditions:    []string{"workerd", "worker", "browser"},
		Loader:        map[string]api.Loader{".js": api.LoaderJSX, ".mjs": api.LoaderJSX, ".cjs": api.LoaderJSX},
		Define:        p.Define,
		Alias:         p.Alias,
		External:      append([]string{"__STATIC_CONTENT_MANIFEST"}, p.External...),
		KeepNames:     p.KeepNames,
		Charset:       api.CharsetUTF8,
		JSXFactory:    p.JSXFactory,
		JSXFragment:   p.JSXFragment,
		Tsconfig:      p.TSConfig,
		LogLevel:      api.LogLevelSilent,
		Outfile:       filepath.FromSlash(p.Out),
		Sourcemap:     api.SourceMapExternal,
		Plugins:       []api.Plugin{{Name: "provided", Setup: p.provided(real)}},
		// Nothing is written; without this an entry called src/worker.js is refused.
		AllowOverwrite: true,
	}
	for _, ext := range p.Text {
		o.Loader[ext] = api.LoaderText
	}
	if p.Banner != "" {
		o.Banner = map[string]string{"js": p.Banner}
	}
	res := api.Build(o)
	if len(res.Errors) > 0 {
		return nil, nil, fmt.Errorf("build the kept source: %s", res.Errors[0].Text)
	}
	for _, f := range res.OutputFiles {
		if strings.HasSuffix(f.Path, ".map") {
			sourceMap = f.Contents
		} else {
			script = f.Contents
		}
	}
	return script, sourceMap, nil
}

// provided is build.mjs's plugin of the same name.
func (p Plain) provided(dir string) func(api.PluginBuild) {
	return func(build api.PluginBuild) {
		stays := func(path string) (api.OnResolveResult, error) {
			return api.OnResolveResult{Path: path, External: true}, nil
		}
		build.OnResolve(api.OnResolveOptions{Filter: `^cloudflare:`}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			return stays("./platform/cloudflare-" + strings.TrimPrefix(a.Path, "cloudflare:") + ".ts")
		})
		build.OnResolve(api.OnResolveOptions{Filter: `/platform/[\w-]+\.ts$`}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			if filepath.Join(a.ResolveDir, filepath.FromSlash(path.Dir(a.Path))) != filepath.Join(dir, filepath.FromSlash(p.Platform)) {
				return api.OnResolveResult{}, nil
			}
			return stays("./platform/" + path.Base(a.Path))
		})
		build.OnResolve(api.OnResolveOptions{Filter: "^" + WasmImport + "$"}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
			return stays("./platform/wasm.ts")
		})
		build.OnResolve(api.OnResolveOptions{Filter: `^[^./]`}, p.node)
		build.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: nsRequire}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			text := fmt.Sprintf("import m from %q;\nmodule.exports = m;\n", strict(a.Path))
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
		})
		build.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: nsMissing}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			text := fmt.Sprintf("throw new Error(%q);\n", `No such module "`+a.Path+`".`)
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
		})
		for _, list := range []struct {
			extensions []string
			text       func(base64 string) string
		}{
			{p.Wasm, func(b64 string) string {
				return fmt.Sprintf("import { wasmModule } from %q;\nexport default wasmModule(%q);\n", WasmImport, b64)
			}},
			{p.Data, func(b64 string) string {
				return fmt.Sprintf("export default Uint8Array.from(atob(%q), (c) => c.charCodeAt(0)).buffer;\n", b64)
			}},
		} {
			if len(list.extensions) == 0 {
				continue
			}
			build.OnLoad(api.OnLoadOptions{Filter: Extensions(list.extensions)}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
				data, err := os.ReadFile(a.Path)
				if err != nil {
					return api.OnLoadResult{}, fmt.Errorf("read module: %w", err)
				}
				text := list.text(base64.StdEncoding.EncodeToString(data))
				return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS, ResolveDir: filepath.Dir(a.Path)}, nil
			})
		}
	}
}

// Extensions is a regular expression for names that end in one of them.
func Extensions(list []string) string {
	quoted := make([]string, len(list))
	for i, ext := range list {
		quoted[i] = regexp.QuoteMeta(ext)
	}
	if len(quoted) == 1 {
		return quoted[0] + "$"
	}
	return "(" + strings.Join(quoted, "|") + ")$"
}

// node resolves the names of Node's modules.
func (p Plain) node(a api.OnResolveArgs) (api.OnResolveResult, error) {
	name, node := nodeModule(a.Path)
	switch {
	case strings.HasPrefix(a.Path, "cloudflare:"), !node, name != a.Path && p.Node != NodeV2:
		return api.OnResolveResult{}, nil
	case !p.Node.allows(a.Path):
		if a.Kind == api.ResolveJSImportStatement {
			return api.OnResolveResult{}, nil
		}
		return api.OnResolveResult{Path: name, Namespace: nsMissing}, nil
	case a.Kind == api.ResolveJSRequireCall:
		return api.OnResolveResult{Path: name, Namespace: nsRequire}, nil
	}
	return api.OnResolveResult{Path: strict(name), External: true}, nil
}

// strict is a module of Node under the name that Node has for what workerd has:
// its assert has no loose comparisons.
func strict(name string) string {
	if name == "node:assert" {
		return "node:assert/strict"
	}
	return name
}

// inNamespace is the comment that names a file which no plain build makes.
var inNamespace = regexp.MustCompile(`(?m)^(\s*// )` + nsData + `:`)

// Same says whether two scripts are the same but for the comments in which
// esbuild names imported files.
func Same(a, b []byte) bool {
	plain := func(s []byte) string { return inNamespace.ReplaceAllString(string(s), "$1") }
	return plain(a) == plain(b)
}

// Literal is a value as JavaScript has it.
func Literal(v any) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "null" // what is given always encodes
	}
	return strings.TrimSpace(b.String())
}
