// Package wpt runs the part of the Web Platform Tests that a Worker can run, on
// goja, on Node with the platform of a converted app, and on real workerd, with
// the suite's own testharness.js. What workerd passes is what w2c must pass;
// what fails is written down, so that a new failure and an unexpected pass are
// both news.
package wpt

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// area is a part of the suite that is reported in one line.
type area struct {
	name string
	// dirs are the folders of its tests, or single files.
	dirs []string
	// target is the share of what workerd passes that goja must pass.
	target float64
}

// areas are those of the APIs a Worker has.
var areas = []area{
	{"url", []string{"url"}, 99.5},
	{"urlpattern", []string{"urlpattern"}, 98},
	{"encoding", []string{"encoding"}, 99.5},
	{"fetch", []string{"fetch"}, 98},
	{"headers", []string{"fetch/api/headers"}, 99.5},
	{"FileAPI", []string{"FileAPI"}, 98},
	{"xhr", []string{"xhr"}, 98},
	{"streams", []string{"streams"}, 98},
	{"compression", []string{"compression"}, 99.5},
	{"WebCryptoAPI", []string{"WebCryptoAPI"}, 99.5},
	{"dom/abort", []string{"dom/abort"}, 99.5},
	{"dom/events", []string{"dom/events"}, 99.5},
	{"html/webappapis", []string{"html/webappapis"}, 98},
	{"websockets", []string{"websockets"}, 98},
	{"eventsource", []string{"eventsource"}, 98},
	{"wasm/jsapi", []string{"wasm/jsapi"}, 98},
	{"hr-time", []string{"hr-time"}, 98},
	{"console", []string{"console"}, 98},
	{"webidl", []string{"webidl"}, 98},
	{"mimesniff", []string{"mimesniff"}, 98},
}

// test is one file of the suite with one of its variants.
type test struct {
	area    string
	file    string // from the root of the suite, with slashes
	variant string // "?include=file", or ""
	long    bool
	meta    []string // scripts to run before, from the root
	skip    string   // why it is not run; "" when it is
}

func (t test) name() string { return t.file + t.variant }

// timeout is how long a test may take on a target; the suite's own is 10 and 60
// seconds. goja and Node end a test that waits for nothing at once, so that theirs
// may be long enough for a busy machine; workerd waits.
func (t test) timeout(target string) time.Duration {
	switch {
	case target == "workerd" && t.long:
		return 30 * time.Second
	case target == "workerd":
		return 10 * time.Second
	case t.long:
		return 4 * time.Minute
	}
	return 90 * time.Second
}

// suite is a folder with the Web Platform Tests, or some of them.
type suite struct {
	dir    string
	origin string // where server serves it
	names  *strings.Replacer

	mu      sync.Mutex
	scripts map[string]string
}

// find lists the tests of the areas, sorted by name.
func (s *suite) find(chosen []area) ([]test, error) {
	var all []test
	for _, a := range chosen {
		for _, dir := range a.dirs {
			err := filepath.WalkDir(filepath.Join(s.dir, filepath.FromSlash(dir)), func(p string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() || !strings.HasSuffix(p, ".any.js") {
					return err
				}
				rel, err := filepath.Rel(s.dir, p)
				if err != nil {
					return err
				}
				file := filepath.ToSlash(rel)
				if areaOf(file) != a.name {
					return nil
				}
				tests, err := s.read(a.name, file)
				all = append(all, tests...)
				return err
			})
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
		}
	}
	return all, nil
}

// areaOf is the area of a file: the one with the longest folder.
func areaOf(file string) string {
	best, length := "", 0
	for _, a := range areas {
		for _, dir := range a.dirs {
			if strings.HasPrefix(file, dir+"/") && len(dir) > length {
				best, length = a.name, len(dir)
			}
		}
	}
	return best
}

var metaLine = regexp.MustCompile(`(?m)^// META: ([a-z]+)=(.*?)\r?$`)

// read makes a test of each variant of a file.
func (s *suite) read(area, file string) ([]test, error) {
	source, err := s.script(file)
	if err != nil {
		return nil, err
	}
	t := test{area: area, file: file}
	var variants, globals []string
	for _, m := range metaLine.FindAllStringSubmatch(source, -1) {
		switch m[1] {
		case "script":
			t.meta = append(t.meta, rooted(path.Dir(file), m[2]))
		case "variant":
			variants = append(variants, m[2])
		case "global":
			globals = strings.Split(m[2], ",")
		case "timeout":
			t.long = m[2] == "long"
		}
	}
	t.skip = s.reason(t, source, globals)
	if len(variants) == 0 {
		return []test{t}, nil
	}
	var list []test
	for _, v := range variants {
		one := t
		one.variant = v
		if one.skip == "" {
			one.skip = skipVariant(v)
		}
		list = append(list, one)
	}
	return list, nil
}

// rooted is a path in the suite as a file in dir names it.
func rooted(dir, name string) string {
	name, _, _ = strings.Cut(name, "?")
	if name == "/resources/WebIDLParser.js" { // the suite's server knows it by this name
		return "resources/webidl2/lib/webidl2.js"
	}
	if strings.HasPrefix(name, "/") {
		return path.Clean(name)[1:]
	}
	return path.Join(dir, name)
}

var utf8BOM = []byte("\xef\xbb\xbf")

// script is the text of a script of the suite, with the server's names in it
// where it is a template.
func (s *suite) script(name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if text, ok := s.scripts[name]; ok {
		return text, nil
	}
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return "", fmt.Errorf("%s is outside the suite", name)
	}
	data, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(name)))
	if err != nil {
		return "", err
	}
	text := string(bytes.TrimPrefix(data, utf8BOM))
	if strings.Contains(path.Base(name), ".sub.") {
		text = s.substitute(text)
	}
	if s.scripts == nil {
		s.scripts = map[string]string{}
	}
	s.scripts[name] = text
	return text, nil
}

// source is a script as a target runs it.
type source struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// sources are the scripts of a test in their order, after testharness.js.
func (s *suite) sources(t test) ([]source, error) {
	var list []source
	for _, name := range append(slices.Clone(t.meta), t.file) {
		text, err := s.script(name)
		if err != nil {
			return nil, err
		}
		list = append(list, source{name, text})
	}
	return list, nil
}
