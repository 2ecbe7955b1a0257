package overlay

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const goja = "github.com/dop251/goja"

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"why\n\n== module m\n== file f\n== replace\na\n== with\nb\n":  "",
		"why\n\n== module m\n== add f\na\n":                           "",
		"== module m\n== add f\na\n":                                  "a reason, and something to replace",
		"why\n":                                                       "a reason, and something to replace",
		"why\n\n== module m\n== file f\n== replace\na\n":              "a reason, and something to replace",
		"why\n\n== module m\n== file f\n== with\nb\n":                 `"== with" stands in the wrong place`,
		"why\n\n== module m\n== file f\n== replace\na\n== add g\nb\n": `"== add g" stands in the wrong place`,
		"why\n\n== remove f\n":                                        `what is "== remove f"?`,
	} {
		_, err := parse(text)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestWriteRefusesWhatDoesNotFit(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f.go"), []byte("a\na\nb\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		change Change
		want   string
	}{
		{Change{"m", "f.go", "c\n", "d\n"}, "is there 0 times"},
		{Change{"m", "f.go", "a\n", "d\n"}, "is there 2 times"},
		{Change{"m", "f.go", "", "d\n"}, "there is such a file"},
		{Change{"m", "g.go", "a\n", "d\n"}, "no such file"},
	} {
		_, err := Write(t.TempDir(), []Edit{{Name: "e", Changes: []Change{c.change}}}, func(string) (string, error) { return dir, nil })
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.change, err, c.want)
		}
	}
}

// TestProfile: the go command takes what it compiled with a profile of the same name
// for up to date.
func TestProfile(t *testing.T) {
	flags, err := profile()
	if err != nil {
		t.Fatal(err)
	}
	_, path, _ := strings.Cut(flags[0], "=-pgoprofile=transform/overlay/")
	text, err := profiles.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), "GO PREPROFILE V1\n") || !strings.Contains(string(text), "\ngithub.com/dop251/goja.(*vm).run\n") {
		t.Errorf("%s is no profile of the engine", path)
	}
	if sum := sha256.Sum256(text); path != "profile/"+hex.EncodeToString(sum[:6])+".txt" {
		t.Errorf("%s must be named %x.txt after what is in it", path, sum[:6])
	}
}

// TestGoja runs the tests of goja on the edited goja: the edits must not change
// what a script sees.
func TestGoja(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles goja's tests")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 12*time.Minute)
	defer cancel()
	list := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", goja)
	out, err := list.Output()
	if err != nil {
		t.Fatalf("find goja: %v", err)
	}
	source := strings.TrimSpace(string(out))
	all, err := Edits()
	if err != nil {
		t.Fatal(err)
	}
	var edits []Edit
	for _, e := range all {
		if strings.HasPrefix(e.Name, "size-") { // takes away what goja's tests use and the host does not
			continue
		}
		var changes []Change
		for _, c := range e.Changes {
			if c.Module == goja {
				changes = append(changes, c)
			}
		}
		edits = append(edits, Edit{Name: e.Name, Changes: changes})
	}
	o, err := Write(t.TempDir(), edits, func(string) (string, error) { return source, nil })
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	copyFile := func(to, from string) {
		t.Helper()
		data, err := os.ReadFile(from)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(to), 0o755)
		}
		if err == nil {
			err = os.WriteFile(to, data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	err = filepath.WalkDir(source, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(source, path)
		copyFile(filepath.Join(dir, rel), path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, at := range o.Files {
		rel, err := filepath.Rel(o.Replace[goja], path)
		if err != nil {
			t.Fatal(err)
		}
		copyFile(filepath.Join(dir, rel), at)
	}
	// The profiler's tests need the profiler, which start-pprof takes away; two others
	// expect an overflow that scripts cannot catch, where guards makes it a RangeError
	// (runtime/hosttest has the cases for that).
	const changed = "Profile|TestStackOverflowError|TestInterruptInWrappedFunctionExpectStackOverflowError"
	cmd := exec.CommandContext(ctx, "go", "test", "-skip", changed, ".", "./parser")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod -trimpath", "GOWORK=off")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("goja's tests on the edited goja: %v\n%s", err, said)
	}
}
