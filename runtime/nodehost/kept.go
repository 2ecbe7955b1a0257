package nodehost

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/w2c-dev/w2c/runtime/manifest"
)

// Kept is a Worker whose own modules lie in the project, at their own paths,
// instead of a bundle. What makes dist/ of them (build.mjs) and the modules
// themselves are the compiler's to write.
type Kept struct {
	Entry  string // the Worker's entry, from the project's root
	Server string // "src/server.ts", or another name beside it
	// Routed says that the entry exports an app with the Worker's routes: a Hono
	// app by default, or Express routes by the name of routes.
	Routed bool
	// Platform are files of the platform that the entry imports.
	Platform []string
	// Types are the Worker's TypeScript files, and TSConfig says that it has a
	// tsconfig.json of its own.
	Types    []string
	TSConfig bool
	// Globals says that Cloudflare's globals are declared by the Worker's own
	// files or by the packages in Ambient.
	Globals bool
	Ambient []string
	// Env says that the Worker's own files declare a global type Env, and Modules
	// are the types of files that it imports, by extension, where they do not.
	Env     bool
	Modules map[string]string
	Own     Own
}

// WorkerName is what server.ts imports the Worker by. package.json says which
// file it is, build.mjs puts the bundled Worker there.
const WorkerName = "#worker"

const workerStub = "src/platform/worker-module.d.ts"

// addKept writes what only a project with its own source has.
func addKept(files map[string][]byte, m manifest.Manifest, o Options) error {
	files[workerStub] = []byte(moduleTypes(m, o))
	include := []string{o.Kept.Server, "src/platform"}
	server := compilerOptions()
	server = append(server, field{"paths", map[string][]string{WorkerName: {"./" + workerStub}}})
	var err error
	config := fields{{"compilerOptions", server}, {"include", include}}
	if len(o.Kept.Types) > 0 {
		config = append(config, field{"exclude", []string{globalsFile, envFile, "src/platform/*" + workerSuffix + ".ts"}})
	}
	if files["tsconfig.server.json"], err = encodeOrdered(config); err != nil {
		return err
	}
	projects := []map[string]string{}
	if len(o.Kept.Types) > 0 {
		if !o.Kept.Globals {
			files[globalsFile] = workerGlobals
		}
		for _, name := range o.Kept.Platform {
			name = strings.TrimSuffix(name, ".ts") + workerSuffix + ".ts"
			if files["src/platform/"+name], err = standIns.ReadFile("types/" + name); err != nil {
				return err
			}
		}
		if !o.Kept.Env {
			files[envFile] = []byte(envTypes(m, o.Kept.Modules))
		}
		if files["tsconfig.worker.json"], err = encodeOrdered(workerConfig(o)); err != nil {
			return err
		}
		projects = append(projects, map[string]string{"path": "./tsconfig.worker.json"})
	}
	if !o.Kept.TSConfig {
		projects = append(projects, map[string]string{"path": "./tsconfig.server.json"})
		files["tsconfig.json"], err = encodeOrdered(fields{{"files", []string{}}, {"references", projects}})
	}
	return err
}

// moduleTypes is what server.ts knows of the Worker, whose types are of another
// world: Cloudflare's globals there, Node's here.
func moduleTypes(m manifest.Manifest, o Options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "// What server.ts knows of the Worker: its own types are Cloudflare's, see\n// tsconfig.worker.json.\n")
	if o.Kept.Routed && o.Server == "express" {
		b.WriteString("import type { Router } from \"express\";\n\nexport declare const routes: Router;\n")
	}
	if m.Syntax == manifest.ServiceWorker && !o.Kept.Routed {
		b.WriteString("export {};\n")
		return b.String()
	}
	b.WriteString("declare const worker: unknown;\nexport default worker;\n")
	return b.String()
}

// workerConfig is the tsconfig of the Worker's own files.
func workerConfig(o Options) fields {
	config := fields{}
	options := fields{}
	if o.Kept.TSConfig {
		config = append(config, field{"extends", "./tsconfig.json"})
	} else {
		options = append(options,
			field{"target", "ES2024"}, field{"module", "ESNext"}, field{"moduleResolution", "bundler"},
			field{"strict", true}, field{"jsx", "react-jsx"}, field{"resolveJsonModule", true})
	}
	types := append([]string{}, o.Kept.Ambient...)
	if !o.Kept.Globals {
		options = append(options, field{"lib", []string{"ES2024", "ESNext.Iterator", "DOM", "DOM.Iterable", "DOM.AsyncIterable"}})
		types = []string{"node"}
	} else if o.Kept.Routed && o.Server == "express" {
		types = append(types, "node") // Express's own types stand on them
	}
	if len(o.Kept.Platform) > 0 {
		options = append(options, field{"moduleSuffixes", []string{workerSuffix, ""}})
	}
	options = append(options, field{"types", types},
		field{"allowImportingTsExtensions", true}, field{"skipLibCheck", true}, field{"noEmit", true}, field{"composite", false}, field{"incremental", false})
	config = append(config, field{"compilerOptions", options})
	list := slices.Clone(o.Kept.Types)
	if !o.Kept.Globals {
		list = append(list, globalsFile)
	}
	if !o.Kept.Env {
		list = append(list, envFile)
	}
	slices.Sort(list)
	return append(config, field{"files", list}, field{"include", []string{}})
}

// field is a member of a JSON object that keeps its order.
type field struct {
	name  string
	value any
}

type fields []field

func (f fields) MarshalJSON() ([]byte, error) {
	var b strings.Builder
	b.WriteByte('{')
	for i, m := range f {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := encode(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return []byte(b.String()), nil
}

// encodeOrdered writes JSON as prettier does: short arrays on one line.
func encodeOrdered(f fields) ([]byte, error) {
	text, err := encode(f)
	if err != nil {
		return nil, err
	}
	return []byte(shortArrays(string(text))), nil
}

// shortArrays joins arrays of strings that fit on their line.
func shortArrays(text string) string {
	lines := strings.Split(text, "\n")
	var out []string
	for i := 0; i < len(lines); i++ {
		if !strings.HasSuffix(lines[i], "[") {
			out = append(out, lines[i])
			continue
		}
		end := i + 1
		var items []string
		for ; end < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[end]), `"`) && !strings.Contains(lines[end], `": `); end++ {
			items = append(items, strings.TrimSpace(lines[end]))
		}
		closing := strings.TrimSpace(lines[end])
		joined := lines[i] + strings.Join(items, " ") + closing
		if !strings.HasPrefix(closing, "]") || len(joined) > width {
			out = append(out, lines[i])
			continue
		}
		out = append(out, joined)
		i = end
	}
	return strings.Join(out, "\n")
}

// compilerOptions are those of the server and its platform.
func compilerOptions() (options fields) {
	var parsed struct {
		CompilerOptions map[string]any `json:"compilerOptions"`
	}
	if err := json.Unmarshal([]byte(tsconfig), &parsed); err != nil {
		panic(err) // the text is above
	}
	for _, name := range tsconfigOrder {
		options = append(options, field{name, parsed.CompilerOptions[name]})
	}
	return options
}

var tsconfigOrder = []string{
	"target", "lib", "module", "types", "strict", "noUncheckedIndexedAccess", "noPropertyAccessFromIndexSignature",
	"exactOptionalPropertyTypes", "verbatimModuleSyntax", "erasableSyntaxOnly", "allowImportingTsExtensions", "skipLibCheck", "noEmit",
}

// keptScripts are package.json's, in the order a person would read them in.
func keptScripts(k *Kept) ordered {
	check := "tsc -p tsconfig.server.json"
	if len(k.Types) > 0 {
		check = "tsc -p tsconfig.worker.json && " + check
	}
	return ordered{
		{"start", "node build.mjs && node --enable-source-maps dist/server.mjs"},
		{"build", "node build.mjs"},
		{"check", check},
		{"healthcheck", "node dist/healthcheck.mjs"},
	}
}

// addOwnPackage writes package.json and package-lock.json of the Worker's
// packages and the server's.
func addOwnPackage(files map[string][]byte, m manifest.Manifest, o Options, runtime, dev map[string]string) error {
	own, err := readOwn(o.Kept.Own)
	if err != nil {
		return err
	}
	merged, err := own.merge(runtime, dev)
	if err != nil {
		return err
	}
	name := packageName(m.Name)
	if own.fields["exports"] != nil && own.name != "" {
		name = own.name // its modules may import it by its name
	}
	engines := map[string]string{"node": ">=24"}
	imports, err := own.imports(o.Kept.Entry)
	if err != nil {
		return err
	}
	out := fields{{"name", name}, {"private", true}}
	if o.Kept.Own.Module {
		out = append(out, field{"type", "module"})
	}
	out = append(out, field{"engines", engines}, field{"imports", imports})
	for _, key := range []string{"exports", "browser"} {
		if raw := own.fields[key]; raw != nil {
			out = append(out, field{key, raw})
		}
	}
	effects, err := own.sideEffects()
	if err != nil {
		return err
	}
	if effects != nil {
		out = append(out, field{"sideEffects", effects})
	}
	out = append(out, field{"scripts", keptScripts(o.Kept)}, field{"dependencies", merged.runtime}, field{"devDependencies", merged.dev})
	if files["package.json"], err = encode(out); err != nil {
		return err
	}
	files["package-lock.json"], err = merged.lock(name, engines)
	return err
}
