package routes

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost"
)

//go:embed js
var scripts embed.FS

// compatibilityDate is that of most conformance cases.
const compatibilityDate = "2026-07-01"

// observed are the files of the platform that the test puts its own in the place
// of: what is logged goes to the test, and what shuts a process in for good is
// done to none that runs thousands of programs.
var observed = map[string]string{
	"log.ts":     "",
	"no-eval.ts": "export function forbidEval(): void {}\n",
	"end.ts":     "export function endProcess(): never {\n  throw new Error(\"ended\");\n}\nexport function forbidExit(): void {}\n",
}

// stage writes the scripts of the test and the platform of a converted app
// to dir, beside the packages of one.
func stage(root, dir, modules string) error {
	if err := fs.WalkDir(scripts, "js", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := scripts.ReadFile(name)
		if err != nil {
			return err
		}
		return write(dir, strings.TrimPrefix(name, "js/"), data)
	}); err != nil {
		return err
	}
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		return err
	}
	return writePlatform(root, dir)
}

// writePlatform makes dir/src: the platform as JavaScript, file by file, because
// the order in which they run matters, and proof-host.js beside it.
func writePlatform(root, dir string) error {
	files, err := nodehost.Files(manifest.Manifest{
		Version: manifest.Version, Name: "routes", Syntax: manifest.Modules, Script: "worker.js",
		CompatibilityDate: compatibilityDate, Handlers: []string{"fetch"},
	}, nodehost.Options{Server: "express", Everything: true})
	if err != nil {
		return err
	}
	texts := map[string][]byte{}
	for _, f := range files {
		texts[f.Path] = f.Data
	}
	// What one server or one syntax alone has comes along too.
	sources := filepath.Join(root, "runtime", "nodehost", "src")
	all, err := os.ReadDir(sources)
	if err != nil {
		return err
	}
	for _, e := range all {
		name := "src/platform/" + e.Name()
		if _, ok := texts[name]; ok || e.IsDir() {
			continue
		}
		if texts[name], err = os.ReadFile(filepath.Join(sources, e.Name())); err != nil {
			return err
		}
	}
	for name, stub := range observed {
		if stub == "" {
			data, err := scripts.ReadFile("js/" + name)
			if err != nil {
				return err
			}
			stub = string(data)
		}
		texts["src/platform/"+name] = []byte(stub)
	}
	host, err := scripts.ReadFile("js/proof-host.ts")
	if err != nil {
		return err
	}
	texts["src/proof-host.ts"] = host
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		text := texts[name]
		if strings.HasSuffix(name, ".d.ts") {
			continue
		}
		if strings.HasSuffix(name, ".ts") {
			built := api.Transform(string(text), api.TransformOptions{Loader: api.LoaderTS, Target: api.ES2024, Sourcefile: name})
			if len(built.Errors) > 0 {
				return fmt.Errorf("%s: %s", name, built.Errors[0].Text)
			}
			text = built.Code
			name = strings.TrimSuffix(name, ".ts") + ".js"
		}
		text = imports.ReplaceAll(text, []byte("$1.js$2"))
		if err := write(dir, name, text); err != nil {
			return err
		}
	}
	return nil
}

// imports are those of one file of the platform in another.
var imports = regexp.MustCompile(`(from "\.{1,2}/[^"]*|import "\.{1,2}/[^"]*|import\("\.{1,2}/[^"]*)\.ts(")`)

func write(dir, name string, data []byte) error {
	full := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(full, data, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
