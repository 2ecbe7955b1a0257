package build

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	whatwg "github.com/nlnwa/whatwg-url/url"

	"github.com/w2c-dev/w2c/runtime/bindings/assets"
	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
	"github.com/w2c-dev/w2c/runtime/store"
)

// folder is an Opener that has static files and nothing else.
type folder struct {
	store.Opener
	dir string
}

func (f folder) Dir(string) (fs.FS, error) { return os.DirFS(f.dir), nil }

// echo is the Worker of the conformance cases, which says what reached it.
var echo = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain;charset=UTF-8")
	u, err := whatwg.Parse("http://" + r.Host + r.RequestURI)
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(w, "worker: %s %s%s\n", r.Method, u.Pathname(), u.Search())
})

// TestFront asks the Go half what workerd was asked, without a VM in between.
// The whole hosts answer the same cases in runtime/hosttest.
func TestFront(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..")
	dirs, err := filepath.Glob(filepath.Join(root, "testdata", "conformance", "assets", "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no conformance cases (%v)", err)
	}
	asked := 0
	for _, dir := range dirs {
		c, err := cases.Load(root, dir)
		if err != nil {
			t.Fatal(err)
		}
		config := readConfig(t, dir)
		if config.Main != "" && filepath.Base(dir) == "binding" {
			continue // its Worker calls env.ASSETS: for the whole hosts
		}
		t.Run(filepath.Base(dir), func(t *testing.T) {
			server := httptest.NewServer(front(t, dir, config))
			defer server.Close()
			answers, err := c.Run(t.Context(), cases.Server{Addr: server.Listener.Addr().String()})
			if err != nil {
				t.Fatal(err)
			}
			for i, got := range answers {
				asked++
				if diff := c.Answers[i].Diff(got); diff != "" {
					t.Errorf("%s: %s", got.Name, diff)
				}
			}
		})
	}
	if asked < 500 {
		t.Errorf("only %d requests were compared", asked)
	}
}

type config struct {
	Main   string          `json:"main"`
	Date   string          `json:"compatibility_date"`
	Flags  []string        `json:"compatibility_flags"`
	Assets json.RawMessage `json:"assets"`
}

func readConfig(t *testing.T, dir string) (c config) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "wrangler.jsonc"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func front(t *testing.T, dir string, c config) http.Handler {
	t.Helper()
	bindings, err := (assets.Kind{}).FromConfig(c.Assets)
	if err != nil {
		t.Fatal(err)
	}
	public := filepath.Join(dir, "public")
	r, err := Build(Site{Binding: bindings[0], Dir: public, Files: list(t, public), Worker: c.Main != "", Date: c.Date, Flags: c.Flags})
	if err != nil {
		t.Fatal(err)
	}
	h, err := (assets.Kind{}).Front(r.Binding, folder{dir: public}, echo)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func list(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		files = append(files, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	return files
}

// TestProblems pins what is said about bad lines, in Cloudflare's words.
func TestProblems(t *testing.T) {
	_, redirects := parseRedirects("/a\n/b /c 418\nhttps://x.example/a /b\n/* /index.html\n/d /e\n/d /f\n/g https://h.example 200\n", "auto-trailing-slash")
	_, headers := parseHeaders("X: y\n/a\n/b/*/*\n  X: y\n/c\n  nothing\n  : v\n  A B: c\n  K:\nhttps://a.example:80/\n  X: y\n")
	var got []string
	for _, p := range append(redirects, headers...) {
		got = append(got, fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message))
	}
	want := []string{
		"_redirects:1: Expected exactly 2 or 3 whitespace-separated tokens. Got 1.",
		"_redirects:2: Valid status codes are 200, 301, 302 (default), 303, 307, or 308. Got 418.",
		"_redirects:3: Only relative URLs are allowed. Skipping absolute URL https://x.example/a.",
		"_redirects:4: Infinite loop detected in this rule and has been ignored. This will cause a redirect to strip `.html` or `/index` and end up triggering this rule again. Please fix or remove this rule to silence this warning.",
		"_redirects:6: Ignoring duplicate rule for path /d.",
		"_redirects:7: Proxy (200) redirects can only point to relative paths. Got https://h.example/",
		"_headers:1: Path should come before header (x: y)",
		"_headers:2: No headers specified",
		"_headers:3: Only one wildcard is allowed per rule. Use a named placeholder (e.g. :project) instead. Skipping /b/*/*.",
		"_headers:6: Expected a colon-separated header pair (e.g. name: value)",
		"_headers:7: No header name specified",
		"_headers:8: Header name cannot include spaces",
		"_headers:9: No header value specified",
		"_headers:5: No headers specified",
		"_headers:10: Specifying ports is not supported. Skipping absolute URL https://a.example:80/.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestContentHash pins the ETag of a page: what wrangler's own hash (blake3-wasm,
// run by the recorder) gives for base64("<h1>home</h1>\n") + "html".
func TestContentHash(t *testing.T) {
	const want = "260d432292df18555c39749e59348292"
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("<h1>home</h1>\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := contentHash(dir, "index.html")
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("ETag %q, wrangler's is %q", got, want)
	}
}
