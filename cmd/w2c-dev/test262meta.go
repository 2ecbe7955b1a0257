package main

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// This file knows what the suite's files say about themselves: the comment that
// each begins with, https://github.com/tc39/test262/blob/main/INTERPRETING.md.

// suiteTest is one file of test262.
type suiteTest struct {
	Path     string // below test/, with slashes
	Features []string
	Flags    []string
	Includes []string
	// Phase and Type are those of the error a negative test must give.
	Phase, Type string
	loads       bool // another file
}

func (t suiteTest) flag(name string) bool { return slices.Contains(t.Flags, name) }

// skipped says why a test is not run; "" when it is. The share that passes is
// counted without them, and the table names each group.
func (t suiteTest) skipped() string {
	switch {
	case t.flag("module"), t.loads:
		return "modules"
	case t.flag("CanBlockIsFalse"), t.flag("CanBlockIsTrue"):
		return "SharedArrayBuffer"
	}
	for _, f := range t.Features {
		switch f {
		case "Temporal", "SharedArrayBuffer":
			return f
		case "ShadowRealm", "source-phase-imports", "import-defer", "decorators", "tail-call-optimization",
			"source-phase-imports-module-source", "import-text", "import-bytes", "immutable-arraybuffer", "await-dictionary", "canonical-tz":
			return "not in workerd's V8" // stage 2 and 3 proposals, and tail calls
		case "IsHTMLDDA":
			return "browsers only"
		case "cross-realm":
			return "several realms" // an isolate has one, on workerd too
		}
	}
	return ""
}

// suiteFiles lists the tests of some parts of the suite, sorted.
func suiteFiles(dir string, parts []string) ([]string, error) {
	root := filepath.Join(dir, "test")
	var out []string
	for _, p := range parts {
		p = strings.TrimPrefix(filepath.ToSlash(p), "test/")
		err := filepath.WalkDir(filepath.Join(root, filepath.FromSlash(p)), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".js") || strings.Contains(path, "_FIXTURE") {
				return err
			}
			rel, err := filepath.Rel(root, path)
			out = append(out, filepath.ToSlash(rel))
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// readMeta takes the comment at the head of a test apart. It is YAML, of which
// the suite uses little: scalars, [flow, lists] and block lists.
func readMeta(path, source string) suiteTest {
	// A test that imports a file of the suite needs the bundler and its project.
	t := suiteTest{Path: path, loads: strings.Contains(source, "_FIXTURE")}
	_, rest, ok := strings.Cut(source, "/*---")
	if !ok {
		return t
	}
	head, _, _ := strings.Cut(rest, "---*/")
	key := ""
	for line := range strings.Lines(strings.ReplaceAll(head, "\r", "\n")) {
		trimmed := strings.TrimSpace(line)
		indented := strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")
		if item, ok := strings.CutPrefix(trimmed, "- "); ok && (key == "features" || key == "flags" || key == "includes") {
			t.add(key, item)
			continue
		}
		name, value, ok := strings.Cut(trimmed, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		if indented {
			if key == "negative" && name == "phase" {
				t.Phase = value
			} else if key == "negative" && name == "type" {
				t.Type = value
			}
			continue
		}
		key = name
		if list, ok := strings.CutPrefix(value, "["); ok {
			for item := range strings.SplitSeq(strings.TrimSuffix(list, "]"), ",") {
				t.add(key, item)
			}
		}
	}
	return t
}

func (t *suiteTest) add(key, item string) {
	item = strings.TrimSpace(item)
	if item == "" {
		return
	}
	switch key {
	case "features":
		t.Features = append(t.Features, item)
	case "flags":
		t.Flags = append(t.Flags, item)
	case "includes":
		t.Includes = append(t.Includes, item)
	}
}
