package templates_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/templates"
	"github.com/w2c-dev/w2c/transform/plan"
)

var update = flag.Bool("update", false, "write the golden files anew")

// written is what Files returns for one plan, by path.
func written(t *testing.T, p plan.Plan) map[string]plan.File {
	t.Helper()
	files, err := templates.Files(p)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]plan.File{}
	for _, f := range files {
		out[f.Path] = f
	}
	return out
}

func TestGolden(t *testing.T) {
	for name, p := range plans {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join("testdata", name)
			files := written(t, p)
			if *update {
				if err := os.RemoveAll(dir); err != nil {
					t.Fatal(err)
				}
			}
			for path, f := range files {
				golden := filepath.Join(dir, goldenName(path))
				if *update {
					if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(golden, f.Data, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Errorf("%s: no golden file: run go test ./templates -update and read the difference", path)
					continue
				}
				if !bytes.Equal(want, f.Data) {
					t.Errorf("%s differs from %s: run go test ./templates -update and read the difference\ngot:\n%s", path, golden, f.Data)
				}
			}
			entries, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				found := false
				for path := range files {
					found = found || goldenName(path) == e.Name()
				}
				if !found {
					t.Errorf("%s is no longer written", e.Name())
				}
			}
		})
	}
}

// goldenName keeps dot-files from hiding in testdata.
func goldenName(path string) string { return strings.TrimPrefix(path, ".") }

func TestTwiceTheSame(t *testing.T) {
	for name, p := range plans {
		a, b := written(t, p), written(t, p)
		for path := range a {
			if !bytes.Equal(a[path].Data, b[path].Data) {
				t.Errorf("%s: %s has other bytes the second time", name, path)
			}
		}
	}
}

func TestFilesOfEveryTarget(t *testing.T) {
	always := []string{"Dockerfile", ".dockerignore", ".env.example", "MIGRATION.md", "compose.yaml"}
	own := map[string][]string{
		"fly":     {"fly.toml", "deploy.sh"},
		"coolify": {"docker-compose.coolify.yaml", "coolify.json", "deploy-coolify.sh", ".env.coolify"},
		"compose": nil,
	}
	for name, p := range plans {
		files := written(t, p)
		for _, path := range append(always, own[p.Deploy]...) {
			if _, ok := files[path]; !ok {
				t.Errorf("%s: no %s", name, path)
			}
			delete(files, path)
		}
		if p.Source != nil {
			if _, ok := files["ROUTES.md"]; !ok {
				t.Errorf("%s: no ROUTES.md", name)
			}
			delete(files, "ROUTES.md")
		}
		for path := range files {
			t.Errorf("%s: unexpected %s", name, path)
		}
	}
	for name, p := range plans {
		for path, f := range written(t, p) {
			if f.Executable != strings.HasSuffix(path, ".sh") {
				t.Errorf("%s: %s: executable is %v", name, path, f.Executable)
			}
			for i, line := range strings.Split(string(f.Data), "\n") {
				if strings.TrimRight(line, " ") != line {
					t.Errorf("%s: %s:%d ends in a blank", name, path, i+1)
				}
			}
			if !bytes.HasSuffix(f.Data, []byte("\n")) || bytes.Contains(f.Data, []byte("<no value>")) {
				t.Errorf("%s: %s is not whole", name, path)
			}
		}
	}
}

func TestUnknownTarget(t *testing.T) {
	_, err := templates.Files(base("x", "goja", "sqlite", "heroku"))
	if err == nil || err.Error() != `no deploy target "heroku": there are fly, coolify, compose` {
		t.Errorf("got %v", err)
	}
}

func TestRegions(t *testing.T) {
	for region, want := range map[string]string{
		"waw": `write files for fly: region "waw" was closed by Fly: use "ams"`,
		"xyz": `write files for fly: no region "xyz" on Fly: there are ams arn bom cdg dfw ewr fra gru iad jnb lax lhr nrt ord sin sjc syd yyz`,
	} {
		p := base("x", "goja", "sqlite", "fly")
		p.Region = region
		if _, err := templates.Files(p); err == nil || err.Error() != want {
			t.Errorf("%s: got %v", region, err)
		}
	}
}
