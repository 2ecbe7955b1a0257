package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
)

// tallyOf runs real tests of a throw-away module and counts them: what go test
// prints for a panic or a broken build is not something to write from memory.
func tallyOf(t *testing.T, files map[string]string) (*tally, string) {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module example.com/x\n\ngo 1.26\n"
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	r := &testRun{root: dir, out: &out, tally: newTally(), env: append(os.Environ(), "GOWORK=off", "GOFLAGS=")}
	r.goTest(t.Context(), []string{"./..."})
	return r.tally, out.String()
}

func testFile(body string) string {
	return "package x\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nvar _ = os.Exit\n\n" + body
}

// Each way in which a test run can be red is broken here once.
func TestCounting(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, body              string
		passed, failed, refused int
		says                    string
	}{
		{"pass", `func TestA(t *testing.T) {}`, 1, 0, 0, ""},
		{"a count is told", `func TestA(t *testing.T) { t.Log("proved: 12 things") }`, 1, 0, 0, "proved: 12 things"},
		{"leaves are counted", `func TestA(t *testing.T) { t.Run("one", func(t *testing.T) {}); t.Run("two", func(t *testing.T) {}) }`, 2, 0, 0, ""},
		{"fail", `func TestA(t *testing.T) { t.Error("the reason") }`, 0, 1, 0, "the reason"},
		{"one of two leaves", `func TestA(t *testing.T) { t.Run("one", func(t *testing.T) { t.Error("only here") }); t.Run("two", func(t *testing.T) {}) }`, 1, 1, 0, "only here"},
		{"the parent itself", `func TestA(t *testing.T) { t.Run("one", func(t *testing.T) {}); t.Error("after them") }`, 1, 1, 0, "after them"},
		{"a skip is a failure", `func TestA(t *testing.T) { t.Skip("no tool") }`, 0, 1, 0, "no tool"},
		{"a refusal is not", `func TestA(t *testing.T) { t.Skip("refused: goja has no such thing") }`, 0, 0, 1, ""},
		{"panic", `func TestA(t *testing.T) { panic("at the disco") }`, 0, 1, 0, "at the disco"},
		{"exit", `func TestA(t *testing.T) { os.Exit(3) }`, 0, 1, 0, ""},
		{"does not build", `func TestA(t *testing.T) { undefined() }`, 0, 1, 0, "undefined"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, out := tallyOf(t, map[string]string{"x_test.go": testFile(tc.body)})
			if got.passed != tc.passed || got.failed != tc.failed || got.refused != tc.refused {
				t.Errorf("%d passed, %d failed, %d refused; want %d, %d, %d\n%s", got.passed, got.failed, got.refused, tc.passed, tc.failed, tc.refused, out)
			}
			if !strings.Contains(out, tc.says) {
				t.Errorf("the output does not say %q:\n%s", tc.says, out)
			}
		})
	}
}

func TestClosingLine(t *testing.T) {
	for _, tc := range []struct {
		name   string
		add    []outcome
		last   string
		failed bool
	}{
		{"green", []outcome{{name: "a"}, {name: "b"}}, "2 passed, 0 failed", false},
		{"red", []outcome{{name: "a"}, {name: "b", failed: true}}, "1 passed, 1 failed", true},
		{"refused is neither", []outcome{{name: "a"}, {name: "b", refused: true, area: "es", column: "goja sqlite"}}, "1 passed, 0 failed", false},
		{"nothing ran", nil, "0 passed, 1 failed", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var out strings.Builder
			r := &testRun{out: &out, tally: newTally()}
			for _, o := range tc.add {
				r.tally.add(o)
			}
			err := r.report()
			lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
			if got := lines[len(lines)-1]; got != tc.last {
				t.Errorf("last line %q, want %q", got, tc.last)
			}
			if (err != nil) != tc.failed {
				t.Errorf("error %v, want one: %v", err, tc.failed)
			}
		})
	}
}

func TestTable(t *testing.T) {
	tl := newTally()
	for _, test := range []string{
		"TestConformance/kv/list/goja/sqlite", "TestConformance/kv/get/goja/sqlite",
		"TestConformance/kv/list/hono/redis", "TestBuilt/hello/hono/sqlite",
	} {
		area, column := place(test)
		tl.add(outcome{name: test, area: area, column: column, failed: strings.Contains(test, "get")})
	}
	var out strings.Builder
	tl.print(&out)
	want := "area      goja sqlite  hono redis  hono built\n" +
		"examples  -            -           1/0/0\n" +
		"kv        1/1/0        1/0/0       -\n"
	if !strings.Contains(out.String(), want) {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"nope"}, {"test", "--nope"}, {"record", "--nope"}} {
		if code := run(t.Context(), args, io.Discard, io.Discard); code != 2 {
			t.Errorf("%q: exit code %d, want 2", args, code)
		}
	}
}

func TestExceptionsAreMarked(t *testing.T) {
	c := &cases.Case{Name: "x", Requests: []cases.Request{{Name: "says so", Exception: true}, {Name: "does not"}}}
	got, err := markExceptions(c, []cases.Answer{{Name: "says so", Status: 500, Body: new("x")}, {Name: "does not", Status: 500}})
	if err != nil {
		t.Fatal(err)
	}
	if !got[0].Exception || got[0].Body != nil || got[1].Exception {
		t.Errorf("got %+v", got)
	}
	if _, err := markExceptions(c, []cases.Answer{{Name: "says so", Status: 200}}); err == nil {
		t.Error("a request that is said to throw was answered with 200, and nobody minded")
	}
}
