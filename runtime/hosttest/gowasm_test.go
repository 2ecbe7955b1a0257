package hosttest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/hosttest/app"
	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
)

// TestGoModule runs what the Go compiler makes for WebAssembly, with the
// toolchain's own glue: a scheduler, a garbage collector and three megabytes of
// code, calling JavaScript and being called by it.
func TestGoModule(t *testing.T) {
	need(t)
	project := t.TempDir()
	if err := os.CopyFS(project, os.DirFS(filepath.Join("testdata", "gowasm"))); err != nil {
		t.Fatal(err)
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", filepath.Join(project, "src", "go.wasm"), ".")
	build.Dir = filepath.Join(project, "program")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOWORK=off", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the module: %v\n%s", err, out)
	}
	goroot, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	glue, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(project, "src", "wasm_exec.js"), glue, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, server := range app.Servers {
		t.Run(server, func(t *testing.T) {
			dir, err := output(t.Context(), &cases.Case{Name: "gowasm", Dir: project}, server, "sqlite")
			if err != nil {
				t.Fatal(err)
			}
			a, err := app.Start(t.Context(), app.Spec{Command: kit.Command(dir, server, false), Dir: dir, Env: map[string]string{"LOG_LEVEL": "error"}})
			if err != nil {
				t.Fatal(err)
			}
			defer a.Kill()
			for _, text := range []string{"c b a", "one", "ü ö ä 😀"} {
				sum := sha256.Sum256([]byte(text))
				words := map[string]string{"c b a": `["a","b","c"]`, "one": `["one"]`, "ü ö ä 😀": `["ä","ö","ü","😀"]`}[text]
				want := fmt.Sprintf(`{"sum":"%s","words":%s}`, hex.EncodeToString(sum[:]), words)
				if got := get(t, a, "/?text="+url.QueryEscape(text)); got != want {
					t.Errorf("%q: got %s, want %s", text, got, want)
				}
			}
			if got := get(t, a, "/later"); got != "slept" {
				t.Errorf("a timer of the module: %q\n%s", got, last(a.Logs()))
			}
		})
	}
}

func get(t *testing.T, a *app.App, path string) string {
	t.Helper()
	resp, err := http.Get("http://" + a.Addr + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
