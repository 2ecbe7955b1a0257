package plan_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/plan"
)

type node map[string]any

func schemaRoot(t *testing.T) node {
	t.Helper()
	var root node
	if err := json.Unmarshal(plan.SchemaJSON(), &root); err != nil {
		t.Fatal(err)
	}
	return root
}

func (n node) at(key string) node {
	m, _ := n[key].(map[string]any)
	return m
}

// deref follows a $ref into $defs.
func (n node) deref(root node) node {
	if ref, ok := n["$ref"].(string); ok {
		return root.at("$defs").at(strings.TrimPrefix(ref, "#/$defs/"))
	}
	return n
}

func (n node) strings(key string) []string {
	var out []string
	list, _ := n[key].([]any)
	for _, v := range list {
		out = append(out, fmt.Sprint(v))
	}
	sort.Strings(out)
	return out
}

// Every field of the types is in the schema and the other way round, and a
// field is required exactly when it is always written.
func TestSchemaIsThePlan(t *testing.T) {
	root := schemaRoot(t)
	compareType(t, "plan", root, root, reflect.TypeFor[plan.Plan]())
}

func compareType(t *testing.T, path string, root, s node, typ reflect.Type) {
	s = s.deref(root)
	switch {
	case typ.Kind() == reflect.Pointer:
		compareType(t, path, root, s, typ.Elem())
	case typ == reflect.TypeFor[diag.Severity](), typ == reflect.TypeFor[json.RawMessage]():
	case typ.Kind() == reflect.Slice:
		if s["type"] != "array" {
			t.Errorf("%s: the schema says %v, the type is a list", path, s["type"])
		}
		compareType(t, path+"[]", root, s.at("items"), typ.Elem())
	case typ.Kind() == reflect.Struct:
		var fields, required []string
		for i := range typ.NumField() {
			f := typ.Field(i)
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			fields = append(fields, name)
			if !strings.Contains(options, "omitempty") {
				required = append(required, name)
			}
			if s.at("properties")[name] != nil {
				compareType(t, path+"."+name, root, s.at("properties").at(name), f.Type)
			}
		}
		var known []string
		for name := range s.at("properties") {
			known = append(known, name)
		}
		sort.Strings(fields)
		sort.Strings(known)
		sort.Strings(required)
		if !slices.Equal(fields, known) {
			t.Errorf("%s: the type has %v, the schema %v", path, fields, known)
		}
		if !slices.Equal(required, s.strings("required")) {
			t.Errorf("%s: always written are %v, the schema requires %v", path, required, s.strings("required"))
		}
		if s["additionalProperties"] != false {
			t.Errorf("%s: the schema allows other fields", path)
		}
	}
}

// validate is the small part of JSON Schema that the schema uses; an unknown
// keyword is an error, so that it cannot be relied on by mistake.
func validate(root, s node, v any, path string) []string {
	var bad []string
	fail := func(format string, args ...any) { bad = append(bad, path+": "+fmt.Sprintf(format, args...)) }
	s = s.deref(root)
	for keyword, want := range s {
		switch keyword {
		case "$schema", "$defs", "title", "description", "properties", "required", "additionalProperties", "items":
		case "const":
			if fmt.Sprint(want) != fmt.Sprint(v) {
				fail("%v is not %v", v, want)
			}
		case "enum":
			if !slices.Contains(want.([]any), v) {
				fail("%v is not one of %v", v, want)
			}
		case "type":
			if !isType(v, want.(string)) {
				fail("%v is not of type %v", v, want)
			}
		default:
			fail("unknown keyword %q", keyword)
		}
	}
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			bad = append(bad, validate(root, s.at("items"), item, fmt.Sprintf("%s[%d]", path, i))...)
		}
	case map[string]any:
		if s.at("properties") == nil {
			return bad // any value at all
		}
		for name, item := range v {
			sub, ok := s.at("properties")[name].(map[string]any)
			if !ok {
				fail("unknown field %q", name)
				continue
			}
			bad = append(bad, validate(root, sub, item, path+"."+name)...)
		}
		for _, name := range s.strings("required") {
			if _, ok := v[name]; !ok {
				fail("no field %q", name)
			}
		}
	}
	return bad
}

func isType(v any, want string) bool {
	switch v := v.(type) {
	case string:
		return want == "string"
	case bool:
		return want == "boolean"
	case float64:
		return want == "integer" && v == float64(int64(v))
	case []any:
		return want == "array"
	case map[string]any:
		return want == "object"
	}
	return false
}

func full() plan.Plan {
	span := diag.Span{File: "src/index.ts", Line: 1, Column: 2, Length: 3, Text: "text"}
	return plan.Plan{
		Schema:  plan.SchemaVersion,
		Project: plan.Project{Name: "w", Config: "wrangler.toml", Env: "staging", Main: "src/index.ts", CompatibilityDate: "2026-01-01", CompatibilityFlags: []string{"nodejs_compat"}},
		Server:  plan.Choice{Name: "goja", Reasons: []string{"because"}},
		State:   "services", Deploy: "fly", Region: "fra", Port: 8080,
		Manifest: manifest.Manifest{
			Version: manifest.Version, Name: "w", Syntax: manifest.Modules, Script: "worker.js", CompatibilityDate: "2026-01-01",
			CompatibilityFlags: []string{"a"}, Handlers: []string{"fetch"}, Entrypoints: []string{"Foo"},
			Bindings: []manifest.Binding{{Name: "KV", Kind: "kv", Config: json.RawMessage(`{"namespace":"x"}`)}},
			Modules:  []manifest.Module{{Name: "a.txt", Type: "text", Path: "modules/a.txt"}}, OwnPaths: true, State: "services",
		},
		Services: []manifest.Service{{Kind: "redis", Env: "REDIS_URL", Why: "KV"}},
		Vars:     []plan.Var{{Name: "A", Value: "1", JSON: true}}, Secrets: []string{"S"}, Crons: []string{"* * * * *"},
		Assets: &plan.Assets{Dir: "assets", Files: 3}, Routes: []plan.Route{{Method: "GET", Path: "/", Span: span, EndLine: 3, Test: "path === '/'", State: "kept", Why: "because"}},
		Source:  &plan.Source{Form: "kept", Why: "w", Server: "src/server.ts", Files: []string{"src/index.ts"}, Routing: "lifted", RoutingWhy: "r"},
		Domains: []plan.Domain{{Pattern: "example.com/*", CustomDomain: true}}, Outbound: []string{"api.example.com"},
		Uses:    plan.Uses{Cron: true, Queues: true, WaitUntil: true, WebSockets: true, Disk: true, Upstream: true, WebCrypto: true},
		Assumed: []string{"much"}, Findings: diag.List{{Code: "W2C-S001", Severity: diag.Warning, Message: "m", Span: span, Notes: []string{"n"}, Hint: "h"}},
		Written: []plan.Written{{Path: "a", SHA256: "b"}},
	}
}

func TestPlansMatchTheSchema(t *testing.T) {
	root := schemaRoot(t)
	minimal := full()
	minimal = plan.Plan{Schema: 1, Project: plan.Project{Name: "w", CompatibilityDate: "2026-01-01"}, Server: plan.Choice{Name: "hono", Reasons: []string{}},
		State: "sqlite", Deploy: "compose", Port: 8080, Manifest: minimal.Manifest}
	for name, p := range map[string]plan.Plan{"full": full(), "minimal": minimal} {
		text, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		if bad := validate(root, root, v, name); len(bad) > 0 {
			t.Error(strings.Join(bad, "\n"))
		}
	}
	// The validator itself must be able to say no.
	for _, broken := range []string{`{}`, `{"schema":2}`, `{"schema":1,"nonsense":true}`, `[]`} {
		var v any
		if err := json.Unmarshal([]byte(broken), &v); err != nil {
			t.Fatal(err)
		}
		if len(validate(root, root, v, "broken")) == 0 {
			t.Errorf("%s is taken for a plan", broken)
		}
	}
}

func TestDecode(t *testing.T) {
	text, err := full().Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := plan.Decode(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	again, err := back.Encode()
	if err != nil || string(again) != string(text) {
		t.Errorf("%v\n%s\n%s", err, text, again)
	}
	for in, want := range map[string]string{
		`{"schema":2}`: "read plan: schema 2, this w2c reads schema 1",
		`{`:            "read plan: unexpected EOF",
	} {
		if _, err := plan.Decode(strings.NewReader(in)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", in, err, want)
		}
	}
}
