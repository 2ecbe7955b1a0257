package wpt

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// write makes a small suite.
func write(t *testing.T, files map[string]string) *suite {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := &suite{dir: dir, origin: "http://suite.test", names: strings.NewReplacer("{{host}}", "suite.test")}
	return s
}

func TestFind(t *testing.T) {
	s := write(t, map[string]string{
		"url/a.any.js":                    "// META: script=/common/x.js\n// META: script=y.sub.js\n// META: variant=?1\n// META: variant=?2\n// META: timeout=long\n",
		"url/y.sub.js":                    "'{{host}} {{what}}'",
		"url/lost.any.js":                 "// META: script=nowhere.js\n",
		"url/page.any.js":                 "// META: global=window\n",
		"common/x.js":                     "",
		"fetch/api/headers/h.any.js":      "",
		"fetch/api/basic/served.any.js":   "fetch('../resources/status.py')",
		"fetch/api/basic/unserved.any.js": "fetch('../resources/cache.py')",
		"fetch/api/cors/c.any.js":         "",
		"xhr/open.any.js":                 "",
		"xhr/formdata/set.any.js":         "",
		"url/page.html":                   "",
	})
	tests, err := s.find(areas)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, one := range tests {
		got[one.area+" "+one.name()] = one.skip
	}
	want := map[string]string{
		"url url/a.any.js?1":                    "",
		"url url/a.any.js?2":                    "",
		"url url/lost.any.js":                   "a script it needs is not in the folder",
		"url url/page.any.js":                   "is for window only",
		"headers fetch/api/headers/h.any.js":    "",
		"fetch fetch/api/basic/served.any.js":   "",
		"fetch fetch/api/basic/unserved.any.js": "needs the suite's server (cache.py)",
		"fetch fetch/api/cors/c.any.js":         "the same-origin policy is a browser's",
		"xhr xhr/open.any.js":                   "XMLHttpRequest is not part of Workers",
		"xhr xhr/formdata/set.any.js":           "",
	}
	if !maps.Equal(got, want) {
		t.Errorf("found %v\nwant %v", got, want)
	}
	i := slices.IndexFunc(tests, func(one test) bool { return one.name() == "url/a.any.js?1" })
	scripts, err := s.sources(tests[i])
	if err != nil || !tests[i].long || len(scripts) != 3 || scripts[1].Text != "'suite.test 1'" {
		t.Errorf("sources %+v, long %v, %v", scripts, tests[i].long, err)
	}
}

func TestBaseline(t *testing.T) {
	root := t.TempDir()
	b := baseline{"url/a.any.js": {
		"b \"<&>\"": {"goja": "no", "workerd": "too"},
		wholeFile:   {"node": "timeout"},
	}}
	if err := b.write(root, "dom/abort"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "testdata", "wpt", "dom-abort.json"))
	if err != nil {
		t.Fatal(err)
	}
	const want = "{\n  \"url/a.any.js\": {\n    \"\": {\"node\": \"timeout\"},\n    \"b \\\"<&>\\\"\": {\"goja\": \"no\", \"workerd\": \"too\"}\n  }\n}\n"
	if string(text) != want {
		t.Errorf("wrote %s", text)
	}
	again, err := readBaseline(root, "dom/abort")
	if err != nil || !reflect.DeepEqual(again, b) {
		t.Errorf("read %v %v", again, err)
	}
	if err := (baseline{}).write(root, "dom/abort"); err != nil {
		t.Fatal(err)
	}
	text, err = os.ReadFile(baselinePath(root, "dom/abort"))
	if err != nil || string(text) != "{\n}\n" {
		t.Errorf("an area without failures is written as %q, %v", text, err)
	}
}

// A new failure and an unexpected pass are both news; what was said before is kept.
func TestCompare(t *testing.T) {
	s := &suite{origin: "http://suite.test"}
	one := test{area: "url", file: "url/a.any.js"}
	pass := func(names ...string) outcome {
		var o outcome
		for _, n := range names {
			o.Tests = append(o.Tests, [3]string{n, "pass", ""})
		}
		return o
	}
	goja := pass("a", "b")
	goja.Tests = append(goja.Tests, [3]string{"c", "fail", "no c"}, [3]string{"d", "fail", "no d"})
	workerd := pass("a", "c", "e")
	workerd.Tests = append(workerd.Tests, [3]string{"d", "fail", "neither"})
	all := results{tests: []test{one}, by: map[string][]outcome{"goja": {goja}, "workerd": {workerd}}}
	r := newRow()
	now := s.fold(one, 0, all, nil, r)
	wantNow := map[string]map[string]string{
		"c": {"goja": "no c"},
		"d": {"goja": "no d", "workerd": "too"},
		"e": {"goja": "missing"},
	}
	if !reflect.DeepEqual(now, wantNow) {
		t.Errorf("now %v", now)
	}
	if r.subtests != 5 || r.passed["goja"] != 2 || r.passedOnWorkerd["workerd"] != 3 || r.passedOnWorkerd["goja"] != 1 {
		t.Errorf("counted %+v", r)
	}
	known := map[string]map[string]string{"b": {"goja": "was wrong"}, "c": {"goja": "no c, said otherwise"}, "x": {"node": "not asked"}}
	news := compare(one.name(), now, known, all, 0)
	want := []string{"goja fails: url/a.any.js › d", "goja fails: url/a.any.js › e", "goja passes now: url/a.any.js › b"}
	if !slices.Equal(news, want) {
		t.Errorf("news %q", news)
	}
	merged := merge(baseline{one.name(): known, "url/other.any.js": {"z": {"goja": "kept"}}}, baseline{one.name(): now}, all, "url")
	if merged[one.name()]["c"]["goja"] != "no c, said otherwise" || merged[one.name()]["x"]["node"] != "not asked" ||
		merged["url/other.any.js"] == nil || merged[one.name()]["b"] != nil {
		t.Errorf("merged %v", merged)
	}
}

// Where workerd is not run, what is written of it counts: subtests that only it
// has stay failures, and what it fails too is not held against anybody.
func TestRecorded(t *testing.T) {
	s := &suite{origin: "http://suite.test"}
	one := test{area: "url", file: "url/a.any.js"}
	goja := outcome{Tests: [][3]string{{"a", "pass", ""}, {"c", "fail", "no c"}, {"d", "fail", "no d"}, {"f() {\n}", "pass", ""}}}
	all := results{tests: []test{one}, by: map[string][]outcome{"goja": {goja}}}
	was := map[string]map[string]string{
		"c": {"goja": "no c"}, "d": {"goja": "no d", "workerd": "too"}, "e": {"goja": "missing"}, "f() {}": {"goja": "flaky: late"},
	}
	r := newRow()
	now := s.fold(one, 0, all, was, r)
	want := map[string]map[string]string{"c": {"goja": "no c"}, "d": {"goja": "no d", "workerd": "too"}, "e": {"goja": "missing"}}
	if !reflect.DeepEqual(now, want) || r.lost["goja"] != 2 || r.flaky != 1 {
		t.Errorf("now %v, counted %+v", now, r)
	}
	if news := compare(one.name(), now, was, all, 0); news != nil {
		t.Errorf("news %q", news)
	}
	second := map[string]map[string]string{"c": {"goja": "no c"}, "d": {"goja": "no d", "workerd": "too"}, "g": {"goja": "late"}}
	want = map[string]map[string]string{
		"c": {"goja": "no c"}, "d": {"goja": "no d", "workerd": "too"}, "e": {"goja": "flaky: missing"}, "g": {"goja": "flaky: late"},
	}
	if got := markFlaky(now, second); !reflect.DeepEqual(got, want) {
		t.Errorf("marked %v", got)
	}
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "testdata", "wpt"), 0o755); err != nil {
		t.Fatal(err)
	}
	record := recorded{Passed: map[string]int{"url": 1, "xhr": 2}}
	record.update("1.2", []string{"url"}, map[string]*row{"url": {passed: map[string]int{"workerd": 3}}, "xhr": {}})
	if err := record.write(root); err != nil {
		t.Fatal(err)
	}
	if got, err := readRecord(root); err != nil || got.Version != "1.2" || !reflect.DeepEqual(got.Passed, map[string]int{"url": 3, "xhr": 2}) {
		t.Errorf("read %+v %v", got, err)
	}
}

// The suite's own harness is not here; a stand-in of the few functions harness.js
// uses shows that a test's results come out of an isolate, and that one that
// waits for nothing ends at once.
func TestGoja(t *testing.T) {
	s := write(t, map[string]string{"resources/testharness.js": `
		var tests = [], end = [], explicit;
		function setup(o) { explicit = o.explicit_done; }
		function add_completion_callback(f) { end.push(f); }
		function test(f, name) { var t = { name: name, status: 0, message: null }; tests.push(t); try { f(); } catch (e) { t.status = 1; t.message = e.message; } }
		function never(name) { tests.push({ name: name, status: 2, message: "never" }); explicit = false; }
		function done() { if (explicit) timeout(); }
		function timeout() { end.forEach(function (f) { f(tests, { status: explicit ? 0 : 2, message: null }); }); }`})
	g := &gojaTarget{suite: s, programs: map[string]*compiled{}}
	run := func(text string) outcome {
		library, err := os.ReadFile(filepath.Join(s.dir, "resources", "testharness.js"))
		if err != nil {
			t.Fatal(err)
		}
		scripts := []source{{"harness.js", harness}, {"testharness.js", string(library)}, {text, text}}
		return g.run(t.Context(), test{}, config{Base: "http://suite.test/url/a.any.js", Timeout: 60_000, Rebase: []string{"Request"}}, scripts)
	}
	got := run(`test(() => { if (new Request("x").url !== "http://suite.test/url/x" || GLOBAL.isWindow()) throw new Error("no"); }, "relative");
		test(() => { throw new Error("wrong"); }, "bad"); class A { static get = /\p{L}/u.test("é"); } test(() => { if (!A.get) throw new Error("no"); }, "lowered")`)
	want := outcome{Tests: [][3]string{{"relative", "pass", ""}, {"bad", "fail", "wrong"}, {"lowered", "pass", ""}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if got := run(`never("waits")`); got.Status != 2 || len(got.Tests) != 1 || got.Tests[0][1] != "timeout" {
		t.Errorf("a test that waits for nothing: %+v", got)
	}
	if got := run(`throw new Error("at once")`); got.Status != 1 || !strings.Contains(got.Message, "at once") {
		t.Errorf("a file that throws: %+v", got)
	}
	if got := run(`this is no script`); got.Status != 1 || got.Tests != nil {
		t.Errorf("no script: %+v", got)
	}
}
