package transform_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"sort"
	"strings"
	"testing"
)

const module = "github.com/w2c-dev/w2c/"

// goPackage is what go list says of one package.
type goPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

// packages lists every package of the module without its tests: only what ships
// counts. Test files may look wherever they like.
func packages(t *testing.T) map[string]goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-deps", "-json=ImportPath,Imports,Deps", module+"...")
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatal(err)
	}
	all := map[string]goPackage{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
	}
	if len(all) < 20 {
		t.Fatalf("go list knows %d packages only", len(all))
	}
	return all
}

// under says whether path is the room, or lies in it.
func under(path, room string) bool {
	return path == module+room || strings.HasPrefix(path, module+room+"/")
}

func TestDirection(t *testing.T) {
	all := packages(t)
	const (
		esbuild  = "github.com/evanw/esbuild"
		buildkit = "github.com/moby/buildkit"
	)
	for path, p := range all {
		rel, ours := strings.CutPrefix(path, module)
		if !ours {
			continue
		}
		never := func(why string, bad func(dep string) bool, deps []string) {
			for _, d := range deps {
				if bad(d) {
					t.Errorf("%s uses %s: %s", rel, strings.TrimPrefix(d, module), why)
				}
			}
		}
		if strings.HasPrefix(rel, "runtime/") && !under(path, "runtime/hosttest") || rel == "cmd/w2c-host" {
			never("the host never knows the compiler", func(d string) bool {
				return under(d, "transform") || under(d, "templates") || strings.HasPrefix(d, esbuild) || strings.HasPrefix(d, buildkit)
			}, p.Deps)
		}
		if under(path, "runtime/bindings") {
			never("bindings know interfaces, hosts choose drivers", func(d string) bool {
				return under(d, "runtime/store") && d != module+"runtime/store"
			}, p.Imports)
		}
		if under(path, "templates") && !under(path, "templates/image") {
			never("deploy targets read the plan and nothing else", func(d string) bool {
				return strings.HasPrefix(d, module) && !under(d, "templates") && d != module+"transform/plan" && d != module+"transform/diag" && d != module+"runtime/manifest"
			}, p.Deps)
		}
		if !under(path, "templates/image") && !under(path, "cmd") {
			never("BuildKit lives in one room", func(d string) bool { return strings.HasPrefix(d, buildkit) }, p.Deps)
		}
		for _, leaf := range []string{"runtime/manifest", "runtime/surface", "runtime/store", "runtime/jsloop", "transform/diag", "runtime/nodehost/part", "transform/sourcemap"} {
			if rel == leaf {
				never("it is a leaf", func(d string) bool { return strings.HasPrefix(d, module) && d != module+"runtime/manifest" }, p.Deps)
			}
		}
	}
}

// The longest chain of imports says how many rooms a change may have to cross.
// It is printed for whoever adds a room, and bounded so that it does not grow unseen. Six would be
// better; what is above it is runtime/webapi, whose classes stand on one another.
func TestLongestImportChain(t *testing.T) {
	all := packages(t)
	memo := map[string][]string{}
	var longest func(path string) []string
	longest = func(path string) []string {
		if chain, ok := memo[path]; ok {
			return chain
		}
		var best []string
		imports := slices.Clone(all[path].Imports)
		sort.Strings(imports)
		for _, i := range imports {
			if strings.HasPrefix(i, module) {
				if chain := longest(i); len(chain) > len(best) {
					best = chain
				}
			}
		}
		memo[path] = append([]string{strings.TrimPrefix(path, module)}, best...)
		return memo[path]
	}
	var best []string
	for path := range all {
		if chain := longest(path); strings.HasPrefix(path, module) && (len(chain) > len(best) || len(chain) == len(best) && strings.Join(chain, "") < strings.Join(best, "")) {
			best = chain
		}
	}
	t.Logf("longest import chain, %d packages: %s", len(best), strings.Join(best, " → "))
	if len(best) > 14 {
		t.Errorf("%d packages deep", len(best))
	}
}
