package project

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/w2c-dev/w2c/transform/diag"
)

// A case is one archive in testdata: the project's files, `want` with the
// diagnostics and the summary of what was read, and `wrangler` with what
// wrangler itself says of the same files. Above the files stand what the case
// is about and, line by line: "env: staging", "config: other.toml", "dir: sub",
// and "differs: why" where w2c and wrangler disagree on purpose.
//
// `want` is written by -update, `wrangler` by -record, which needs wrangler's
// script in W2C_TEST_WRANGLER and node in W2C_TEST_NODE.
var (
	update = flag.Bool("update", false, "write what cases want anew")
	record = flag.Bool("record", false, "ask wrangler anew")
)

type testCase struct {
	env, config, dir, differs string
	archive                   *txtar.Archive
}

func readCase(t *testing.T, file string) testCase {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := testCase{archive: a}
	for _, line := range strings.Split(string(a.Comment), "\n") {
		name, value, _ := strings.Cut(line, ": ")
		switch name {
		case "env":
			c.env = value
		case "config":
			c.config = value
		case "dir":
			c.dir = value
		case "differs":
			c.differs = value
		}
	}
	return c
}

func (c testCase) file(name string) string {
	for _, f := range c.archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func (c *testCase) set(name, data string) {
	for i := range c.archive.Files {
		if c.archive.Files[i].Name == name {
			c.archive.Files[i].Data = []byte(data)
			return
		}
	}
	c.archive.Files = append(c.archive.Files, txtar.File{Name: name, Data: []byte(data)})
}

// unpack writes the project's files and returns its folder.
func (c testCase) unpack(t *testing.T) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "project")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, f := range c.archive.Files {
		if f.Name == "want" || f.Name == "wrangler" {
			continue
		}
		path := filepath.Join(root, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			c := readCase(t, file)
			root := c.unpack(t)
			p, list, err := Load(Options{Dir: filepath.Join(root, c.dir), Config: c.config, Env: c.env})
			if err != nil {
				t.Fatal(err)
			}
			got := strings.ReplaceAll(render(list)+summary(p), root, "ROOT")
			if *record {
				c.set("wrangler", askWrangler(t, c, filepath.Join(root, c.dir)))
			}
			if *update {
				c.set("want", got)
			}
			if *update || *record {
				if err := os.WriteFile(file, txtar.Format(c.archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := c.file("want"); got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
			c.judge(t, list)
		})
	}
}

// judge compares the verdict with wrangler's.
func (c testCase) judge(t *testing.T, list diag.List) {
	t.Helper()
	verdict, _, _ := strings.Cut(c.file("wrangler"), "\n")
	if verdict != "accepts" && verdict != "refuses" {
		t.Fatalf("no verdict of wrangler: record it with -record")
	}
	agree := list.HasErrors() == (verdict == "refuses")
	switch {
	case !agree && c.differs == "":
		t.Errorf("wrangler %s this, w2c does not, and no reason is given", verdict)
	case agree && c.differs != "":
		t.Errorf("wrangler and w2c agree: remove the differs line")
	}
}

func render(list diag.List) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%s: %s %s: %s\n", d.Span, d.Severity, d.Code, d.Message)
		if d.Span.Text != "" {
			fmt.Fprintf(&b, "    %s\n    %s%s\n", d.Span.Text, strings.Repeat(" ", d.Span.Column-1), strings.Repeat("~", max(d.Span.Length, 1)))
		}
		for _, n := range d.Notes {
			fmt.Fprintf(&b, "  note: %s\n", n)
		}
		if d.Hint != "" {
			fmt.Fprintf(&b, "  hint: %s\n", d.Hint)
		}
	}
	return b.String()
}

// summary is the Project without what is empty, as JSON.
func summary(p *Project) string {
	raw, err := json.Marshal(p)
	if err != nil {
		return err.Error()
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return err.Error()
	}
	out, err := json.MarshalIndent(prune(v), "", "  ")
	if err != nil {
		return err.Error()
	}
	return string(out) + "\n"
}

func prune(v any) any {
	switch t := v.(type) {
	case map[string]any:
		for k, c := range t {
			c = prune(c)
			if c == nil || c == "" || c == false {
				delete(t, k)
				continue
			}
			t[k] = c
		}
		if len(t) == 0 {
			return nil
		}
	case []any:
		for i := range t {
			t[i] = prune(t[i])
		}
		if len(t) == 0 {
			return nil
		}
	}
	return v
}

var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// askWrangler runs a dry deployment and keeps what it says about the
// configuration: the verdict, warnings and errors.
func askWrangler(t *testing.T, c testCase, dir string) string {
	t.Helper()
	script, node := os.Getenv("W2C_TEST_WRANGLER"), os.Getenv("W2C_TEST_NODE")
	if script == "" || node == "" {
		t.Fatal("-record needs W2C_TEST_WRANGLER and W2C_TEST_NODE")
	}
	args := []string{script, "deploy", "--dry-run"}
	if filepath.Ext(dir) != "" {
		args = append(args, dir)
		dir = filepath.Dir(dir)
	}
	if c.env != "" {
		args = append(args, "--env", c.env)
	}
	if c.config != "" {
		args = append(args, "--config", c.config)
	}
	cmd := exec.Command(node, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "WRANGLER_SEND_METRICS=false", "NO_COLOR=1", "CI=1", "WRANGLER_LOG_PATH="+t.TempDir())
	out, err := cmd.CombinedOutput()
	verdict := "accepts"
	if err != nil {
		verdict = "refuses"
	}
	return verdict + "\n" + complaints(string(out), dir)
}

// complaints keeps the paragraphs that start with a warning or error.
func complaints(out, dir string) string {
	out = strings.ReplaceAll(colours.ReplaceAllString(out, ""), dir, "DIR")
	var keep []string
	in := false
	for _, line := range strings.Split(out, "\n") {
		line = strings.TrimRight(line, " ")
		switch {
		case strings.Contains(line, "[WARNING]") || strings.Contains(line, "[ERROR]"):
			in = true
		case line != "" && !strings.HasPrefix(line, " "):
			in = false
		}
		if in && line != "" {
			keep = append(keep, line)
		}
	}
	if len(keep) == 0 {
		return ""
	}
	return strings.Join(keep, "\n") + "\n"
}

// The table has every key of the schema that wrangler ships. The list is kept
// in testdata/schema-keys.txt; `-record` reads it anew from wrangler.
func TestKeysCoverTheSchema(t *testing.T) {
	if *record {
		recordSchema(t)
	}
	data, err := os.ReadFile("testdata/schema-keys.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range strings.Fields(string(data)) {
		if keyIndex[path] == nil {
			t.Errorf("wrangler has %q, the table does not", path)
		}
	}
	known := map[string]bool{}
	for _, k := range keys {
		if known[k.path] {
			t.Errorf("%q stands in the table twice", k.path)
		}
		known[k.path] = true
		if (k.act == info || k.act == warn || k.act == refuse) && k.text == "" {
			t.Errorf("%q says nothing", k.path)
		}
		if k.act == refuse && k.code == "" {
			t.Errorf("%q has no code", k.path)
		}
	}
}

func recordSchema(t *testing.T) {
	t.Helper()
	schema := filepath.Join(filepath.Dir(os.Getenv("W2C_TEST_WRANGLER")), "..", "config-schema.json")
	data, err := os.ReadFile(schema)
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Definitions map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"definitions"`
	}
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	var names []string
	for k := range s.Definitions["RawConfig"].Properties {
		names = append(names, k)
	}
	sort.Strings(names)
	if err := os.WriteFile("testdata/schema-keys.txt", []byte(strings.Join(names, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Every code this room gives is documented.
func TestCodesAreListed(t *testing.T) {
	listed := map[string]bool{}
	for _, c := range diag.Codes {
		listed[c.Name] = true
	}
	source, err := os.ReadFile("codes.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range regexp.MustCompile(`W2C-[A-Z]\d+`).FindAllString(string(source), -1) {
		if !listed[code] {
			t.Errorf("%s is not in transform/diag/codes.go", code)
		}
	}
}
