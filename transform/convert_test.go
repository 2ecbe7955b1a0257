package transform_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/transform"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/plan"
)

var update = flag.Bool("update", false, "rewrite the golden conversions")

const cases = "../testdata/convert"

// options of a case, in options.json beside its project.
type options struct {
	Server, State, Deploy, Region, Env string
	Bundle                             bool
}

func caseDirs(t *testing.T) []string {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(cases, "*", "project"))
	if err != nil || len(dirs) == 0 {
		t.Fatal("no cases", err)
	}
	for i := range dirs {
		dirs[i] = filepath.Dir(dirs[i])
	}
	return dirs
}

func convertCase(t *testing.T, dir, project string) transform.Result {
	t.Helper()
	var o options
	if text, err := os.ReadFile(filepath.Join(dir, "options.json")); err == nil {
		if err := json.Unmarshal(text, &o); err != nil {
			t.Fatal(err)
		}
	}
	var build strings.Builder
	opts := transform.Options{Dir: project, Server: o.Server, State: o.State, Deploy: o.Deploy, Region: o.Region, Env: o.Env, Bundle: o.Bundle}
	opts.Build.Writer, opts.Build.Env = &build, os.Environ()
	r, err := transform.Convert(context.Background(), opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// golden is what a case is held to: the diagnostics as people see them, the
// names of all files, the plan, the manifest and the script, or what is around
// the Worker's own modules and the one that holds its routes. Files that are
// copied verbatim, and the targets' own, are tested in their rooms.
func golden(t *testing.T, r transform.Result) map[string]string {
	t.Helper()
	out := map[string]string{}
	var text strings.Builder
	if err := (diag.Text{W: &text}).List(r.Diagnostics); err != nil {
		t.Fatal(err)
	}
	if text.Len() > 0 {
		out["diagnostics.txt"] = text.String()
	}
	if r.Diagnostics.HasErrors() {
		return out
	}
	p, err := r.Plan.Encode()
	if err != nil {
		t.Fatal(err)
	}
	out[plan.FileName] = string(p)
	var names strings.Builder
	for _, f := range r.Files {
		// The platform is whole in every Node app; which files it has is not a
		// conversion's business.
		if !strings.HasPrefix(f.Path, "src/platform/") {
			fmt.Fprintln(&names, f.Path)
		}
		switch f.Path {
		case "worker.js":
			code, _, _ := strings.Cut(string(f.Data), "//# sourceMappingURL=")
			out["worker.js"] = code
		case "src/worker.js", "manifest.json":
			out[filepath.Base(f.Path)] = string(f.Data)
		case "build.mjs", "ROUTES.md", "package.json", r.Plan.Manifest.Script:
			if r.Worker != nil {
				out[filepath.Base(f.Path)] = string(f.Data)
			}
		}
		if r.Worker != nil && f.Path == r.Plan.Source.Server {
			out[filepath.Base(f.Path)] = string(f.Data)
		}
	}
	out["files.txt"] = names.String()
	return out
}

func TestGoldenConversions(t *testing.T) {
	for _, dir := range caseDirs(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			got := golden(t, convertCase(t, dir, filepath.Join(dir, "project")))
			want := filepath.Join(dir, "want")
			if *update {
				if err := os.RemoveAll(want); err != nil {
					t.Fatal(err)
				}
				for name, text := range got {
					put(t, filepath.Join(want, name), text)
				}
				return
			}
			entries, err := os.ReadDir(want)
			if err != nil {
				t.Fatalf("%v: run go test ./transform -update and read the diff", err)
			}
			for _, e := range entries {
				if _, ok := got[e.Name()]; !ok {
					t.Errorf("%s is missing", e.Name())
				}
			}
			for name, text := range got {
				old, err := os.ReadFile(filepath.Join(want, name))
				if err != nil {
					t.Errorf("%s is new: %v", name, err)
				} else if string(old) != text {
					t.Errorf("%s differs from the golden one:\n%s", name, firstDifference(string(old), text))
				}
			}
		})
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := 0; i < len(w) || i < len(g); i++ {
		a, b := "(end)", "(end)"
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\n  want %s\n  got  %s", i+1, a, b)
		}
	}
	return "none"
}

// Same input, same bytes: every case, converted twice from two folders, gives
// equal trees, and no byte of them tells where the project lay.
func TestConversionsRepeat(t *testing.T) {
	for _, dir := range caseDirs(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			var trees []string
			for range 2 {
				parent := t.TempDir()
				copied := filepath.Join(parent, "project")
				if err := os.CopyFS(copied, os.DirFS(filepath.Join(dir, "project"))); err != nil {
					t.Fatal(err)
				}
				r := convertCase(t, dir, copied)
				if r.Diagnostics.HasErrors() {
					return // a refusal writes nothing; its text has a golden file
				}
				out := filepath.Join(parent, "out")
				if err := (transform.Writer{}).Write(out, r); err != nil {
					t.Fatal(err)
				}
				trees = append(trees, wholeTree(t, out))
				if strings.Contains(trees[len(trees)-1], parent) {
					t.Error("the output has the path of the project")
				}
			}
			if trees[0] != trees[1] {
				t.Error("two conversions differ:\n" + firstDifference(trees[0], trees[1]))
			}
		})
	}
}

// wholeTree is every file with its mode and content.
func wholeTree(t *testing.T, dir string) string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		files = append(files, fmt.Sprintf("%s %v\n%s\n", rel, info.Mode(), text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(files)
	return strings.Join(files, "")
}
