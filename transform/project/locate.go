package project

// Finding what to read: the configuration file in wrangler's order, a build
// tool's redirect, or the one entry file of a project without configuration.

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/w2c-dev/w2c/transform/diag"
)

var configNames = []string{"wrangler.json", "wrangler.jsonc", "wrangler.toml"}

const redirectFile = ".wrangler/deploy/config.json"

var scriptExtensions = []string{".ts", ".js", ".mjs", ".tsx", ".jsx", ".mts"}

// locate sets the project's folder, its configuration and, when the options
// name one, its entry.
func (l *loader) locate() error {
	dir, err := filepath.Abs(l.o.Dir)
	if err != nil {
		return fmt.Errorf("find project: %w", err)
	}
	l.env = l.o.Env
	l.p = &Project{Dir: dir, Env: l.env}
	st, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.add(diag.Diagnostic{Code: codeNoProject, Severity: diag.Error, Message: fmt.Sprintf("%s does not exist", l.o.Dir), Hint: "give the folder that holds the Worker's wrangler file"})
		return nil
	case err != nil:
		return fmt.Errorf("find project: %w", err)
	case !st.IsDir() && slices.Contains(scriptExtensions, filepath.Ext(dir)):
		l.script, l.p.Dir = dir, filepath.Dir(dir)
	case !st.IsDir():
		l.useConfig(dir)
		return nil
	}
	if l.o.Config != "" {
		c := l.o.Config
		if !filepath.IsAbs(c) {
			c = filepath.Join(l.p.Dir, c)
		}
		if !isFile(c) {
			if abs, err := filepath.Abs(l.o.Config); err == nil && isFile(abs) {
				c = abs
			} else {
				l.add(diag.Diagnostic{Code: codeNoProject, Severity: diag.Error, Message: fmt.Sprintf("the configuration file %s does not exist", l.o.Config)})
				return nil
			}
		}
		l.useConfig(c)
		return nil
	}
	for _, n := range configNames {
		if c := filepath.Join(l.p.Dir, n); isFile(c) {
			l.useConfig(c)
			break
		}
	}
	return l.redirect()
}

func (l *loader) useConfig(file string) {
	l.configPath, l.configDir = file, filepath.Dir(file)
	l.p.Dir, l.p.Config = l.configDir, filepath.Base(file)
	if !slices.Contains([]string{".toml", ".json", ".jsonc"}, filepath.Ext(file)) {
		l.add(diag.Diagnostic{Code: codeNoProject, Severity: diag.Error, Span: l.fileSpan(),
			Message: "this is neither a wrangler configuration nor a script", Hint: "give the project's folder, its wrangler.toml, .json or .jsonc, or its entry file"})
	}
}

// redirect follows .wrangler/deploy/config.json, by which build tools say that
// the configuration to deploy is one that they wrote.
func (l *loader) redirect() error {
	file := filepath.Join(l.p.Dir, filepath.FromSlash(redirectFile))
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read redirected configuration: %w", err)
	}
	tree, bad := parseConfig(redirectFile, data)
	if bad != nil {
		bad.Code = codeRedirect
		l.add(*bad)
		return nil
	}
	problem := func(span diag.Span, format string, args ...any) {
		l.add(diag.Diagnostic{Code: codeRedirect, Severity: diag.Error, Span: span, Message: fmt.Sprintf(format, args...),
			Hint: "run the project's build again, or delete " + redirectFile + " if it is left over"})
	}
	f := tree.field("configPath")
	if f == nil || f.val.string() == "" {
		problem(diag.Span{File: redirectFile}, "the redirect names no \"configPath\"")
		return nil
	}
	target := f.val.str
	if !filepath.IsAbs(target) {
		target = filepath.Join(filepath.Dir(file), filepath.FromSlash(target))
	}
	if !isFile(target) {
		problem(f.val.span, "the redirected configuration %s does not exist", l.fromDir(target))
		return nil
	}
	if raw, err := os.ReadFile(target); err == nil {
		if t, _ := parseConfig(target, raw); t != nil {
			if e := t.get("targetEnvironment").string(); l.env != "" && e != "" && e != l.env {
				problem(f.val.span, "the project was built for environment %q, not for %q", e, l.env)
				return nil
			}
			if envs := t.field("env"); envs != nil && !empty(envs.val) {
				problem(f.val.span, "the redirected configuration has environments, which a build must have chosen among")
				return nil
			}
		}
	}
	l.p.Assumed = append(l.p.Assumed, fmt.Sprintf("%s redirects to %s, which a build tool wrote", redirectFile, l.fromDir(target)))
	l.configPath, l.configDir, l.redirected = target, filepath.Dir(target), true
	l.p.Config = l.fromDir(target)
	l.env = "" // the build has applied it
	return nil
}

// withoutConfig is a project without wrangler configuration: a workspace root,
// or a folder with one obvious entry.
func (l *loader) withoutConfig() error {
	p := l.p
	entry, why := "", ""
	if l.script != "" {
		entry, why = l.fromDir(l.script), "as given"
	} else {
		workers, err := l.workersBelow()
		if err != nil {
			return err
		}
		if len(workers) > 0 {
			l.listWorkers(workers)
			return nil
		}
		if entry, why, err = l.obviousEntry(); err != nil {
			return err
		}
	}
	if entry == "" {
		d := diag.Diagnostic{Code: codeNoProject, Severity: diag.Error,
			Message: "no wrangler configuration and no obvious entry file",
			Notes:   []string{"looked for " + strings.Join(configNames, ", ") + ", the main of package.json, and index or worker files here and in src/"},
			Hint:    "name the entry file: w2c convert path/to/worker.ts"}
		if why != "" {
			d.Notes = append(d.Notes, why)
		}
		if up := l.configAbove(); up != "" {
			d.Hint = "there is a configuration above: w2c convert " + up
		}
		l.add(d)
		return nil
	}
	if l.env != "" {
		l.add(diag.Diagnostic{Code: codeNoEnv, Severity: diag.Error, Message: fmt.Sprintf("no environment %q: there is no wrangler configuration", l.env), Hint: "leave out --env"})
		return nil
	}
	p.Main, p.Name, p.CompatibilityDate = entry, l.defaultName(), NewestCompatibilityDate
	p.Assumed = append(p.Assumed,
		fmt.Sprintf("there is no wrangler configuration: the Worker is %s (%s)", entry, why),
		fmt.Sprintf("it is called %q", p.Name),
		fmt.Sprintf("its compatibility date is %s, the newest this w2c knows", NewestCompatibilityDate))
	l.configDir = p.Dir
	empty := &value{kind: object}
	if err := l.secrets(empty); err != nil {
		return err
	}
	l.bindings(empty)
	return nil
}

// obviousEntry looks where Workers start. why says what made the file obvious,
// or what made it not so.
func (l *loader) obviousEntry() (entry, why string, err error) {
	for _, f := range l.packageMains() {
		m := path.Clean(f.value)
		if slices.Contains(scriptExtensions, path.Ext(m)) && !strings.HasPrefix(m, "../") && isFile(l.abs(m)) {
			return m, fmt.Sprintf("%q of package.json", f.key), nil
		}
	}
	for _, stem := range []string{"src/index", "index", "src/worker", "worker", "src/main"} {
		var found []string
		for _, ext := range scriptExtensions {
			if isFile(l.abs(stem + ext)) {
				found = append(found, stem+ext)
			}
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0], "the file where Workers usually start", nil
		default:
			return "", "there are several candidates: " + strings.Join(found, ", "), nil
		}
	}
	return "", "", nil
}

func (l *loader) configAbove() string {
	for dir := filepath.Dir(l.p.Dir); ; dir = filepath.Dir(dir) {
		for _, n := range configNames {
			if isFile(filepath.Join(dir, n)) {
				return filepath.ToSlash(relTo(l.p.Dir, dir))
			}
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

func relTo(base, target string) string {
	if rel, err := filepath.Rel(base, target); err == nil {
		return rel
	}
	return target
}

type mainField struct{ key, value string }

// packageMains are package.json's own ideas of where the code starts.
func (l *loader) packageMains() []mainField {
	if l.p.Package.Path == "" || filepath.Dir(l.p.Package.Path) != l.p.Dir {
		return nil
	}
	data, err := os.ReadFile(l.p.Package.Path)
	if err != nil {
		return nil
	}
	var pkg struct {
		Main   any `json:"main"`
		Module any `json:"module"`
	}
	if json.Unmarshal(data, &pkg) != nil {
		return nil
	}
	var out []mainField
	if s, ok := pkg.Module.(string); ok && s != "" {
		out = append(out, mainField{"module", s})
	}
	if s, ok := pkg.Main.(string); ok && s != "" {
		out = append(out, mainField{"main", s})
	}
	return out
}
