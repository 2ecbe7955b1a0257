package project

// Checks of the configuration against the table: types, unknown keys, keys
// that mean something else in a container. What wrangler 4 refuses is refused
// here; testdata/ holds wrangler's own verdict beside ours.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/w2c-dev/w2c/transform/diag"
)

// check walks the effective tree. Rows of the table that name a nested path
// apply wherever that path exists.
func (l *loader) check(v *value) {
	for _, f := range v.fields {
		k := keyIndex[f.name]
		if k == nil {
			l.unknownTop(f)
			continue
		}
		l.checkKey(f.name, f.name, f)
	}
	l.checkName(v.field("name"))
	l.checkDate(v.field("compatibility_date"))
	l.checkRoutes(v)
	l.checkRules(v.get("rules"))
	l.checkTables(v)
	l.checkTriggers(v.get("triggers"))
	l.checkBuild(v.get("build"))
	l.checkObservability(v.field("observability"))
	l.checkNamespaces(v.get("kv_namespaces"))
}

// checkNamespaces: a namespace may do without an id, but not with an empty one.
func (l *loader) checkNamespaces(v *value) {
	if v == nil || v.kind != array {
		return
	}
	for i, item := range v.items {
		path := fmt.Sprintf("kv_namespaces[%d]", i)
		if item.kind != object {
			l.typeError(path, item, "an object")
			continue
		}
		for _, name := range []string{"binding", "id", "preview_id"} {
			if f := item.get(name); f != nil {
				l.checkShape(path+"."+name, isString, f)
			}
		}
		if id := item.get("id"); id != nil && id.kind == text && id.str == "" {
			l.invalid(id, "\"%s.id\" is empty: leave it out", path)
		}
	}
}

func (l *loader) unknownTop(f field) {
	if l.kindKeys[f.name] || l.redirected && f.name == "legacy_env" { // build tools still write it
		return
	}
	if g, ok := gone[f.name]; ok {
		d := diag.Diagnostic{Code: codeGone, Severity: diag.Warning, Span: f.key, Message: fmt.Sprintf("%q: %s", f.name, g.text)}
		if g.refused {
			d.Severity = diag.Error
		}
		l.add(d)
		return
	}
	var names []string
	for _, k := range keys {
		if k.scope != nested {
			names = append(names, k.path)
		}
	}
	l.unknownKey(f.name, f.name, f.key, names)
}

func (l *loader) unknownKey(path, name string, span diag.Span, known []string) {
	d := diag.Diagnostic{Code: codeUnknownKey, Severity: diag.Warning, Span: span,
		Message: fmt.Sprintf("unknown setting %q: it has no effect", path)}
	if near := nearest(name, known); near != "" {
		d.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	l.add(d)
}

// checkKey applies the row of pattern to one field and goes on below it.
// path is the place in this file, pattern the same with [] for indexes.
func (l *loader) checkKey(pattern, path string, f field) {
	k := keyIndex[pattern]
	if k != nil {
		if f.val.kind == null {
			l.checkNull(path, f.val)
			return
		}
		if !l.checkShape(path, k.shape, f.val) {
			return
		}
		l.report(k, path, f)
	}
	l.descend(k, pattern, path, f.val)
}

func (l *loader) descend(k *key, pattern, path string, v *value) {
	switch v.kind {
	case object:
		for _, c := range v.fields {
			if k != nil && k.keys != "" && !slices.Contains(strings.Fields(k.keys), c.name) {
				l.unknownKey(path+"."+c.name, c.name, c.key, strings.Fields(k.keys))
				continue
			}
			l.checkKey(pattern+"."+c.name, path+"."+c.name, c)
		}
	case array:
		row := keyIndex[pattern+"[]"]
		if row == nil {
			return
		}
		for i, item := range v.items {
			l.descend(row, pattern+"[]", fmt.Sprintf("%s[%d]", path, i), item)
		}
	}
}

// report says what the row says, unless the value is the empty one.
func (l *loader) report(k *key, path string, f field) {
	if hollow(f.val) {
		return
	}
	d := diag.Diagnostic{Span: f.key}
	switch k.act {
	case info:
		d.Code, d.Severity, d.Message = codeNoEffect, diag.Info, fmt.Sprintf("%q: %s", path, k.text)
	case warn:
		d.Code, d.Severity = codeDiffers, diag.Warning
		d.Message, d.Hint = sentence(path, k.text)
	case refuse:
		d.Code, d.Severity = k.code, diag.Error
		d.Message, d.Hint = sentence(path, k.text)
	default:
		return
	}
	l.add(d)
}

// sentence splits a row's text into what is wrong and the way out, which
// follows the first colon.
func sentence(path, text string) (message, hint string) {
	message, hint, _ = strings.Cut(text, ": ")
	return fmt.Sprintf("%q: %s", path, message), hint
}

// nullMeansAbsent are the keys whose null wrangler takes for nothing; it refuses
// null everywhere else.
var nullMeansAbsent = []string{"triggers", "rules", "limits", "build", "dev", "tail_consumers", "streaming_tail_consumers"}

func (l *loader) checkNull(path string, v *value) {
	if !slices.Contains(nullMeansAbsent, path) && path != "name" && path != "compatibility_date" {
		l.invalid(v, "%q must not be null: leave it out", path)
	}
}

func (l *loader) checkShape(path string, s shape, v *value) bool {
	ok, want := true, ""
	switch s {
	case isString:
		ok, want = v.kind == text, "a string"
	case isBool:
		ok, want = v.kind == boolean, "true or false"
	case isNumber:
		ok, want = v.kind == number, "a number"
	case isArray:
		ok, want = v.kind == array, "an array"
	case isObject, isTable:
		ok, want = v.kind == object, "an object"
	case isStrings:
		want = "an array of strings"
		ok = v.kind == array
		if ok {
			ok = len(v.strings()) == len(v.items)
		}
	}
	if !ok {
		l.typeError(path, v, want)
	}
	return ok
}

func (l *loader) typeError(path string, v *value, want string) {
	l.refused[v] = true
	l.add(diag.Diagnostic{Code: codeType, Severity: diag.Error, Span: v.span,
		Message: fmt.Sprintf("%q must be %s, not %s", path, want, clip(string(v.json())))})
}

func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

func (l *loader) invalid(v *value, format string, args ...any) {
	l.refused[v] = true
	l.add(diag.Diagnostic{Code: codeType, Severity: diag.Error, Span: v.span, Message: fmt.Sprintf(format, args...)})
}

func (l *loader) checkName(f *field) {
	if f == nil {
		return
	}
	if f.val.kind != text || !workerName.MatchString(f.val.str) {
		l.invalid(f.val, "\"name\" must be a string of lower-case letters, digits, dashes and underscores, not %s", clip(string(f.val.json())))
	}
}

var isoDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

func (l *loader) checkDate(f *field) {
	if f == nil {
		return
	}
	v := f.val
	if v.kind == date {
		l.add(diag.Diagnostic{Code: codeType, Severity: diag.Error, Span: v.span,
			Message: "\"compatibility_date\" must be a string, not a TOML date", Hint: fmt.Sprintf("quote it: compatibility_date = %q", strings.Trim(v.raw, `"`))})
		return
	}
	if v.kind != text {
		l.typeError("compatibility_date", v, "a string")
		return
	}
	if _, err := time.Parse(time.DateOnly, v.str); err != nil || !isoDate.MatchString(v.str) {
		hint := "write it as YYYY-MM-DD"
		if strings.ContainsAny(v.str, "–—") {
			hint = "write it with plain hyphens"
		}
		l.add(diag.Diagnostic{Code: codeType, Severity: diag.Error, Span: v.span,
			Message: fmt.Sprintf("\"compatibility_date\" is no date: %s", clip(string(v.json()))), Hint: hint})
		return
	}
	if v.str > NewestCompatibilityDate {
		l.add(diag.Diagnostic{Code: codeDate, Severity: diag.Warning, Span: v.span,
			Message: fmt.Sprintf("compatibility_date %s is later than %s, the newest this w2c knows: changes after that date are not followed", v.str, NewestCompatibilityDate)})
	}
}

func (l *loader) checkRoutes(v *value) {
	if r := v.get("route"); r != nil && r.kind != null && !(r.kind == text && r.str == "") {
		l.checkRoute("route", r)
	}
	routes := v.get("routes")
	if routes == nil || routes.kind == null {
		return
	}
	if routes.kind != array {
		l.typeError("routes", routes, "an array")
		return
	}
	for i, r := range routes.items {
		l.checkRoute(fmt.Sprintf("routes[%d]", i), r)
	}
	// Only routes written side by side exclude each other: an environment may
	// override one while inheriting the other.
	if r := v.field("route"); r != nil && r.val.string() != "" && l.fromEnv["route"] == l.fromEnv["routes"] {
		l.add(diag.Diagnostic{Code: codeConflict, Severity: diag.Error, Span: r.key,
			Message: "\"route\" and \"routes\" exclude each other", Hint: "keep one of them"})
	}
}

func (l *loader) checkRoute(path string, v *value) {
	if v.kind == text && v.str != "" {
		return
	}
	bad := v.kind != object || v.get("pattern") == nil || v.get("pattern").kind != text
	zones, known := 0, 1
	for _, f := range v.fields {
		switch f.name {
		case "zone_id", "zone_name":
			if f.val.kind == text {
				zones++
				known++
			}
		case "custom_domain", "enabled", "previews_enabled":
			if f.val.kind == boolean {
				known++
			}
		}
	}
	custom := v.get("custom_domain")
	hasCustom := custom != nil && custom.kind == boolean
	switched := v.get("enabled") != nil || v.get("previews_enabled") != nil
	if bad || known != len(v.fields) || zones > 1 || zones == 0 && !hasCustom || switched && !hasCustom {
		l.invalid(v, "%q must be a string or { pattern, custom_domain, zone_id or zone_name, enabled, previews_enabled }, not %s", path, clip(string(v.json())))
	}
}

var ruleTypes = []string{"ESModule", "CommonJS", "CompiledWasm", "Text", "Data"}

func (l *loader) checkRules(v *value) {
	if v == nil || v.kind != array {
		return
	}
	for i, r := range v.items {
		path := fmt.Sprintf("rules[%d]", i)
		if r.kind != object {
			l.typeError(path, r, "an object")
			continue
		}
		if t := r.get("type").string(); t == "PythonModule" || t == "PythonRequirement" {
			l.add(diag.Diagnostic{Code: codePython, Severity: diag.Error, Span: r.get("type").span, Message: "Python Workers cannot be converted"})
		} else if !slices.Contains(ruleTypes, t) {
			at := r
			if f := r.get("type"); f != nil {
				at = f
			}
			l.invalid(at, "\"%s.type\" must be one of %s", path, strings.Join(ruleTypes, ", "))
		}
		if g := r.get("globs"); g == nil || g.kind != array || len(g.strings()) != len(g.items) {
			at := r
			if g != nil {
				at = g
			}
			l.invalid(at, "\"%s.globs\" must be an array of strings", path)
		}
		if f := r.get("fallthrough"); f != nil && f.kind != boolean {
			l.typeError(path+".fallthrough", f, "true or false")
		}
	}
}

// checkTables looks into the objects whose keys are the user's: their values are strings.
func (l *loader) checkTables(v *value) {
	for _, k := range keys {
		if k.shape != isTable {
			continue
		}
		t := v.get(k.path)
		if t == nil || t.kind != object {
			continue
		}
		for _, f := range t.fields {
			if f.val.kind != text {
				l.typeError(k.path+"."+f.name, f.val, "a string")
			}
		}
	}
}

func (l *loader) checkTriggers(v *value) {
	if v == nil || v.kind == null {
		return
	}
	if v.kind != object {
		l.typeError("triggers", v, "an object")
		return
	}
	if c := v.get("crons"); c != nil && c.kind != array {
		l.typeError("triggers.crons", c, "an array")
	}
}

// checkObservability: a block that switches nothing on or off is a typo.
func (l *loader) checkObservability(f *field) {
	if f == nil || f.val.kind != object {
		return
	}
	for _, path := range [][]string{{"enabled"}, {"logs", "enabled"}, {"traces", "enabled"}, {"issues", "enabled"}} {
		if v := f.val.get(path...); v != nil && v.kind == boolean {
			return
		}
	}
	l.add(diag.Diagnostic{Code: codeType, Severity: diag.Error, Span: f.key,
		Message: "\"observability\" needs \"enabled\", its own or that of logs, traces or issues"})
}

func (l *loader) checkBuild(v *value) {
	if v == nil || v.kind != object {
		return
	}
	for _, n := range []string{"command", "cwd"} {
		if f := v.get(n); f != nil && f.kind != text {
			l.typeError("build."+n, f, "a string")
		}
	}
}
