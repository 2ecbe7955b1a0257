package transform_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/w2c-dev/w2c/transform"
)

// unpack writes a project; files named ../x lie beside its folder.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "project")
	for _, f := range txtar.Parse([]byte(archive)).Files {
		put(t, filepath.Join(dir, filepath.FromSlash(f.Name)), string(f.Data))
	}
	return dir
}

func convertKept(t *testing.T, archive, server string) transform.Result {
	t.Helper()
	o := transform.Options{Dir: unpack(t, archive), Server: server}
	o.Build.Writer, o.Build.Env = &strings.Builder{}, os.Environ()
	r, err := transform.Convert(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Diagnostics.HasErrors() {
		t.Fatalf("not converted: %v", r.Diagnostics)
	}
	return r
}

const (
	config  = "-- wrangler.toml --\nname = \"w\"\nmain = \"src/index.ts\"\ncompatibility_date = \"2026-07-01\"\n"
	minimal = "-- src/index.ts --\nexport default { fetch: () => new Response(\"hello\") };\n"
	// packaged is a Worker with a package that is installed.
	packaged = config + `-- src/index.ts --
import { a } from "a";
export default { fetch: () => new Response(a) };
-- package.json --
{"name": "w", "type": "module", "dependencies": {"a": "^1"}}
-- node_modules/a/package.json --
{"name": "a", "version": "1.2.3", "type": "module", "exports": {"workerd": "./workerd.js", "node": "./node.js"}}
-- node_modules/a/workerd.js --
export const a = "for Workers";
-- node_modules/a/node.js --
export const a = "for Node";
`
)

// What cannot be kept exactly is a bundle, and a note says why.
func TestSourceThatIsNotKept(t *testing.T) {
	for name, c := range map[string]struct{ archive, code, message string }{
		"a file above": {
			config + "-- src/index.ts --\nimport \"../../above.js\";\nexport default { fetch: () => new Response() };\n-- ../above.js --\nglobalThis.shared = true;\n",
			"W2C-K001", "../above.js lies outside the project's folder",
		},
		"an entry above": {
			"-- wrangler.toml --\nname = \"w\"\nmain = \"../index.js\"\ncompatibility_date = \"2026-07-01\"\n-- ../index.js --\nexport default { fetch: () => new Response() };\n",
			"W2C-K003", "a file that it is built from lies outside the project's folder",
		},
		"a tsconfig.json above": {
			config + minimal + "-- ../tsconfig.json --\n{}\n", "W2C-K001", "the tsconfig.json that holds for it lies outside the project's folder",
		},
		"extends one above": {
			config + minimal + "-- tsconfig.json --\n{\n  // theirs\n  \"extends\": \"../base\",\n}\n-- ../base.json --\n{}\n",
			"W2C-K001", "../base.json, which tsconfig.json extends, lies outside the project's folder",
		},
		"no lock file":        {packaged, "W2C-K002", "there is no package-lock.json that says which packages these are: a"},
		"another version":     {packaged + "-- package-lock.json --\n{\"packages\": {\"node_modules/a\": {\"version\": \"1.0.0\", \"integrity\": \"sha512-A\"}}}\n", "W2C-K002", "node_modules has a 1.2.3 and package-lock.json says 1.0.0"},
		"not from a registry": {packaged + "-- package-lock.json --\n{\"packages\": {\"node_modules/a\": {\"version\": \"1.2.3\"}}}\n", "W2C-K002", "package-lock.json has the package a from a place other than a registry"},
		"no_bundle": {
			"-- wrangler.toml --\nname = \"w\"\nmain = \"src/index.js\"\ncompatibility_date = \"2026-07-01\"\nno_bundle = true\n-- src/index.js --\nexport default { fetch: () => new Response() };\n",
			"W2C-K003", "no_bundle ships the Worker's files unbundled",
		},
		"modules by name": {
			config + "find_additional_modules = true\n" + minimal, "W2C-K003", "find_additional_modules ships modules that are only named at run time",
		},
		"text of a script": {
			config + "rules = [{ type = \"Text\", globs = [\"**/*.txt.js\"] }]\n-- src/index.ts --\nimport a from \"./a.txt.js\";\nexport default { fetch: () => new Response(a) };\n-- src/a.txt.js --\nalert(1)\n",
			"W2C-K003", "a rule makes Text of src/a.txt.js, which no extension says",
		},
		"an alias of Node's": {
			config + "compatibility_flags = [\"nodejs_compat\"]\nalias = { \"bytes\" = \"node:buffer\" }\n-- src/index.ts --\nimport { Buffer } from \"bytes\";\nexport default { fetch: () => new Response(Buffer.from(\"a\")) };\n",
			"W2C-K003", "its settings for esbuild say something that build.mjs cannot",
		},
		"the platform's folder": {
			config + "-- src/index.ts --\nimport \"./platform/kv.ts\";\nexport default { fetch: () => new Response() };\n-- src/platform/kv.ts --\nglobalThis.own = true;\n",
			"W2C-K004", "src/platform/kv.ts would lie where the project has its own",
		},
		"the build script": {
			config + "-- src/index.ts --\nimport \"../build.mjs\";\nexport default { fetch: () => new Response() };\n-- build.mjs --\nglobalThis.own = true;\n",
			"W2C-K004", "build.mjs would lie where the project has its own",
		},
		"what a command makes": {
			config + "build = { command = \"true\" }\n" + minimal, "W2C-K005", "the build command \"true\" makes the entry, which is nobody's source",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := convertKept(t, c.archive, "hono")
			if r.Worker != nil || r.Plan.Source == nil || r.Plan.Source.Form != "bundle" || r.Plan.Source.Why != c.message {
				t.Fatalf("the plan says %+v, want a bundle because %s", r.Plan.Source, c.message)
			}
			want := "the Worker's source becomes one file, src/worker.js: " + c.message
			for _, d := range r.Diagnostics {
				if d.Code == c.code && d.Message == want {
					return
				}
			}
			t.Errorf("diagnostics %v, want %s", r.Diagnostics, c.code)
		})
	}
}

// Everything that the Worker is made of comes along, byte for byte, and what its
// types and settings need; nothing else does.
func TestKeptFiles(t *testing.T) {
	archive := config + `-- src/index.ts --
import text from "./page.html";
import bytes from "./data.bin";
import { helper } from "@/helper";
import type { Shape } from "./types";
import "./server";
import "./plain/index.js";
const shape: Shape = { a: helper };
export default { fetch: () => new Response(text + bytes.byteLength + shape.a) };
-- src/helper.ts --
import { type Deep } from "./deep/types.ts";
export const helper: Deep = "helped";
-- src/types.ts --
export interface Shape { a: string }
-- src/deep/types.ts --
export type Deep = string;
-- src/server.ts --
globalThis.ownServer = true;
-- src/plain/index.js --
globalThis.plain = true;
-- src/plain/package.json --
{"type": "module"}
-- src/page.html --
<p>` + "\r\n" + `
-- src/data.bin --
1234
-- src/unused.ts --
export {};
-- env.d.ts --
declare var ownServer: boolean, plain: boolean;
-- tsconfig.json --
{
  // Theirs.
  "extends": "./tsconfig.base",
}
-- tsconfig.base.json --
{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}
-- .dev.vars --
SECRET=never
-- README.md --
theirs
`
	dir := map[string]string{}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		dir[f.Name] = string(f.Data)
	}
	r := convertKept(t, archive, "hono")
	if r.Worker == nil {
		t.Fatalf("not kept: %+v", r.Plan.Source)
	}
	want := []string{
		"env.d.ts", "src/data.bin", "src/deep/types.ts", "src/helper.ts", "src/index.ts", "src/page.html", "src/plain/index.js",
		"src/plain/package.json", "src/server.ts", "src/types.ts", "tsconfig.base.json", "tsconfig.json",
	}
	if !slices.Equal(r.Plan.Source.Files, want) {
		t.Errorf("kept are\n%v, want\n%v", r.Plan.Source.Files, want)
	}
	if r.Plan.Source.Server != "src/container.ts" {
		t.Errorf("the server is %s, where the Worker has src/server.ts itself", r.Plan.Source.Server)
	}
	var script string
	for _, f := range r.Files {
		if slices.Contains(want, f.Path) && f.Path != "src/index.ts" && string(f.Data) != dir[f.Path] {
			t.Errorf("%s has other bytes than the project's", f.Path)
		}
		if f.Path == "build.mjs" {
			script = string(f.Data)
		}
	}
	for _, part := range []string{`entryPoints: ["src/index.ts"]`, `".html": "text"`, `filter: /\.bin$/`, `{ in: "src/container.ts", out: "server" }`} {
		if !strings.Contains(script, part) {
			t.Errorf("build.mjs has no %s", part)
		}
	}
}

// A package's place and version are the lock file's.
func TestKeptPackages(t *testing.T) {
	r := convertKept(t, packaged+"-- package-lock.json --\n{\"packages\": {\"node_modules/a\": {\"version\": \"1.2.3\", \"integrity\": \"sha512-A\", \"resolved\": \"https://registry.example/a.tgz\"}}}\n", "express")
	if r.Worker == nil {
		t.Fatalf("not kept: %+v", r.Plan.Source)
	}
	for _, f := range r.Files {
		text := string(f.Data)
		switch {
		case f.Path == "package.json" && !strings.Contains(text, `"a": "1.2.3"`),
			f.Path == "package-lock.json" && (!strings.Contains(text, `"node_modules/a"`) || strings.Contains(text, "registry.example")):
			t.Errorf("%s:\n%s", f.Path, text)
		}
	}
}
