package project

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/tools/txtar"

	"github.com/w2c-dev/w2c/transform/diag"
)

// Every value and key of both formats has the place a person would point at.
func TestPlaces(t *testing.T) {
	tomlText := "name = \"w\"\n\n[vars]\n  A = 1\n[[kv_namespaces]]\nbinding = \"K\"\n[[kv_namespaces]]\nbinding = \"L\"\nid = \"é\"\n[assets]\nrun_worker_first = [\"/a\", \"/b\"]\n[triggers]\ncrons = [\n  \"* * * * *\",\n]\n[env.x.vars]\nq.r = { s = \"t\" }\n"
	jsonText := "{\n\t\"name\": \"w\",\n\t\"vars\": { \"A\": 1 },\n\t\"kv_namespaces\": [\n\t\t{ \"binding\": \"K\" },\n\t\t{ \"binding\": \"L\", \"id\": \"é\" }\n\t],\n}"
	for _, c := range []struct{ file, text, path, want string }{
		{"wrangler.toml", tomlText, "name", `1:8 "w"`},
		{"wrangler.toml", tomlText, "vars", `3:2 vars`},
		{"wrangler.toml", tomlText, "vars.A", `4:7 1`},
		{"wrangler.toml", tomlText, "kv_namespaces[0].binding", `6:11 "K"`},
		{"wrangler.toml", tomlText, "kv_namespaces[1]", `7:3 kv_namespaces`},
		{"wrangler.toml", tomlText, "kv_namespaces[1].id", `9:6 "é"`},
		{"wrangler.toml", tomlText, "assets.run_worker_first[1]", `11:27 "/b"`},
		{"wrangler.toml", tomlText, "triggers.crons[0]", `14:3 "* * * * *"`},
		{"wrangler.toml", tomlText, "env.x.vars.q.r.s", `17:13 "t"`},
		{"wrangler.jsonc", jsonText, "name", `2:10 "w"`},
		{"wrangler.jsonc", jsonText, "vars", `3:2 "vars"`},
		{"wrangler.jsonc", jsonText, "vars.A", `3:17 1`},
		{"wrangler.jsonc", jsonText, "kv_namespaces[1].binding", `6:16 "L"`},
		{"wrangler.jsonc", jsonText, "kv_namespaces[1].id", `6:27 "é"`},
	} {
		for _, ending := range []string{"\n", "\r\n"} {
			for _, mark := range []string{"", "\ufeff"} {
				data := mark + strings.ReplaceAll(c.text, "\n", ending)
				v, bad := parseConfig(c.file, []byte(data))
				if bad != nil {
					t.Fatalf("%s: %v", c.file, bad)
				}
				pos := map[string]diag.Span{}
				v.places("", diag.Span{}, pos)
				s, ok := pos[c.path]
				if !ok {
					t.Errorf("%s: no place for %s", c.file, c.path)
					continue
				}
				got := strings.TrimPrefix(s.String(), c.file+":") + " " + s.Text[s.Column-1:s.Column-1+s.Length]
				if got != c.want {
					t.Errorf("%s %s: got %s, want %s", c.file, c.path, got, c.want)
				}
				if strings.HasSuffix(s.Text, "\r") {
					t.Errorf("%s: the line still has its carriage return", c.path)
				}
			}
		}
	}
}

// Bytes that are no text, each with wrangler's word for them.
func TestForeignEncodings(t *testing.T) {
	for data, want := range map[string]string{
		"\xff\xfe{\x00}\x00":             "the file is encoded as UTF-16 LE",
		"\xfe\xff\x00{\x00}":             "the file is encoded as UTF-16 BE",
		"\x00\x00\xfe\xff":               "the file is encoded as UTF-32 BE",
		"\xff\xfe\x00\x00":               "the file is encoded as UTF-32 LE",
		"{\"name\": \"\xe9\"}":           "the file is not valid UTF-8",
		strings.Repeat("[", 100_000):     "not valid JSON: nested deeper than 500 levels",
		strings.Repeat(" ", maxConfig+1): "the file is larger than 4 MB: this is not a wrangler configuration",
	} {
		_, bad := parseConfig("wrangler.json", []byte(data))
		if bad == nil || bad.Message != want {
			t.Errorf("%.20q: got %v, want %q", data, bad, want)
		}
	}
	if _, bad := parseConfig("wrangler.toml", []byte("a = "+strings.Repeat("[", 100_000))); bad == nil {
		t.Error("deeply nested TOML is accepted")
	}
}

func TestNumbers(t *testing.T) {
	v, bad := parseConfig("wrangler.toml", []byte("a = 1_000\nb = 0x1F\nc = -0\nd = 1e3\ne = +5\nf = inf\ng = 0o17\nh = 0b11\ni = 6.626e-34\nj = 9007199254740991\n"))
	if bad != nil {
		t.Fatal(bad)
	}
	want := `{"a":1000,"b":31,"c":0,"d":1000,"e":5,"f":null,"g":15,"h":3,"i":6.626e-34,"j":9007199254740991}`
	if got := string(v.json()); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// seeds are the configurations of all cases.
func seeds(f *testing.F, suffix string) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, x := range a.Files {
			if strings.Contains(x.Name, suffix) && !strings.HasSuffix(x.Name, "want") {
				f.Add(x.Data)
			}
		}
	}
}

// Whatever TOML go-toml decodes, the tree says the same as the decoder does;
// whatever it refuses has a place.
func FuzzTOML(f *testing.F) {
	seeds(f, ".toml")
	f.Add([]byte("a.b.c = 1\n[a.b]\nd = 2\n[[x]]\n[x.y]\nz = 1\n[[x]]\n\"\" = ''\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		v, bad := parseConfig("wrangler.toml", data)
		if bad != nil {
			wellPlaced(t, bad)
			return
		}
		raw := v.json()
		if !json.Valid(raw) {
			t.Fatalf("not JSON: %s", raw)
		}
		var want map[string]any
		if err := toml.Unmarshal(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), &want); err != nil {
			t.Fatalf("the tree was built, the decoder says %v", err)
		}
		var got map[string]any
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatal(err)
		}
		if !sameShape(got, want) {
			t.Fatalf("tree %s\ndecoder %v", raw, want)
		}
		everyPlace(t, v, len(data))
	})
}

// sameShape compares keys, lengths and strings; numbers and dates are written differently.
func sameShape(got, want any) bool {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok || len(g) != len(w) {
			return false
		}
		for k := range w {
			if x, ok := g[k]; !ok || !sameShape(x, w[k]) {
				return false
			}
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return false
		}
		for i := range w {
			if !sameShape(g[i], w[i]) {
				return false
			}
		}
	case string:
		return got == w
	case bool:
		return got == w
	}
	return true
}

// Whatever is JSON is read as JSON reads it; the rest of JSONC only adds
// comments and commas, and never breaks.
func FuzzJSONC(f *testing.F) {
	seeds(f, ".json")
	f.Add([]byte("{\"a\": [1, {\"b\": null,}, \"\\u2028\"], /* c */ \"a\": 2}// end"))
	f.Fuzz(func(t *testing.T, data []byte) {
		v, bad := parseConfig("wrangler.jsonc", data)
		var want map[string]any
		plain := json.Unmarshal(data, &want) == nil && want != nil
		if bad != nil {
			wellPlaced(t, bad)
			if plain && invalidUTF8(data) < 0 && tooDeep(data) < 0 {
				t.Fatalf("plain JSON is refused: %s", bad.Message)
			}
			return
		}
		raw := v.json()
		var got map[string]any
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatalf("not JSON: %v: %s", err, raw)
		}
		if plain && !sameShape(got, want) {
			t.Fatalf("tree %s\nencoding/json %v", raw, want)
		}
		everyPlace(t, v, len(data))
	})
}

func wellPlaced(t *testing.T, d *diag.Diagnostic) {
	t.Helper()
	if d.Code != codeSyntax || d.Message == "" || d.Span.File == "" {
		t.Fatalf("not a whole diagnostic: %+v", d)
	}
	if d.Span.Line > 0 && d.Span.Column > len(d.Span.Text)+1 {
		t.Fatalf("the place %s is outside its line %q", d.Span, d.Span.Text)
	}
}

func everyPlace(t *testing.T, v *value, size int) {
	t.Helper()
	pos := map[string]diag.Span{}
	v.places("", v.span, pos)
	for path, s := range pos {
		if s.Line < 1 || s.Column < 1 || s.Column-1+s.Length > len(s.Text) || len(s.Text) > size {
			t.Fatalf("%s has the place %+v", path, s)
		}
	}
}

// The fuzzed names of .env files come from strangers, too.
func FuzzDotEnv(f *testing.F) {
	f.Add("A=1\nexport B='x\ny'\nC: d\n#E=f")
	f.Fuzz(func(t *testing.T, s string) {
		for _, n := range dotenvNames(s) {
			if n == "" || strings.ContainsAny(n, " =\n'\"") {
				t.Fatalf("%q is no name", n)
			}
		}
	})
}

func TestErrorsAboutTheWorld(t *testing.T) {
	if os.Getuid() == 0 {
		// root reads everything: a link to itself cannot be read by anybody.
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "wrangler.toml"), []byte("name = \"w\"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(".dev.vars", filepath.Join(dir, ".dev.vars")); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Load(Options{Dir: dir}); err == nil || !strings.HasPrefix(err.Error(), "read .dev.vars: ") {
			t.Errorf("got %v", err)
		}
		return
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "wrangler.toml"), nil, 0o000); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Load(Options{Dir: dir}); err == nil || !strings.HasPrefix(err.Error(), "read configuration: ") {
		t.Errorf("got %v", err)
	}
}

func TestSpanOfMissingPathIsTheNearestEnclosing(t *testing.T) {
	dir := t.TempDir()
	text := "name = \"w\"\ncompatibility_date = \"2026-01-01\"\n[[kv_namespaces]]\nbinding = \"A\"\n"
	if err := os.WriteFile(filepath.Join(dir, "wrangler.toml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	p, _, err := Load(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"kv_namespaces[0].binding": "wrangler.toml:4:11",
		"kv_namespaces[0].id":      "wrangler.toml:3:3",
		"kv_namespaces[7].id":      "wrangler.toml:3:3",
		"nothing.of.this":          "wrangler.toml",
	} {
		if got := p.Span(path).String(); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}
