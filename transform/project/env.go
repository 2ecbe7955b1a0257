package project

// Named environments. wrangler's rule in one sentence: build and routing keys
// are inherited, what the Worker is given is not. The result is one tree of
// top-level keys, the configuration as if it had been written for this
// environment alone.

import (
	"fmt"
	"regexp"
	"sort"
	"strings"

	"github.com/w2c-dev/w2c/transform/diag"
)

// applyEnv returns the tree of the environment called name. origin tells by
// top-level key where it was written: "" or "env.<name>.".
func (l *loader) applyEnv(root *value, name string) (*value, bool) {
	top := &value{kind: object, span: root.span}
	for _, f := range root.fields {
		if f.name != "env" {
			top.fields = append(top.fields, f)
		}
	}
	if name == "" {
		l.hintOtherEnv(root, top)
		return top, true
	}
	env := root.get("env", name)
	if env == nil {
		return l.missingEnv(root, top, name)
	}
	if env.kind != object {
		l.typeError("env."+name, env, "an object")
		return top, false
	}
	out := &value{kind: object, span: env.span}
	for _, f := range top.fields {
		k := keyIndex[f.name]
		switch {
		case k == nil || k.scope == topOnly:
			out.fields = append(out.fields, f)
		case env.field(f.name) != nil && env.get(f.name).kind != null:
			l.checkShape(f.name, k.shape, f.val) // overridden, and still wrong
		case k.scope == inherited:
			if f.name == "name" && f.val.kind == text {
				renamed := *f.val
				renamed.str += "-" + name
				f.val = &renamed
			}
			out.fields = append(out.fields, f)
		case k.scope == perEnv:
			l.notInherited(f, env.field(f.name), name)
		}
	}
	for _, f := range env.fields {
		k := keyIndex[f.name]
		switch {
		case k == nil && gone[f.name].text != "":
			l.unknownTop(f)
		case k == nil:
			l.unknownKey("env."+name+"."+f.name, f.name, f.key, envKeyNames())
		case k.scope == topOnly || k.scope == structural:
			l.add(diag.Diagnostic{Code: codeUnknownKey, Severity: diag.Warning, Span: f.key,
				Message: fmt.Sprintf("%q has no effect inside an environment", f.name), Hint: "move it to the top level"})
		case f.val.kind == null:
			l.checkNull(f.name, f.val)
		default:
			out.fields = append(out.fields, f)
		}
		if k != nil && k.scope == perEnv {
			l.missingFromEnv(f, top.field(f.name), name)
		}
	}
	l.fromEnv = map[string]bool{}
	for _, f := range env.fields {
		l.fromEnv[f.name] = true
	}
	return out, true
}

// missingEnv is --env with a name the file does not have. wrangler refuses that
// when there are other environments; when there are none it goes on with the
// top level, bindings included, under the name <name>-<env>.
func (l *loader) missingEnv(root, top *value, name string) (*value, bool) {
	var names []string
	if envs := root.get("env"); envs != nil {
		for _, f := range envs.fields {
			names = append(names, f.name)
		}
	}
	d := diag.Diagnostic{Code: codeNoEnv, Severity: diag.Error, Span: l.fileSpan(),
		Message: fmt.Sprintf("no environment %q in the configuration", name)}
	if f := root.field("env"); f != nil {
		d.Span = f.key
	}
	if len(names) > 0 {
		d.Hint = "the environments are: " + strings.Join(names, ", ")
		if near := nearest(name, names); near != "" {
			d.Hint = fmt.Sprintf("did you mean --env %s? the environments are: %s", near, strings.Join(names, ", "))
		}
		l.add(d)
		return top, false
	}
	d.Severity = diag.Warning
	d.Notes = []string{"the top level is used, with the environment's name at the end of the Worker's, as wrangler does"}
	d.Hint = "leave out --env, or add an environment to the file"
	l.add(d)
	out := &value{kind: object, span: top.span}
	for _, f := range top.fields {
		if f.name == "name" && f.val.kind == text {
			renamed := *f.val
			renamed.str += "-" + name
			f.val = &renamed
		}
		out.fields = append(out.fields, f)
	}
	return out, true
}

// notInherited warns about a key that the top level has and the environment
// leaves out, the commonest reason for "binding undefined".
func (l *loader) notInherited(f field, own *field, env string) {
	if own != nil {
		return
	}
	l.add(diag.Diagnostic{Code: codeNotInherited, Severity: diag.Warning, Span: f.key,
		Message: fmt.Sprintf("%q is at the top level but not in env.%s, and environments do not inherit it", f.name, env),
		Hint:    fmt.Sprintf("repeat it under env.%s if the Worker needs it there", env)})
}

// missingFromEnv warns about single names that the environment's version of a
// key has lost.
func (l *loader) missingFromEnv(own field, top *field, env string) {
	if top == nil {
		return
	}
	have := map[string]bool{}
	for _, n := range bindingNames(own.name, own.val) {
		have[n.name] = true
	}
	var lost []string
	for _, n := range bindingNames(own.name, top.val) {
		if !have[n.name] {
			lost = append(lost, n.name)
		}
	}
	if len(lost) == 0 {
		return
	}
	l.add(diag.Diagnostic{Code: codeNotInherited, Severity: diag.Warning, Span: own.key,
		Message: fmt.Sprintf("%s: %s exists at the top level but not in env.%s, and environments do not inherit it", own.name, strings.Join(lost, ", "), env),
		Hint:    fmt.Sprintf("repeat it under env.%s if the Worker needs it there", env)})
}

// hintOtherEnv is for files that give the Worker something only inside
// environments, when none was chosen.
func (l *loader) hintOtherEnv(root, top *value) {
	envs := root.get("env")
	if envs == nil || envs.kind != object {
		return
	}
	var with []string
	for _, e := range envs.fields {
		if len(givenKeys(e.val)) > 0 {
			with = append(with, e.name)
		}
	}
	if len(with) == 0 || len(givenKeys(top)) > 0 {
		return
	}
	sort.Strings(with)
	l.add(diag.Diagnostic{Code: codeOtherEnv, Severity: diag.Warning, Span: root.field("env").key,
		Message: "the top level gives the Worker nothing, but env." + strings.Join(with, " and env.") + " does",
		Notes:   []string{"without --env the top level is converted, as wrangler deploys it"},
		Hint:    "convert that environment: --env " + with[0]})
}

// givenKeys are the keys of v that put something into the Worker's env.
func givenKeys(v *value) []string {
	var out []string
	if v == nil {
		return nil
	}
	for _, f := range v.fields {
		if k := keyIndex[f.name]; k != nil && k.act == binds && k.scope == perEnv && !hollow(f.val) {
			out = append(out, f.name)
		}
	}
	return out
}

func empty(v *value) bool {
	if v == nil || v.kind == null {
		return true
	}
	return v.kind == object && len(v.fields) == 0 || v.kind == array && len(v.items) == 0
}

// hollow reports a value that switches nothing on: empty, false, or made of such.
func hollow(v *value) bool {
	switch {
	case v == nil || v.kind == null:
		return true
	case v.kind == boolean:
		return !v.bool()
	case v.kind == object:
		for _, f := range v.fields {
			if !hollow(f.val) {
				return false
			}
		}
		return true
	}
	return v.kind == array && len(v.items) == 0
}

func envKeyNames() []string {
	var out []string
	for _, k := range keys {
		if k.scope == inherited || k.scope == perEnv {
			out = append(out, k.path)
		}
	}
	return out
}

var workerName = regexp.MustCompile(`^$|^[a-z0-9_][a-z0-9-_]*$`)
