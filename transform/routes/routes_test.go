package routes_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"
	"github.com/evanw/esbuild/pkg/api"
	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"

	"github.com/w2c-dev/w2c/transform/routes"
)

var update = flag.Bool("update", false, "write the goldens anew")

// golden is what routes.json holds.
type golden struct {
	Form    routes.Form    `json:"form"`
	Why     string         `json:"why,omitempty"`
	Hono    []routes.Route `json:"hono"`
	Express []routes.Route `json:"express"`
}

// cases are the folders of testdata/routes, each with one input file and perhaps
// files that it imports.
func cases(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob("testdata/routes/*/input.*")
	if err != nil || len(found) < 36 {
		t.Fatalf("%d cases, %v", len(found), err)
	}
	return found
}

func lift(t *testing.T, input string, target routes.Target) routes.Result {
	t.Helper()
	dir := filepath.Dir(input)
	result, err := routes.Lift(context.Background(), routes.Input{
		Entry: "src/" + filepath.Base(input), Target: target, Platform: "src/platform",
		Read: func(path string) ([]byte, error) {
			return os.ReadFile(filepath.Join(dir, strings.TrimPrefix(path, "src/")))
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestGoldens(t *testing.T) {
	for _, input := range cases(t) {
		dir := filepath.Dir(input)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			var g golden
			for _, target := range []routes.Target{routes.Hono, routes.Express} {
				result := lift(t, input, target)
				g.Form, g.Why = result.Form, result.Why
				if target == routes.Hono {
					g.Hono = result.Routes
				} else {
					g.Express = result.Routes
				}
				for path, text := range result.Files {
					name, ok := strings.CutPrefix(path, "src/input")
					if !ok {
						name = "-" + strings.TrimPrefix(path, "src/")
					}
					compare(t, filepath.Join(dir, string(target)+name), text)
				}
				if len(result.Files) == 0 && result.Form == routes.Lifted {
					t.Error("lifted, and no file changed")
				}
			}
			text, err := json.MarshalIndent(g, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			compare(t, filepath.Join(dir, "routes.json"), append(text, '\n'))
		})
	}
}

func compare(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run go test ./transform/routes -update and read the diff\n%s", file, got)
	}
}

// TestComments: every comment of the source is in the output, as often.
func TestComments(t *testing.T) {
	total := 0
	for _, input := range cases(t) {
		for _, target := range []routes.Target{routes.Hono, routes.Express} {
			// Of a Worker in several files, all that were changed.
			want, have := map[string]int{}, map[string]int{}
			for path, text := range lift(t, input, target).Files {
				source, err := os.ReadFile(filepath.Join(filepath.Dir(input), strings.TrimPrefix(path, "src/")))
				if err != nil {
					t.Fatal(err)
				}
				comments(source, want)
				comments(text, have)
			}
			for comment, n := range want {
				if have[comment] < n {
					t.Errorf("%s, %s: %q stands %d times, not %d", input, target, comment, have[comment], n)
				}
				total += n
			}
		}
	}
	if total < 60 {
		t.Errorf("only %d comments were looked for", total)
	}
}

// comments counts comments by their words, whatever their indentation is.
func comments(text []byte, found map[string]int) {
	for _, c := range scan(string(text)) {
		found[strings.Join(strings.Fields(c), " ")]++
	}
}

// scan finds the comments of TypeScript that has no regular expression with a
// slash in a class and no division before a comment; the cases have none.
func scan(s string) (found []string) {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"' || s[i] == '\'' || s[i] == '`':
			q := s[i]
			for i++; i < len(s) && s[i] != q; i++ {
				if s[i] == '\\' {
					i++
				}
			}
		case strings.HasPrefix(s[i:], "//") && (i == 0 || s[i-1] != '\\' && s[i-1] != ':'):
			n := strings.IndexByte(s[i:], '\n')
			if n < 0 {
				n = len(s) - i
			}
			found = append(found, s[i:i+n])
			i += n - 1
		case strings.HasPrefix(s[i:], "/*"):
			n := strings.Index(s[i:], "*/")
			if n < 0 {
				return found
			}
			found = append(found, s[i:i+n+2])
			i += n + 1
		}
	}
	return found
}

// TestParses: a second parser takes what is written.
func TestParses(t *testing.T) {
	for _, input := range cases(t) {
		for _, target := range []routes.Target{routes.Hono, routes.Express} {
			for path, text := range lift(t, input, target).Files {
				stripped := api.Transform(string(text), api.TransformOptions{Loader: api.LoaderTS, Target: api.ESNext})
				if len(stripped.Errors) > 0 {
					t.Fatalf("%s, %s: esbuild: %v", input, path, stripped.Errors[0])
				}
				if _, err := js.Parse(parse.NewInputBytes(stripped.Code), js.Options{}); err != nil {
					t.Errorf("%s, %s: %v", input, target, err)
				}
			}
		}
	}
}

// TestSpeed: 50 KB of routes take less than two seconds.
func TestSpeed(t *testing.T) {
	var b strings.Builder
	b.WriteString("export default {\n  async fetch(request, env) {\n    const url = new URL(request.url);\n")
	for i := 0; b.Len() < 50<<10; i++ {
		fmt.Fprintf(&b, "    if (url.pathname === \"/page/%d\" && request.method === \"GET\") {\n      const value = await env.PAGES.get(`page-%d`);\n      return new Response(value ?? \"nothing here\", { status: 200 });\n    }\n", i, i)
	}
	b.WriteString("    return new Response(\"Not found\", { status: 404 });\n  },\n};\n")
	source := []byte(b.String())
	start := time.Now()
	result, err := routes.Lift(context.Background(), routes.Input{
		Entry: "worker.js", Target: routes.Hono, Platform: "src/platform",
		Read: func(string) ([]byte, error) { return source, nil },
	})
	took := time.Since(start)
	if err != nil || result.Form != routes.Lifted || len(result.Routes) < 200 {
		t.Fatalf("%s, %d routes, %v", result.Form, len(result.Routes), err)
	}
	// Others may be using the machine: a loop says how much of it is left.
	limit := time.Duration(float64(2*time.Second) * max(1, slowness(t)))
	t.Logf("%d KB, %d routes: %v of %v", len(source)>>10, len(result.Routes), took, limit)
	if took > limit {
		t.Errorf("took %v of %v", took, limit)
	}
}

// slowness compares a loop with what it takes when nobody else is there.
func slowness(t *testing.T) float64 {
	t.Helper()
	start := time.Now()
	if _, err := goja.New().RunString("for (let i = 0; i < 3e6; i++) {}"); err != nil {
		t.Fatal(err)
	}
	return float64(time.Since(start)) / float64(200*time.Millisecond)
}

func TestErrors(t *testing.T) {
	broken := errors.New("the disk is gone")
	_, err := routes.Lift(context.Background(), routes.Input{
		Entry: "a.js", Target: routes.Hono,
		Read: func(string) ([]byte, error) { return nil, broken },
	})
	if !errors.Is(err, broken) {
		t.Errorf("Read's error: %v", err)
	}
	missing, err := routes.Lift(context.Background(), routes.Input{
		Entry: "a.js", Target: routes.Hono,
		Read: func(string) ([]byte, error) { return nil, fs.ErrNotExist },
	})
	if err != nil || missing.Form != routes.Kept || missing.Why != "a.js cannot be read" {
		t.Errorf("a missing file: %+v, %v", missing, err)
	}
	if _, err := routes.Lift(context.Background(), routes.Input{Target: "koa"}); err == nil || err.Error() != `lift routes: no target "koa"` {
		t.Errorf("another target: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := routes.Lift(ctx, routes.Input{
		Entry: "a.js", Target: routes.Hono,
		Read: func(string) ([]byte, error) { return []byte("export default {}"), nil },
	}); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that is over: %v", err)
	}
}

// TestKept: what cannot be lifted is left alone, and says why.
func TestKept(t *testing.T) {
	for source, why := range map[string]string{
		"export default {":                                           "a.ts has syntax that the analyser does not know, on line 1: Unexpected token",
		"export const a = 1;":                                        "the file has no default export",
		"export default { get fetch() { return f } }":                "fetch is a getter or a generator",
		"export default { ...other }":                                "the default export takes over members of another object",
		"\uFFFD":                                                     "the file is not valid UTF-8",
		"export default {\r\n}\n":                                    "the file mixes line ends of different systems",
		"export default { fetch(r) { return this.go(r) } }":          "this is used",
		"export default { fetch() { return f(arguments) } }":         "arguments is used",
		"export default { fetch(r) { return eval(r.url) } }":         "the file has a direct eval",
		"export default { fetch(r) { return 1 } }; other(eval('1'))": "the file has a direct eval",
		"export default { fetch() { a: { break a } return 1 } }":     "a label is used",
	} {
		result, err := routes.Lift(context.Background(), routes.Input{
			Entry: "a.ts", Target: routes.Hono,
			Read: func(string) ([]byte, error) { return []byte(source), nil },
		})
		if err != nil || result.Form != routes.Kept || len(result.Files) > 0 || !strings.HasPrefix(result.Why, why) {
			t.Errorf("%q\n  %s: %q, %v\n  want %q", source, result.Form, result.Why, err, why)
		}
	}
}

// TestKeptImports: a handler of another file stays where somebody else may want
// it, and the reason names the file.
func TestKeptImports(t *testing.T) {
	const (
		entry  = "import { go } from './router'; export default { fetch: go };"
		router = "export const go = (r) => { if (new URL(r.url).pathname === '/a') return new Response('a'); return new Response('b') };"
	)
	for name, c := range map[string]struct {
		files map[string]string
		why   string
	}{
		"lifted":          {map[string]string{"src/index.js": entry, "src/router.js": router}, ""},
		"another name":    {map[string]string{"src/index.js": "import './x';" + entry, "src/x.js": "import { other } from './router'; import './gone.css'", "src/router.js": router + "export const other = 1;"}, ""},
		"twice":           {map[string]string{"src/index.js": "import './x';" + entry, "src/x.js": "export { go } from './router.js'", "src/router.js": router}, "go of src/router.js is imported elsewhere too"},
		"far away":        {map[string]string{"src/index.js": "import './x';" + entry, "src/x.js": "import './deep/y'", "src/deep/y.ts": "import {go as g} from '../router'; g()", "src/router.js": router}, "go of src/router.js is imported elsewhere too"},
		"all of it":       {map[string]string{"src/index.js": "import * as all from './router';" + entry, "src/router.js": router}, "go of src/router.js is imported elsewhere too"},
		"later":           {map[string]string{"src/index.js": entry + "export const f = () => import('./router');", "src/router.js": router}, "go of src/router.js is imported elsewhere too"},
		"by an alias":     {map[string]string{"src/index.js": "import './x';" + entry, "src/x.js": "import { go } from '@/router'", "src/router.js": router}, "src/x.js imports @/router, which may be src/router.js"},
		"computed":        {map[string]string{"src/index.js": entry + "export const f = (n) => import('./' + n);", "src/router.js": router}, "src/index.js imports a module by a name that is computed"},
		"by any name":     {map[string]string{"src/index.js": entry + "export const f = (n) => import(n);", "src/router.js": router}, "src/index.js imports a module by a name that is computed"},
		"called there":    {map[string]string{"src/index.js": entry, "src/router.js": router + "export const again = (r) => go(r);"}, "go is used in src/router.js too"},
		"no function":     {map[string]string{"src/index.js": entry, "src/router.js": "export const go = make();"}, "go of src/router.js is not a function that is written out there"},
		"a package":       {map[string]string{"src/index.js": "import { go } from 'router'; export default { fetch: go };"}, "router is no file of the project"},
		"not there":       {map[string]string{"src/index.js": entry}, "./router is no file of the project"},
		"exported twice":  {map[string]string{"src/index.js": entry + "export { go };", "src/router.js": router}, "go is used elsewhere too"},
		"the default too": {map[string]string{"src/index.js": "export { default } from './worker'; import './x'", "src/x.js": "import worker from './worker'", "src/worker.js": "export default { fetch() {} }"}, "the default export of src/worker.js is imported elsewhere too"},
	} {
		result, err := routes.Lift(context.Background(), routes.Input{
			Entry: "src/index.js", Target: routes.Express, Platform: "src/platform",
			Read: func(path string) ([]byte, error) {
				text, ok := c.files[path]
				if !ok {
					return nil, fs.ErrNotExist
				}
				return []byte(text), nil
			},
		})
		want := routes.Kept
		if c.why == "" {
			want = routes.Lifted
		}
		if err != nil || result.Form != want || result.Why != c.why {
			t.Errorf("%s: %s %q, %v\n  want %q", name, result.Form, result.Why, err, c.why)
		}
	}
}
