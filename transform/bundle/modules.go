package bundle

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/transform/diag"
)

// foundModule is a file that find_additional_modules or no_bundle ships beside
// the script, reachable by its name at run time.
type foundModule struct {
	abs string
	typ string
}

// collectModules walks the module root as wrangler does: every file that a rule
// matches is a module named by its path below the root.
func (b *Bundler) collectModules() (diag.List, error) {
	if b.Syntax != manifest.Modules {
		if b.p.Build.NoBundle {
			return nil, nil
		}
		return diag.List{{
			Code: "W2C-S019", Severity: diag.Error, Span: b.p.Span("find_additional_modules"),
			Message: "find_additional_modules needs a Worker in module syntax",
			Hint:    "remove find_additional_modules, or use `export default { fetch() { … } }`",
		}}, nil
	}
	root := b.moduleRoot()
	config := filepath.Join(b.dir, filepath.FromSlash(b.p.Config))
	b.found = map[string]foundModule{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if p == filepath.Join(b.dir, ".wrangler") || d.Name() == ".git" || d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			return nil
		}
		if p == config || p == b.entry {
			return nil
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		for _, r := range b.active {
			if r.matchesFile(name) {
				b.found[name] = foundModule{abs: p, typ: r.typ}
				break
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find additional modules: %w", err)
	}
	return nil, nil
}

func (b *Bundler) moduleRoot() string {
	if d := b.p.Build.BaseDir; d != "" {
		if filepath.IsAbs(d) {
			return d
		}
		return filepath.Join(b.dir, filepath.FromSlash(d))
	}
	return filepath.Dir(b.entry)
}

// unbundled resolves an import as workerd does when nothing was bundled: a
// path below the importing module's own name, "./" or not, and nothing else.
func (r *resolver) unbundled(a api.OnResolveArgs, spec string) api.OnResolveResult {
	dir := a.ResolveDir
	rel, err := filepath.Rel(r.b.moduleRoot(), dir)
	if err != nil {
		rel = "."
	}
	name := path.Join(filepath.ToSlash(rel), spec)
	if strings.HasPrefix(spec, "/") {
		name = strings.TrimPrefix(path.Clean(spec), "/")
	}
	m, ok := r.b.found[name]
	if !ok {
		return failure(diag.Diagnostic{
			Code:    "W2C-S001",
			Message: fmt.Sprintf("no module %q: with no_bundle only files that a rule matches are shipped", name),
			Hint:    "add a rule for it with find_additional_modules = true, or remove no_bundle",
		})
	}
	return api.OnResolveResult{Path: m.abs}
}

// HasTable says whether modules can be named at run time.
func (b *Bundler) HasTable() bool {
	for _, m := range b.found {
		if m.typ == ruleESModule || m.typ == ruleCommonJS {
			return true
		}
	}
	return false
}

// table is the module that answers import(name) for names made at run time.
// Relative names count from the entry's folder, where wrangler puts the bundle.
func (b *Bundler) table() string {
	names := make([]string, 0, len(b.found))
	for n, m := range b.found {
		if m.typ == ruleESModule || m.typ == ruleCommonJS {
			names = append(names, n)
		}
	}
	sort.Strings(names)
	var s strings.Builder
	s.WriteString("export default {\n")
	for _, n := range names {
		fmt.Fprintf(&s, "  %q: () => require(%q),\n", n, b.found[n].abs)
	}
	s.WriteString("};\n")
	return s.String()
}
