package keep

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/w2c-dev/w2c/runtime/nodehost"
)

// packages finds what the kept source needs of npm, and checks that what lies in
// node_modules is what the lock file says: that is what the bundle was made of.
func (c *collector) packages() (*Reason, error) {
	own := nodehost.Own{}
	if file := c.in.Project.Package.Path; file != "" {
		dir := filepath.Dir(file)
		var err error
		if own.Package, err = os.ReadFile(file); err != nil {
			return nil, err
		}
		if own.Lock, err = os.ReadFile(filepath.Join(dir, "package-lock.json")); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if real, err := filepath.EvalSymlinks(dir); err != nil || real != c.dir {
			if reason := aboveRoot(own.Package); reason != nil {
				return reason, nil
			}
		}
	}
	var pkg struct {
		Type            string            `json:"type"`
		Dependencies    map[string]string `json:"dependencies"`
		DevDependencies map[string]string `json:"devDependencies"`
	}
	if own.Package != nil && json.Unmarshal(own.Package, &pkg) != nil {
		return because("W2C-K003", "package.json cannot be read"), nil
	}
	// Without the word, esbuild gives what CommonJS exports in another way.
	own.Module = pkg.Type == "module" || !strings.Contains(string(c.in.Code), "__toESM(")
	for _, name := range slices.Sorted(maps.Keys(c.out.Files)) {
		for _, use := range c.in.Built.Uses[name] {
			if inPackage(use.Path) && !use.External {
				own.Runs = append(own.Runs, placeOf(use.Path).name)
			}
		}
	}
	own.Runs = compact(own.Runs)
	for name, uses := range c.in.Built.Uses {
		if inPackage(name) {
			c.out.packages[placeOf(name).name] = true
		}
		for _, use := range uses {
			if use.External && !strings.ContainsAny(use.Path, ":.") {
				own.Missing = append(own.Missing, packageOf(use.Path))
			}
		}
	}
	own.Missing = compact(own.Missing)
	own.Types = c.typePackages(pkg.Dependencies, pkg.DevDependencies, own.Runs, own.Lock)
	c.out.Kept.Own = own
	return c.installed(own)
}

// aboveRoot refuses settings of a package.json that esbuild reads in a folder
// above the project's.
func aboveRoot(text []byte) *Reason {
	var fields map[string]json.RawMessage
	if json.Unmarshal(text, &fields) != nil {
		return because("W2C-K003", "package.json cannot be read")
	}
	for _, name := range []string{"imports", "exports", "browser", "sideEffects"} {
		if fields[name] != nil {
			return because("W2C-K001", "the package.json with %q lies outside the project's folder", name)
		}
	}
	return nil
}

// place is where a package lies, as lock files say it, and the name it is
// imported by.
type place struct{ at, name string }

// placeOf is the package that a file belongs to.
func placeOf(file string) place {
	const folder = "node_modules/"
	from := strings.Index(file, folder)
	last := strings.LastIndex(file, folder) + len(folder)
	name := packageOf(file[last:])
	return place{file[from:last] + name, name}
}

// packageOf is the package of a specifier.
func packageOf(spec string) string {
	parts := strings.SplitN(spec, "/", 3)
	if strings.HasPrefix(spec, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// installed compares the packages that went into the script with the lock file.
func (c *collector) installed(own nodehost.Own) (*Reason, error) {
	var lock struct {
		Packages map[string]struct {
			Version string `json:"version"`
		} `json:"packages"`
	}
	if len(own.Runs) == 0 {
		return nil, nil
	}
	if own.Lock == nil {
		return because("W2C-K002", "there is no package-lock.json that says which packages these are: %s", strings.Join(own.Runs, ", ")), nil
	}
	if json.Unmarshal(own.Lock, &lock) != nil {
		return because("W2C-K002", "package-lock.json cannot be read"), nil
	}
	seen := map[string]bool{}
	for _, file := range c.in.Built.Inputs {
		if !inPackage(file) {
			continue
		}
		p := placeOf(file)
		if seen[p.at] {
			continue
		}
		seen[p.at] = true
		folder := file[:strings.Index(file, "node_modules/")] + p.at
		text, err := os.ReadFile(filepath.Join(c.dir, filepath.FromSlash(folder), "package.json"))
		if err != nil {
			return nil, err
		}
		var installed struct {
			Version string `json:"version"`
		}
		if err := json.Unmarshal(text, &installed); err != nil {
			return nil, err
		}
		if want := lock.Packages[p.at].Version; want != installed.Version {
			if want == "" {
				want = "nothing"
			}
			return because("W2C-K002", "node_modules has %s %s and package-lock.json says %s", p.name, installed.Version, want), nil
		}
	}
	return nil, nil
}

// typePackages are the packages that only types come from: those that kept
// TypeScript or its configuration names and the lock file has.
func (c *collector) typePackages(dependencies, devDependencies map[string]string, runs []string, lock []byte) (out []string) {
	var locked struct {
		Packages map[string]json.RawMessage `json:"packages"`
	}
	if lock == nil || json.Unmarshal(lock, &locked) != nil {
		return compact(c.dev)
	}
	named := map[string]bool{}
	for _, name := range c.out.Kept.Types {
		for _, m := range specifier.FindAllSubmatch(c.out.Files[name], -1) {
			named[packageOf(string(m[1]))] = true
		}
	}
	out = append(out, c.dev...)
	root, _ := readTSConfig(c.out.Files["tsconfig.json"])
	for _, name := range root.CompilerOptions.Types {
		named[packageOf(name)] = true
	}
	for _, list := range []map[string]string{dependencies, devDependencies} {
		for name := range list {
			typed := strings.TrimPrefix(name, "@types/")
			wanted := named[name] || typed != name && (named[typed] || slices.Contains(runs, typed)) || name == workersTypes
			if wanted && !slices.Contains(runs, name) && name != "@types/node" && locked.Packages["node_modules/"+name] != nil && len(c.out.Kept.Types) > 0 {
				out = append(out, name)
			}
		}
	}
	out = compact(out)
	if slices.Contains(out, workersTypes) {
		c.out.Kept.Globals, c.out.Kept.Ambient = true, []string{workersTypes}
	}
	return out
}

// workersTypes are Cloudflare's types of a Worker's globals.
const workersTypes = "@cloudflare/workers-types"

func compact(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
