// Package cases reads conformance cases, sends their requests and compares the
// answers. The recorder (workerd) and the host tests (goja, Hono, Express) use
// this one client and this one comparison, so that a difference is a difference
// between servers. The format is described in testdata/conformance/README.md.
package cases

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// Case is a Worker, what to send to it and what workerd answered.
type Case struct {
	Area     string // "kv", or "examples"
	Name     string // "kv/list", "examples/hello"
	Dir      string
	Settings Settings
	Requests []Request
	Answers  []Answer // empty when not recorded yet
}

// Settings is case.json.
type Settings struct {
	Origin bool   `json:"origin,omitempty"` // the upstream is the origin behind the Worker
	Env    string `json:"env,omitempty"`    // the named environment
	Source string `json:"source,omitempty"` // the case beside this one whose src/ this one asks too
	// Project is the folder of the Worker in a case with several: the others, which it
	// calls by service bindings, lie beside it.
	Project string `json:"project,omitempty"`
	// Environment is added to the environment of a converted app.
	Environment map[string]string `json:"environment,omitempty"`
	Servers     []string          `json:"servers,omitempty"` // only these; the others count as refused
	Why         string            `json:"why,omitempty"`
}

// Request is one step of requests.json.
type Request struct {
	Name       string      `json:"name"`
	Method     string      `json:"method,omitempty"`
	Path       string      `json:"path,omitempty"`
	Host       string      `json:"host,omitempty"`
	Headers    [][2]string `json:"headers,omitempty"`
	Body       *string     `json:"body,omitempty"`
	Body64     string      `json:"body64,omitempty"`
	BodyRepeat *Repeated   `json:"body_repeat,omitempty"`
	Chunks     []string    `json:"chunks,omitempty"`
	Repeat     int         `json:"repeat,omitempty"`
	WaitMS     int         `json:"wait_ms,omitempty"`
	Cron       string      `json:"cron,omitempty"`
	Time       int64       `json:"time,omitempty"`
	Exception  bool        `json:"exception,omitempty"`
	Stream     bool        `json:"stream,omitempty"`
	AbortMS    int         `json:"abort_ms,omitempty"`
	// WebSocket opens one and follows the script.
	WebSocket []SocketStep `json:"websocket,omitempty"`
}

// Repeated is a body too long to write out.
type Repeated struct {
	Text  string `json:"text"`
	Times int    `json:"times"`
}

// Answer is one entry of answers.json.
type Answer struct {
	Name       string   `json:"name"`
	Status     int      `json:"status"`
	Headers    []Header `json:"headers,omitempty"`
	Body       *string  `json:"body,omitempty"`
	Body64     string   `json:"body64,omitempty"`
	BodySHA256 string   `json:"body_sha256,omitempty"`
	BodyLength int      `json:"body_length,omitempty"`
	Exception  bool     `json:"exception,omitempty"`
	Streamed   bool     `json:"streamed,omitempty"`
	Truncated  bool     `json:"truncated,omitempty"` // the connection ended inside the body
	Aborted    bool     `json:"aborted,omitempty"`   // the client went away first
	Messages   []string `json:"messages,omitempty"`  // of a WebSocket

	raw []byte // the whole body of a live answer, for precise messages
}

// Header is one header line of an answer; "name: value" in answers.json, so that
// a diff of recorded answers reads like HTTP.
type Header [2]string

// MarshalText joins name and value.
func (h Header) MarshalText() ([]byte, error) { return []byte(h[0] + ": " + h[1]), nil }

// UnmarshalText splits them again.
func (h *Header) UnmarshalText(b []byte) error {
	name, value, ok := strings.Cut(string(b), ": ")
	if !ok {
		return fmt.Errorf("header %q is not \"name: value\"", b)
	}
	*h = Header{name, value}
	return nil
}

// UpstreamMark stands for the upstream's origin in requests.json.
const UpstreamMark = "{UPSTREAM}"

// DefaultTime is the scheduled time of a cron step that names none.
const DefaultTime = 1700000000000

// Find lists every case below root (the repository), conformance areas first,
// then examples, sorted by name. A folder with requests.json is a case.
func Find(root string) ([]*Case, error) {
	return FindIn(root, filepath.Join("testdata", "conformance"), "examples")
}

// Surface is the folder of the Workers that list what an isolate has; they are
// recorded like cases and compared otherwise.
var Surface = filepath.Join("testdata", "surface")

// FindIn reads every case below the given folders of the repository.
func FindIn(root string, tops ...string) ([]*Case, error) {
	var found []*Case
	for _, top := range tops {
		base := filepath.Join(root, top)
		err := filepath.WalkDir(base, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && d.Name() == "node_modules" {
				return fs.SkipDir
			}
			if d.Name() != "requests.json" {
				return nil
			}
			c, err := Load(root, filepath.Dir(path))
			if err != nil {
				return err
			}
			found = append(found, c)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// Load reads one case.
func Load(root, dir string) (*Case, error) {
	c := &Case{Dir: dir}
	rel, err := filepath.Rel(root, dir)
	if err != nil {
		return nil, err
	}
	c.Name = strings.TrimPrefix(filepath.ToSlash(rel), "testdata/conformance/")
	c.Area, _, _ = strings.Cut(c.Name, "/")
	if err := readJSON(filepath.Join(dir, "requests.json"), &c.Requests); err != nil {
		return nil, err
	}
	for _, f := range []struct {
		name string
		into any
	}{{"answers.json", &c.Answers}, {"case.json", &c.Settings}} {
		err := readJSON(filepath.Join(dir, f.name), f.into)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return c, c.check()
}

func (c *Case) check() error {
	seen := map[string]bool{}
	for i, r := range c.Requests {
		if r.Name == "" || seen[r.Name] {
			return fmt.Errorf("%s: request %d: the name %q is empty or used twice", c.Name, i, r.Name)
		}
		seen[r.Name] = true
		if r.Cron == "" && r.path()[0] != '/' && r.path() != "*" {
			return fmt.Errorf("%s: request %q: path %q does not start with a slash", c.Name, r.Name, r.Path)
		}
	}
	if len(c.Settings.Servers) > 0 && c.Settings.Why == "" {
		return fmt.Errorf(`%s: case.json: "servers" needs "why"`, c.Name)
	}
	if c.Settings.Source != filepath.Base(c.Settings.Source) && c.Settings.Source != "" {
		return fmt.Errorf(`%s: case.json: "source" is the name of a case of the same area, not %q`, c.Name, c.Settings.Source)
	}
	return nil
}

// Stale says why the recorded answers cannot belong to the requests.
func (c *Case) Stale() error {
	var want []string
	for _, r := range c.Requests {
		for range max(1, r.Repeat) {
			want = append(want, r.Name)
		}
	}
	var have []string
	for _, a := range c.Answers {
		have = append(have, a.Name)
	}
	if !slices.Equal(want, have) {
		return fmt.Errorf("%s: answers.json does not belong to requests.json: run `go run ./cmd/w2c-dev record %s`", c.Name, c.Dir)
	}
	return nil
}

// Secrets reads .dev.vars, which holds a case's secrets: NAME=value lines with
// optional quotes.
func (c *Case) Secrets() (map[string]string, error) {
	data, err := os.ReadFile(filepath.Join(c.Dir, ".dev.vars"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	secrets := map[string]string{}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		name, value, ok := strings.Cut(line, "=")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		value = strings.TrimSpace(value)
		if n := len(value); n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
			value = value[1 : n-1]
		}
		secrets[strings.TrimSpace(name)] = value
	}
	return secrets, nil
}

// WriteAnswers writes answers.json: sorted headers, one final newline.
func WriteAnswers(dir string, answers []Answer) error {
	data, err := encode(answers)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "answers.json"), data, 0o644)
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func (r Request) method() string {
	if r.Method == "" {
		return "GET"
	}
	return r.Method
}

func (r Request) path() string {
	if r.Path == "" {
		return "/"
	}
	return r.Path
}

// payload is the body; nil for none. An empty body is not none.
func (r Request) payload() ([]byte, error) {
	switch {
	case r.Body != nil:
		return []byte(*r.Body), nil
	case r.Body64 != "":
		return base64.StdEncoding.DecodeString(r.Body64)
	case r.BodyRepeat != nil:
		return bytes.Repeat([]byte(r.BodyRepeat.Text), r.BodyRepeat.Times), nil
	}
	return nil, nil
}

// isText says that b can stand in JSON as it is: no bytes would be changed.
func isText(b []byte) bool { return utf8.Valid(b) }

// Short is the name without its area.
func (c *Case) Short() string {
	_, short, _ := strings.Cut(c.Name, "/")
	return short
}
