package project

// What the Worker is given: bindings from their kinds, names of secrets, and
// the rule that a name is given once.

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/w2c-dev/w2c/runtime/bindings"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/transform/diag"
)

// bindings asks every kind for its share and refuses the keys that no kind reads.
func (l *loader) bindings(v *value) {
	for _, k := range bindings.Kinds {
		f := v.field(k.ConfigKey())
		if f == nil || f.val.kind == null {
			continue
		}
		if l.refusedBelow(f.val) {
			continue // the check has said it better
		}
		raw := f.val.json()
		if k.ConfigKey() == "secrets" { // required is all that wrangler knows there
			only := &value{kind: object}
			if r := f.val.field("required"); r != nil {
				only.fields = []field{*r}
			}
			raw = only.json()
		}
		list, err := k.FromConfig(raw)
		if err != nil {
			l.bindingError(k.ConfigKey(), f.key, err)
			continue
		}
		l.p.Bindings = append(l.p.Bindings, list...)
	}
	l.localSecrets()
	for _, f := range v.fields {
		k := keyIndex[f.name]
		if k == nil || k.act != binds || k.code == "" || l.kindKeys[f.name] || hollow(f.val) {
			continue
		}
		l.refuseBinding(k, f)
	}
}

// refuseBinding gives one diagnostic per binding, each at its own place.
func (l *loader) refuseBinding(k *key, f field) {
	text := k.text
	if text == "" {
		text = "bindings of this kind are not converted by this build of w2c"
	}
	problem, hint, _ := strings.Cut(text, ": ")
	names := bindingNames(f.name, f.val)
	if len(names) == 0 {
		l.add(diag.Diagnostic{Code: k.code, Severity: diag.Error, Span: f.key, Message: fmt.Sprintf("%q: %s", f.name, problem), Hint: hint})
	}
	for _, n := range names {
		l.add(diag.Diagnostic{Code: k.code, Severity: diag.Error, Span: n.span, Message: fmt.Sprintf("binding %q: %s", n.name, problem), Hint: hint})
	}
}

func (l *loader) bindingError(key string, span diag.Span, err error) {
	d := diag.Diagnostic{Code: codeBindingConfig, Severity: diag.Error, Span: span, Message: fmt.Sprintf("%q: %s", key, err)}
	var ce *manifest.ConfigError
	if errors.As(err, &ce) {
		at := key + ce.Path
		if ce.Path != "" && !strings.HasPrefix(ce.Path, "[") && !strings.HasPrefix(ce.Path, ".") {
			at = key + "." + ce.Path
		}
		d.Span, d.Message, d.Hint = l.p.Span(at), fmt.Sprintf("%q: %s", at, ce.Message), ce.Hint
	}
	l.add(d)
}

// refusedBelow reports whether the check has refused v or something in it.
func (l *loader) refusedBelow(v *value) bool {
	if l.refused[v] {
		return true
	}
	for _, f := range v.fields {
		if l.refusedBelow(f.val) {
			return true
		}
	}
	for _, i := range v.items {
		if l.refusedBelow(i) {
			return true
		}
	}
	return false
}

type named struct {
	name string
	span diag.Span
}

// bindingNames lists the names a key puts into env: a list's binding or name, an
// object's binding, or its own keys.
func bindingNames(key string, v *value) []named {
	if v == nil {
		return nil
	}
	var out []named
	one := func(item *value) {
		for _, n := range []string{"binding", "name"} {
			if b := item.get(n); b != nil && b.kind == text {
				out = append(out, named{b.str, b.span})
				return
			}
		}
	}
	switch {
	case key == "queues":
		return bindingNames("", v.get("producers"))
	case key == "secrets":
		if r := v.get("required"); r != nil {
			for _, i := range r.items {
				if i.kind == text {
					out = append(out, named{i.str, i.span})
				}
			}
		}
	case v.kind == array:
		for _, i := range v.items {
			one(i)
		}
	case v.kind == object && v.get("bindings") != nil:
		return bindingNames("", v.get("bindings"))
	case key == "vars" || key == "define" || key == "wasm_modules" || key == "text_blobs" || key == "data_blobs":
		for _, f := range v.fields {
			out = append(out, named{f.name, f.key})
		}
	case v.kind == object:
		one(v)
	}
	return out
}

// uniqueNames refuses a name that is given twice: env has room for one.
func (l *loader) uniqueNames(v *value) {
	seen := map[string]string{}
	for _, f := range v.fields {
		k := keyIndex[f.name]
		legacy := f.name == "wasm_modules" || f.name == "text_blobs" || f.name == "data_blobs"
		if k == nil || k.act != binds && !legacy {
			continue
		}
		for _, n := range bindingNames(f.name, f.val) {
			first, dup := seen[n.name]
			if !dup {
				seen[n.name] = f.name
				continue
			}
			d := diag.Diagnostic{Code: codeDuplicate, Severity: diag.Error, Span: n.span,
				Message: fmt.Sprintf("the name %q is given twice, in %q and in %q", n.name, first, f.name),
				Hint:    "give each binding, variable and secret a name of its own"}
			if first == f.name {
				d.Message = fmt.Sprintf("the name %q is given twice in %q", n.name, f.name)
			}
			l.add(d)
		}
	}
}

// secrets collects the names of secrets: those the configuration requires and
// those that local development has values for.
func (l *loader) secrets(v *value) error {
	names, err := l.localNames()
	if err != nil {
		return err
	}
	isVar := map[string]bool{}
	for _, x := range l.p.Vars {
		isVar[x.Name] = true
	}
	block := v.get("secrets")
	seen := map[string]bool{}
	add := func(n string) {
		if !seen[n] && !isVar[n] {
			seen[n] = true
			l.p.Secrets = append(l.p.Secrets, n)
		}
	}
	for _, n := range bindingNames("secrets", block) {
		add(n.name)
	}
	if block == nil { // with the block, wrangler gives the Worker no other names
		for _, n := range names {
			add(n)
		}
	}
	return nil
}

// localSecrets adds a binding for each secret known only from local files. The
// kind is asked for the shape of its binding with a list of one name.
func (l *loader) localSecrets() {
	have := map[string]bool{}
	for _, b := range l.p.Bindings {
		have[b.Name] = true
	}
	for _, k := range bindings.Kinds {
		if k.ConfigKey() != "secrets" {
			continue
		}
		for _, n := range l.p.Secrets {
			if have[n] {
				continue
			}
			raw, err := json.Marshal(map[string][]string{"optional": {n}})
			if err != nil {
				continue
			}
			list, err := k.FromConfig(raw)
			if err != nil {
				l.add(diag.Diagnostic{Code: codeBindingConfig, Severity: diag.Error, Message: fmt.Sprintf("secret %q: %s", n, err)})
				continue
			}
			l.p.Bindings = append(l.p.Bindings, list...)
		}
	}
}
