package keep

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/tailscale/hujson"
)

// modules collects the files that the script is made of.
func (c *collector) modules() (*Reason, error) {
	built := c.in.Built
	files := slices.Concat(built.Inputs, slices.Collect(maps.Keys(built.Data)))
	slices.Sort(files)
	for _, name := range slices.Compact(files) {
		if inPackage(name) {
			continue
		}
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return because("W2C-K001", "%s lies outside the project's folder", name), nil
		}
		if _, err := c.keep(name); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func inPackage(name string) bool {
	return strings.HasPrefix(name, "node_modules/") || strings.Contains(name, "/node_modules/")
}

// keep adds a file as it is, and says whether it is there.
func (c *collector) keep(name string) (bool, error) {
	if c.out.Files[name] != nil {
		return true, nil
	}
	data, err := c.read(name)
	if data == nil || err != nil {
		return false, err
	}
	c.out.Files[name] = data
	return true, nil
}

// read is a file of the project; nil when there is none by that name.
func (c *collector) read(name string) ([]byte, error) {
	data, err := c.root.ReadFile(filepath.FromSlash(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case data == nil:
		data = []byte{}
	}
	return data, nil
}

// folders are those that hold kept files, with all above them up to the root.
func (c *collector) folders() []string {
	seen := map[string]bool{}
	for name := range c.out.Files {
		for dir := path.Dir(name); !seen[dir]; dir = path.Dir(dir) {
			seen[dir] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// configuration collects what esbuild reads beside modules: each folder's
// tsconfig.json, what that extends, and each package.json below the root's.
func (c *collector) configuration() (*Reason, error) {
	if c.out.Plain.TSConfig != "" {
		if reason, err := c.config(c.out.Plain.TSConfig, 0); reason != nil || err != nil {
			return reason, err
		}
	}
	configured := false
	for _, dir := range c.folders() {
		for _, name := range []string{"tsconfig.json", "jsconfig.json"} {
			data, err := c.read(path.Join(dir, name))
			if err != nil {
				return nil, err
			}
			if data == nil {
				continue
			}
			configured = configured || dir == "."
			if reason, err := c.config(path.Join(dir, name), 0); reason != nil || err != nil {
				return reason, err
			}
			break
		}
		if dir == "." {
			continue
		}
		if _, err := c.keep(path.Join(dir, "package.json")); err != nil {
			return nil, err
		}
	}
	c.out.Kept.TSConfig = c.out.Files["tsconfig.json"] != nil
	if configured || c.out.Plain.TSConfig != "" {
		return nil, nil
	}
	for dir := filepath.Dir(c.dir); ; dir = filepath.Dir(dir) {
		for _, name := range []string{"tsconfig.json", "jsconfig.json"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
				return because("W2C-K001", "the %s that holds for it lies outside the project's folder", name), nil
			}
		}
		if dir == filepath.Dir(dir) {
			return nil, nil
		}
	}
}

// tsconfig is what matters of one to what is kept.
type tsconfig struct {
	Extends         json.RawMessage `json:"extends"`
	CompilerOptions struct {
		BaseURL string              `json:"baseUrl"`
		Paths   map[string][]string `json:"paths"`
		Types   []string            `json:"types"`
	} `json:"compilerOptions"`
}

// maxConfig bounds a tsconfig.json, and maxExtends how far one leads to others.
const (
	maxConfig  = 256 << 10
	maxExtends = 20
)

func readTSConfig(data []byte) (t tsconfig, ok bool) {
	if len(data) > maxConfig {
		return t, false
	}
	text, err := hujson.Standardize(append(slices.Clone(data), '\n'))
	if err != nil {
		return t, false
	}
	return t, json.Unmarshal(text, &t) == nil
}

// config keeps a tsconfig.json and what it extends.
func (c *collector) config(name string, depth int) (*Reason, error) {
	if there, err := c.keep(name); err != nil || !there {
		return because("W2C-K001", "%s cannot be found in the project's folder", name), err
	}
	t, ok := readTSConfig(c.out.Files[name])
	if !ok || depth > maxExtends {
		return because("W2C-K003", "%s cannot be read", name), nil
	}
	var one string
	var all []string
	if json.Unmarshal(t.Extends, &one) == nil && one != "" {
		all = []string{one}
	} else if len(t.Extends) > 0 && json.Unmarshal(t.Extends, &all) != nil {
		return because("W2C-K003", "%s cannot be read", name), nil
	}
	for _, base := range all {
		if !strings.HasPrefix(base, ".") {
			c.dev = append(c.dev, packageOf(base))
			continue
		}
		base = path.Join(path.Dir(name), base)
		if !strings.HasSuffix(base, ".json") {
			base += ".json"
		}
		if !filepath.IsLocal(filepath.FromSlash(base)) {
			return because("W2C-K001", "%s, which %s extends, lies outside the project's folder", base, name), nil
		}
		if c.out.Files[base] != nil {
			continue
		}
		if reason, err := c.config(base, depth+1); reason != nil || err != nil {
			return reason, err
		}
	}
	return nil, nil
}

// specifier finds the names that a module imports, those of types among them.
var specifier = regexp.MustCompile(`(?:\bfrom|\bimport|\brequire|\bpath=)\s*\(?\s*["']([^"'\n]+)["']`)

// types keeps the TypeScript that only types are imported of, which no bundle
// holds, and declarations beside what is kept. People and tsc read them.
func (c *collector) types() (*Reason, error) {
	root, _ := readTSConfig(c.out.Files["tsconfig.json"])
	todo := slices.Sorted(maps.Keys(c.out.Files))
	for len(todo) > 0 {
		name := todo[0]
		todo = todo[1:]
		for _, candidate := range c.beside(name, root) {
			if c.out.Files[candidate] != nil || inPackage(candidate) || !filepath.IsLocal(filepath.FromSlash(candidate)) {
				continue
			}
			// What cannot be read is not needed by what runs.
			if there, err := c.keep(candidate); err == nil && there {
				todo = append(todo, candidate)
			}
		}
	}
	for _, dir := range c.folders() {
		entries, err := fs.ReadDir(c.root.FS(), dir)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", dir, err)
		}
		for _, e := range entries {
			if strings.HasSuffix(e.Name(), ".d.ts") && e.Type().IsRegular() {
				if _, err := c.keep(path.Join(dir, e.Name())); err != nil {
					return nil, err
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.out.Files)) {
		if isTypeScript(name) {
			c.out.Kept.Types = append(c.out.Kept.Types, name)
		}
	}
	c.declared()
	return nil, nil
}

// declared looks for what the Worker's own declarations say, so that ours do not
// say it again.
func (c *collector) declared() {
	k := &c.out.Kept
	var text strings.Builder
	for _, name := range k.Types {
		if strings.HasSuffix(name, ".d.ts") {
			text.Write(c.out.Files[name])
		}
	}
	own := text.String()
	k.Globals = globalContext.MatchString(own)
	k.Env = globalEnv.MatchString(own)
	k.Modules = map[string]string{}
	for _, list := range []struct {
		extensions []string
		typ        string
	}{{c.out.Plain.Text, "string"}, {c.out.Plain.Data, "ArrayBuffer"}, {c.out.Plain.Wasm, "WebAssembly.Module"}} {
		for _, ext := range list.extensions {
			if !strings.Contains(own, `"*`+ext+`"`) && !strings.Contains(own, `'*`+ext+`'`) {
				k.Modules[ext] = list.typ
			}
		}
	}
}

var (
	globalContext = regexp.MustCompile(`\b(?:interface|class) ExecutionContext\b`)
	globalEnv     = regexp.MustCompile(`(?m)^\s*(?:declare )?(?:interface|type) Env\b`)
)

func isTypeScript(name string) bool {
	return slices.Contains([]string{".ts", ".tsx", ".mts", ".cts"}, path.Ext(name))
}

// beside are files that a module's types may come from.
func (c *collector) beside(name string, root tsconfig) (list []string) {
	if !isTypeScript(name) {
		return nil
	}
	for _, m := range specifier.FindAllSubmatch(c.out.Files[name], -1) {
		spec := string(m[1])
		if strings.HasPrefix(spec, ".") {
			list = append(list, typeFiles(path.Join(path.Dir(name), spec))...)
			continue
		}
		for pattern, targets := range root.CompilerOptions.Paths {
			before, after, star := strings.Cut(pattern, "*")
			if !strings.HasPrefix(spec, before) || !strings.HasSuffix(spec, after) || len(spec) < len(before)+len(after) || !star && spec != pattern {
				continue
			}
			middle := spec[len(before) : len(spec)-len(after)]
			for _, target := range targets {
				list = append(list, typeFiles(path.Join(root.CompilerOptions.BaseURL, strings.Replace(target, "*", middle, 1)))...)
			}
		}
	}
	slices.Sort(list)
	return list
}

// typeFiles are the TypeScript files that a path may mean.
func typeFiles(at string) []string {
	base := at
	for _, ext := range []string{".js", ".mjs", ".cjs", ".jsx"} {
		base = strings.TrimSuffix(base, ext)
	}
	list := []string{base + ".ts", base + ".tsx", base + ".d.ts", base + ".mts", path.Join(at, "index.ts"), path.Join(at, "index.tsx"), path.Join(at, "index.d.ts")}
	if isTypeScript(at) {
		list = append(list, at)
	}
	return list
}
