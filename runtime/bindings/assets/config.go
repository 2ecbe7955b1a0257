package assets

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/w2c-dev/w2c/runtime/manifest"
)

// Config is what the hosts know of a site.
type Config struct {
	HTMLHandling     string `json:"html_handling"`
	NotFoundHandling string `json:"not_found_handling"`

	// Worker says that there is a Worker behind the files.
	Worker bool `json:"worker"`
	// WorkerFirst sends every request to the Worker.
	WorkerFirst bool `json:"worker_first,omitempty"`
	// Routing are the patterns of run_worker_first; FilesRules win over WorkerRules.
	Routing     bool     `json:"routing,omitempty"`
	FileRules   []string `json:"file_rules,omitempty"`
	WorkerRules []string `json:"worker_rules,omitempty"`
	// Navigate is the flag assets_navigation_prefers_asset_serving: a browser that
	// navigates gets not_found_handling before the Worker is asked.
	Navigate bool `json:"navigate,omitempty"`

	Files     []File     `json:"files,omitempty"`
	Redirects []Redirect `json:"redirects,omitempty"`
	Headers   []Rule     `json:"headers,omitempty"`
}

// File is one static file.
type File struct {
	Path string `json:"path"` // "/about.html", decoded
	ETag string `json:"etag"` // without quotes
	Type string `json:"type,omitempty"`
}

// Redirect is a line of _redirects. Static ones (no Pattern) are looked up by
// From; the others are tried in order.
type Redirect struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Status  int    `json:"status"`
	Line    int    `json:"line"`
	Pattern string `json:"pattern,omitempty"` // a regular expression, the same for Go and JavaScript
}

// Rule is a block of _headers.
type Rule struct {
	Path    string      `json:"path"`
	Pattern string      `json:"pattern"`
	Set     [][2]string `json:"set,omitempty"`
	Unset   []string    `json:"unset,omitempty"`
}

const (
	maxRules      = 100
	maxRuleLength = 100
)

// runWorkerFirst reads true, false or a list of patterns, and refuses what
// wrangler refuses, in its words.
func (c *Config) runWorkerFirst(raw json.RawMessage) error {
	if err := json.Unmarshal(raw, &c.WorkerFirst); err == nil {
		return nil
	}
	var rules []string
	if err := json.Unmarshal(raw, &rules); err != nil {
		return &manifest.ConfigError{Path: ".run_worker_first", Message: "assets.run_worker_first is true, false or a list of patterns"}
	}
	fail := func(format string, args ...any) error {
		return &manifest.ConfigError{Path: ".run_worker_first", Message: fmt.Sprintf(format, args...)}
	}
	if len(rules) == 0 {
		return fail("No `run_worker_first` rules were provided; must provide at least 1 rule.")
	}
	if len(rules) > maxRules {
		return fail("Too many `run_worker_first` rules were provided; %d rules provided exceeds max of %d.", len(rules), maxRules)
	}
	var negative, invalid []string
	for _, rule := range rules {
		switch {
		case strings.HasPrefix(rule, "!/"):
			c.FileRules = append(c.FileRules, rule[1:])
			negative = append(negative, rule)
		case strings.HasPrefix(rule, "/"):
			c.WorkerRules = append(c.WorkerRules, rule)
		case strings.HasPrefix(rule, "!"):
			invalid = append(invalid, fmt.Sprintf("'%s': negative rules must start with '!/'", rule))
		default:
			invalid = append(invalid, fmt.Sprintf("'%s': rules must start with '/' or '!/'", rule))
		}
	}
	if len(negative) > 0 && len(c.WorkerRules) == 0 {
		return fail("Only negative `run_worker_first` rules were provided; must provide at least 1 non-negative rule")
	}
	invalid = append(invalid, checkRules(c.WorkerRules)...)
	invalid = append(invalid, checkRules(negative)...)
	if len(invalid) > 0 {
		return fail("Invalid routes in `run_worker_first`:\n%s", strings.Join(invalid, "\n"))
	}
	c.Routing = true
	return nil
}

func checkRules(rules []string) (invalid []string) {
	seen := map[string]bool{}
	for _, rule := range rules {
		if len(rule) > maxRuleLength {
			invalid = append(invalid, fmt.Sprintf("'%s': all rules must be less than %d characters in length", rule, maxRuleLength))
		}
		if seen[rule] {
			invalid = append(invalid, fmt.Sprintf("'%s': rule is a duplicate; rules must be unique", rule))
		}
		if stem, ok := strings.CutSuffix(rule, "*"); ok {
			for _, other := range rules {
				if other != rule && strings.HasPrefix(other, stem) {
					invalid = append(invalid, fmt.Sprintf("'%s': rule '%s' makes it redundant", other, rule))
				}
			}
		}
		seen[rule] = true
	}
	return invalid
}

// siteModule writes c as a TypeScript module, one file a line, broken where the
// usual formatter would break it.
func siteModule(c Config) string {
	var b strings.Builder
	b.WriteString("// The static files of this app and the rules of _headers and _redirects.\n\n")
	b.WriteString("import type { Site } from \"./assets.ts\";\n\n")
	b.WriteString("export const site: Site = {\n")
	field := func(name string, value any) { fmt.Fprintf(&b, "  %s: %s,\n", name, literal(value)) }
	field("htmlHandling", c.HTMLHandling)
	field("notFoundHandling", c.NotFoundHandling)
	field("worker", c.Worker)
	field("workerFirst", c.WorkerFirst)
	field("routing", c.Routing)
	list(&b, "fileRules", c.FileRules)
	list(&b, "workerRules", c.WorkerRules)
	field("navigate", c.Navigate)
	list(&b, "files", c.Files)
	list(&b, "redirects", c.Redirects)
	list(&b, "headers", c.Headers)
	b.WriteString("};\n")
	return b.String()
}

// list writes an array with an element a line.
func list[T any](b *strings.Builder, name string, items []T) {
	if len(items) == 0 {
		fmt.Fprintf(b, "  %s: [],\n", name)
		return
	}
	fmt.Fprintf(b, "  // prettier-ignore\n  %s: [\n", name)
	for _, item := range items {
		fmt.Fprintf(b, "    %s,\n", literal(item))
	}
	b.WriteString("  ],\n")
}

// literal is v as a JavaScript literal; JSON is one, but for two line
// separators that Go escapes anyway.
func literal(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain strings and numbers
	}
	return string(data)
}
