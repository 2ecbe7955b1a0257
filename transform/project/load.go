package project

// Load: which file, its tree, the environment, the checks, and then the
// Project's fields one by one. What is wrong with the user's files becomes
// diagnostics; only what is wrong with the disk becomes an error.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/w2c-dev/w2c/runtime/bindings"
	"github.com/w2c-dev/w2c/transform/diag"
)

// NewestCompatibilityDate is the date whose behaviour this w2c follows, that of
// the wrangler and workerd its answers are compared with.
const NewestCompatibilityDate = "2026-11-17"

// Load reads the project that o names. The Project is usable as far as the
// diagnostics allow: with an error among them it must not be converted.
func Load(o Options) (*Project, diag.List, error) {
	l := &loader{o: o, kindKeys: map[string]bool{}, refused: map[*value]bool{}}
	for _, k := range bindings.Kinds {
		l.kindKeys[k.ConfigKey()] = true
	}
	if err := l.locate(); err != nil {
		return nil, nil, err
	}
	if err := l.readPackage(); err != nil {
		return nil, nil, err
	}
	if l.failed() {
		return l.p, l.list.Sorted(), nil
	}
	if l.configPath == "" {
		if err := l.withoutConfig(); err != nil {
			return nil, nil, err
		}
		return l.p, l.list.Sorted(), nil
	}
	data, err := os.ReadFile(l.configPath)
	if err != nil {
		return nil, nil, fmt.Errorf("read configuration: %w", err)
	}
	tree, bad := parseConfig(l.p.Config, data)
	if bad != nil {
		l.add(*bad)
		return l.p, l.list.Sorted(), nil
	}
	env, ok := l.applyEnv(tree, l.env)
	if !ok {
		return l.p, l.list.Sorted(), nil
	}
	l.p.pos = map[string]diag.Span{}
	env.places("", l.fileSpan(), l.p.pos)
	delete(l.p.pos, "")
	l.check(env)
	if err := l.fill(env); err != nil {
		return nil, nil, err
	}
	return l.p, l.list.Sorted(), nil
}

type loader struct {
	o    Options
	p    *Project
	list diag.List

	configPath string // absolute; "" when there is none
	configDir  string // what paths in the file are relative to
	script     string // entry named on the command line, absolute
	env        string
	fromEnv    map[string]bool // keys the chosen environment wrote itself
	kindKeys   map[string]bool // keys that a kind of binding reads
	redirected bool
	refused    map[*value]bool // values that a diagnostic of the check is about
}

func (l *loader) add(d diag.Diagnostic) { l.list = append(l.list, d) }

func (l *loader) failed() bool { return l.list.HasErrors() }

func (l *loader) fileSpan() diag.Span { return diag.Span{File: l.p.Config} }

// fill turns the checked tree into the Project's fields.
func (l *loader) fill(v *value) error {
	p := l.p
	p.Name = v.get("name").string()
	if p.Name == "" {
		p.Name = l.defaultName()
		p.Assumed = append(p.Assumed, fmt.Sprintf("the configuration names no Worker: it is called %q", p.Name))
	}
	p.CompatibilityDate = v.get("compatibility_date").string()
	p.CompatibilityFlags = v.get("compatibility_flags").strings()
	p.Build = l.build(v)
	p.Routes = routes(v)
	p.Crons = v.get("triggers", "crons").strings()
	if vars := v.get("vars"); vars != nil && vars.kind == object {
		for _, f := range vars.fields {
			if f.val.kind == date {
				l.add(diag.Diagnostic{Code: codeType, Severity: diag.Error, Span: f.val.span,
					Message: fmt.Sprintf("\"vars.%s\" is a TOML date, which a variable cannot be", f.name), Hint: "quote it"})
				continue
			}
			p.Vars = append(p.Vars, Var{Name: f.name, Value: f.val.json()})
		}
	}
	if err := l.secrets(v); err != nil {
		return err
	}
	if err := l.assets(v.field("assets")); err != nil {
		return err
	}
	if err := l.main(v); err != nil {
		return err
	}
	l.bindings(v)
	l.uniqueNames(v)
	if f := v.field("compatibility_date"); f == nil || f.val.kind == null {
		l.add(diag.Diagnostic{Code: codeDate, Severity: diag.Error, Span: l.fileSpan(),
			Message: "no compatibility_date: wrangler deploys no Worker without one",
			Hint:    fmt.Sprintf("add compatibility_date = %q, or \"2021-11-02\", which a Worker deployed without a date runs with", NewestCompatibilityDate)})
	}
	return nil
}

func (l *loader) defaultName() string {
	name := l.p.Package.Name
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		name = name[i+1:]
	}
	if name == "" {
		name = filepath.Base(l.p.Dir)
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, name)
	if name = strings.Trim(name, "-"); name == "" {
		return "worker"
	}
	return name
}

func (l *loader) build(v *value) Build {
	b := Build{
		Alias:                 v.get("alias").stringMap(),
		Define:                v.get("define").stringMap(),
		TSConfig:              l.relative(v.get("tsconfig").string()),
		JSXFactory:            v.get("jsx_factory").string(),
		JSXFragment:           v.get("jsx_fragment").string(),
		NoBundle:              v.get("no_bundle").bool(),
		FindAdditionalModules: v.get("find_additional_modules").bool(),
		BaseDir:               l.relative(v.get("base_dir").string()),
		PreserveFileNames:     v.get("preserve_file_names").bool(),
		Command:               v.get("build", "command").string(),
		CommandDir:            l.relative(v.get("build", "cwd").string()),
		WasmModules:           l.relativeMap(v.get("wasm_modules").stringMap()),
		TextBlobs:             l.relativeMap(v.get("text_blobs").stringMap()),
		DataBlobs:             l.relativeMap(v.get("data_blobs").stringMap()),
	}
	if k := v.get("keep_names"); k != nil && k.kind == boolean {
		keep := k.bool()
		b.KeepNames = &keep
	}
	if r := v.get("rules"); r != nil {
		for _, i := range r.items {
			b.Rules = append(b.Rules, Rule{Type: i.get("type").string(), Globs: i.get("globs").strings(), Fallthrough: i.get("fallthrough").bool()})
		}
	}
	return b
}

// routes lists where the Worker was reached; routes wins over route, as in wrangler.
func routes(v *value) []Route {
	list := v.get("routes")
	items := []*value(nil)
	if list != nil && list.kind == array {
		items = list.items
	} else if r := v.get("route"); r != nil && r.kind != null && r.string()+string(r.json()) != `""` {
		items = []*value{r}
	}
	var out []Route
	for _, i := range items {
		r := Route{Pattern: i.string()}
		if i.kind == object {
			r.Pattern = i.get("pattern").string()
			r.CustomDomain = i.get("custom_domain").bool()
			r.Zone = i.get("zone_name").string()
		}
		if r.Pattern != "" {
			out = append(out, r)
		}
	}
	return out
}

// relative turns a path of the configuration into a slash path relative to the project.
func (l *loader) relative(p string) string {
	if p == "" {
		return ""
	}
	if filepath.IsAbs(p) {
		return l.fromDir(p)
	}
	return l.fromDir(filepath.Join(l.configDir, filepath.FromSlash(p)))
}

func (l *loader) relativeMap(m map[string]string) map[string]string {
	for k, p := range m {
		m[k] = l.relative(p)
	}
	return m
}

func (l *loader) fromDir(abs string) string {
	rel, err := filepath.Rel(l.p.Dir, abs)
	if err != nil {
		return filepath.ToSlash(abs)
	}
	return filepath.ToSlash(rel)
}

func (l *loader) abs(rel string) string { return filepath.Join(l.p.Dir, filepath.FromSlash(rel)) }

// main finds the entry: the command line's, main, or none when there are assets.
func (l *loader) main(v *value) error {
	p := l.p
	if l.script != "" {
		p.Main = l.fromDir(l.script)
		return nil
	}
	f := v.field("main")
	if f == nil || f.val.kind == null {
		return l.withoutMain(v)
	}
	if f.val.kind != text {
		return nil
	}
	p.Main = l.relative(f.val.str)
	if strings.HasSuffix(p.Main, ".py") {
		l.add(diag.Diagnostic{Code: codePython, Severity: diag.Error, Span: f.val.span, Message: "Python Workers cannot be converted"})
		return nil
	}
	if p.Build.Command != "" {
		return nil // the command may make the file; the bundler looks again
	}
	switch st, err := os.Stat(l.abs(p.Main)); {
	case errors.Is(err, fs.ErrNotExist) || err == nil && st.IsDir():
		d := diag.Diagnostic{Code: codeEntry, Severity: diag.Error, Span: f.val.span, Message: fmt.Sprintf("the entry file %s does not exist", p.Main)}
		if err == nil {
			d.Message = fmt.Sprintf("the entry %s is a folder, not a file", p.Main)
		}
		if sib := l.sameStem(p.Main); sib != "" {
			d.Hint = fmt.Sprintf("did you mean %q?", sib)
		} else if l.redirected || strings.Contains(p.Main, "dist/") || strings.Contains(p.Main, "build/") || strings.HasPrefix(p.Main, ".") {
			d.Hint = "it looks like the result of a build: run the project's build first"
		}
		l.add(d)
	case err != nil:
		return fmt.Errorf("read entry: %w", err)
	}
	return nil
}

// sameStem finds a file that differs from p in its extension only.
func (l *loader) sameStem(p string) string {
	stem := strings.TrimSuffix(p, path.Ext(p))
	for _, ext := range []string{".ts", ".js", ".mjs", ".tsx", ".jsx", ".mts"} {
		if isFile(l.abs(stem + ext)) {
			return stem + ext
		}
	}
	return ""
}

func (l *loader) withoutMain(v *value) error {
	if a := v.get("assets"); a != nil && a.kind == object {
		if b := a.field("binding"); b != nil {
			l.add(diag.Diagnostic{Code: codeAssets, Severity: diag.Error, Span: b.key,
				Message: "assets have a binding, but there is no Worker to use it", Hint: "name the script with main, or remove assets.binding"})
		}
		return nil
	}
	if v.get("site") != nil || v.get("pages_build_output_dir") != nil { // refused already, and their code is elsewhere
		return nil
	}
	d := diag.Diagnostic{Code: codeEntry, Severity: diag.Error, Span: l.fileSpan(),
		Message: "neither main nor assets: there is nothing to convert", Hint: "name the entry file: main = \"src/index.ts\""}
	if e, _, err := l.obviousEntry(); err != nil {
		return err
	} else if e != "" {
		d.Hint = fmt.Sprintf("name the entry file, which is probably: main = %q", e)
	}
	l.add(d)
	return nil
}

func isFile(p string) bool {
	st, err := os.Stat(p)
	return err == nil && st.Mode().IsRegular()
}

func isDir(p string) bool {
	st, err := os.Stat(p)
	return err == nil && st.IsDir()
}
