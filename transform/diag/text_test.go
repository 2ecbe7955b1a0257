package diag_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/transform/diag"
)

func TestText(t *testing.T) {
	for name, c := range map[string]struct {
		d    diag.Diagnostic
		want string
	}{
		"in full": {
			diag.Diagnostic{Code: "W2C-B004", Severity: diag.Error, Message: `binding "AI" has no container counterpart`,
				Span: diag.Span{File: "src/index.ts", Line: 3, Column: 12, Length: 6, Text: "    return env.AI.run('m')"},
				Hint: "convert with --stub=AI to keep the rest of the worker running"},
			"src/index.ts:3:12: W2C-B004: binding \"AI\" has no container counterpart\n" +
				"    3 │     return env.AI.run('m')\n" +
				"      ╵            ~~~~~~\n" +
				"  hint: convert with --stub=AI to keep the rest of the worker running\n",
		},
		"a warning without a place": {
			diag.Diagnostic{Code: "W2C-S015", Severity: diag.Warning, Message: "m", Notes: []string{"one\ntwo"}},
			"warning W2C-S015: m\n  one\n  two\n",
		},
		"a file": {diag.Diagnostic{Code: "W2C-C001", Severity: diag.Info, Message: "m", Span: diag.Span{File: "a.toml"}}, "a.toml: note W2C-C001: m\n"},
		"a caret behind tabs and wide text": {
			diag.Diagnostic{Code: "W2C-S001", Severity: diag.Error, Message: "m", Span: diag.Span{File: "a.js", Line: 120, Column: 6, Text: "\tüber"}},
			"a.js:120:6: W2C-S001: m\n  120 │   über\n      ╵      ^\n",
		},
		"a place behind the line": {
			diag.Diagnostic{Code: "W2C-S001", Severity: diag.Error, Message: "m", Span: diag.Span{File: "a.js", Line: 1, Column: 99, Text: "short"}},
			"a.js:1:99: W2C-S001: m\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := (diag.Text{W: &b}).List(diag.List{c.d}); err != nil || b.String() != c.want {
				t.Errorf("got\n%swant\n%s%v", b.String(), c.want, err)
			}
		})
	}
}

func TestTextCutsLongLines(t *testing.T) {
	long := strings.Repeat("x", 5000)
	var b strings.Builder
	d := diag.Diagnostic{Code: "W2C-S001", Message: "m", Severity: diag.Error, Span: diag.Span{File: "a.js", Line: 1, Column: 2501, Length: 2, Text: long}}
	if err := (diag.Text{W: &b}).List(diag.List{d}); err != nil || len(b.String()) > 500 {
		t.Errorf("%d bytes %v", len(b.String()), err)
	}
}

func TestColor(t *testing.T) {
	var b strings.Builder
	if err := (diag.Text{W: &b, Color: true}).List(diag.List{{Code: "W2C-S001", Message: "m", Severity: diag.Error}}); err != nil {
		t.Fatal(err)
	}
	if b.String() != "\x1b[31mW2C-S001:\x1b[0m \x1b[1mm\x1b[0m\n" {
		t.Errorf("%q", b.String())
	}
}

func TestJSON(t *testing.T) {
	d := diag.Diagnostic{Code: "W2C-S001", Severity: diag.Warning, Message: "m", Span: diag.Span{File: "a.js"}}
	text, err := json.Marshal(d)
	if err != nil || string(text) != `{"code":"W2C-S001","severity":"warning","message":"m","span":{"file":"a.js"}}` {
		t.Errorf("%s %v", text, err)
	}
	var back diag.Diagnostic
	if err := json.Unmarshal(text, &back); err != nil || back.Severity != diag.Warning {
		t.Error(back, err)
	}
}

// Every code that the compiler's source mentions is in the list, and no other.
func TestCodes(t *testing.T) {
	var listed []string
	for _, c := range diag.Codes {
		listed = append(listed, c.Name)
		if c.Meaning == "" {
			t.Errorf("%s has no meaning", c.Name)
		}
	}
	if !slices.IsSorted(listed) || len(slices.Compact(slices.Clone(listed))) != len(listed) {
		t.Error("codes are not sorted, or one is there twice")
	}
	used := map[string]bool{}
	code := regexp.MustCompile(`W2C-[A-Z]\d{3}`)
	for _, room := range []string{"..", "../bundle", "../rewrite", "../project", "../analyze", "../keep"} {
		entries, err := os.ReadDir(room)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			text, err := os.ReadFile(room + "/" + e.Name())
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range code.FindAllString(string(text), -1) {
				used[c] = true
			}
		}
	}
	var missing []string
	for c := range used {
		if !slices.Contains(listed, c) {
			missing = append(missing, c)
		}
	}
	sort.Strings(missing)
	if len(missing) > 0 {
		t.Errorf("not in codes.go: %v", missing)
	}
	for _, c := range listed {
		if !used[c] {
			t.Errorf("%s is listed and never given", c)
		}
	}
}
