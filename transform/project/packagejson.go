package project

// package.json and the workspace around the project: dependencies for messages
// about missing packages, the package manager for the command to run, and the
// list of Workers when a workspace's root was given.

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/w2c-dev/w2c/transform/diag"
)

type packageFile struct {
	Name            string            `json:"name"`
	Version         string            `json:"version"`
	Dependencies    map[string]string `json:"dependencies"`
	DevDependencies map[string]string `json:"devDependencies"`
	PackageManager  string            `json:"packageManager"`
	Workspaces      json.RawMessage   `json:"workspaces"`
}

// patterns are the workspaces field in its two spellings.
func (f packageFile) patterns() []string {
	var list []string
	if json.Unmarshal(f.Workspaces, &list) == nil {
		return list
	}
	var nested struct {
		Packages []string `json:"packages"`
	}
	if json.Unmarshal(f.Workspaces, &nested) == nil {
		return nested.Packages
	}
	return nil
}

func readPackageFile(file string) (packageFile, bool, error) {
	var f packageFile
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return f, false, nil
	}
	if err != nil {
		return f, false, fmt.Errorf("read package.json: %w", err)
	}
	data = []byte(strings.TrimPrefix(string(data), "\ufeff"))
	return f, true, json.Unmarshal(data, &f)
}

// readPackage finds the nearest package.json and the workspace it is in.
func (l *loader) readPackage() error {
	p := &l.p.Package
	for dir := l.p.Dir; ; dir = filepath.Dir(dir) {
		file := filepath.Join(dir, "package.json")
		f, found, err := readPackageFile(file)
		if err != nil {
			var syntax *json.SyntaxError
			var typ *json.UnmarshalTypeError
			if !errors.As(err, &syntax) && !errors.As(err, &typ) {
				return err
			}
			l.badPackage(file, err)
		}
		if found {
			p.Path, p.Name, p.Version, p.Dependencies = file, f.Name, f.Version, f.Dependencies
			p.Manager = managerOf(f.PackageManager)
			break
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	l.findWorkspace()
	if p.Manager == "" {
		p.Manager = l.managerByLock()
	}
	return nil
}

// badPackage reports a package.json that does not parse, with its place.
func (l *loader) badPackage(file string, err error) {
	d := diag.Diagnostic{Code: codeSyntax, Severity: diag.Error, Span: diag.Span{File: l.fromDir(file)}, Message: "package.json cannot be read: " + err.Error()}
	var syntax *json.SyntaxError
	if data, rerr := os.ReadFile(file); rerr == nil && errors.As(err, &syntax) {
		at := int(syntax.Offset) - 1
		d.Span = newSource(l.fromDir(file), data).span(at, at+1)
	}
	l.add(d)
}

func managerOf(field string) string {
	name, _, _ := strings.Cut(field, "@")
	switch name {
	case "npm", "pnpm", "yarn", "bun":
		return name
	}
	return ""
}

var lockFiles = []struct{ file, manager string }{
	{"pnpm-lock.yaml", "pnpm"}, {"yarn.lock", "yarn"}, {"bun.lock", "bun"}, {"bun.lockb", "bun"},
	{"package-lock.json", "npm"}, {"npm-shrinkwrap.json", "npm"},
}

// managerByLock looks for a lock file beside the project, then at the workspace's root.
func (l *loader) managerByLock() string {
	dirs := []string{l.p.Dir}
	if l.p.Package.Path != "" {
		dirs = append(dirs, filepath.Dir(l.p.Package.Path))
	}
	if l.p.Package.WorkspaceDir != "" {
		dirs = append(dirs, l.p.Package.WorkspaceDir)
	}
	for _, d := range dirs {
		for _, lf := range lockFiles {
			if isFile(filepath.Join(d, lf.file)) {
				return lf.manager
			}
		}
	}
	return "npm"
}

// findWorkspace walks up to the workspace that counts the project as a member.
func (l *loader) findWorkspace() {
	for dir := l.p.Dir; ; dir = filepath.Dir(dir) {
		if patterns, manager := workspacePatterns(dir); patterns != nil {
			rel := filepath.ToSlash(relTo(dir, l.p.Dir))
			if rel == "." || memberOf(patterns, rel) {
				l.p.Package.WorkspaceDir = dir
				if l.p.Package.Manager == "" {
					l.p.Package.Manager = manager
				}
				return
			}
		}
		if dir == filepath.Dir(dir) {
			return
		}
	}
}

// workspacePatterns reads the member globs of a workspace root; manager is set
// when the way they are written names it.
func workspacePatterns(dir string) (patterns []string, manager string) {
	if data, err := os.ReadFile(filepath.Join(dir, "pnpm-workspace.yaml")); err == nil {
		if p := pnpmPackages(string(data)); p != nil {
			return p, "pnpm"
		}
	}
	f, found, err := readPackageFile(filepath.Join(dir, "package.json"))
	if !found || err != nil {
		return nil, ""
	}
	return f.patterns(), managerOf(f.PackageManager)
}

// pnpmPackages reads the packages list of pnpm-workspace.yaml: one key with a
// list of plain or quoted strings, which is too little to bring a YAML parser for.
func pnpmPackages(s string) []string {
	var out []string
	in := false
	for _, line := range strings.Split(s, "\n") {
		line = strings.TrimRight(line, " \t\r")
		body := strings.TrimSpace(line)
		switch {
		case body == "" || strings.HasPrefix(body, "#"):
		case strings.HasPrefix(line, "packages:"):
			in = true
			rest := strings.TrimSpace(strings.TrimPrefix(line, "packages:"))
			if strings.HasPrefix(rest, "[") {
				for _, e := range strings.Split(strings.Trim(rest, "[]"), ",") {
					out = append(out, yamlString(e))
				}
				in = false
			}
		case in && strings.HasPrefix(body, "- "):
			out = append(out, yamlString(body[2:]))
		case in && line[0] != ' ' && line[0] != '\t':
			in = false
		}
	}
	return out
}

func yamlString(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 1 && (s[0] == '\'' || s[0] == '"') {
		if i := strings.IndexByte(s[1:], s[0]); i >= 0 {
			return s[1 : i+1]
		}
	}
	s, _, _ = strings.Cut(s, " #")
	return strings.TrimSpace(s)
}

func memberOf(patterns []string, rel string) bool {
	in := false
	for _, p := range patterns {
		not := strings.HasPrefix(p, "!")
		p = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(p, "!"), "./"), "/")
		if ok, err := doublestar.Match(p, rel); err == nil && ok {
			in = !not
		}
	}
	return in
}

// workersBelow finds the Workers of a workspace whose root is the project's
// folder, as slash paths. Without a workspace it looks two levels down, which is
// where loose monorepos keep their apps.
func (l *loader) workersBelow() ([]string, error) {
	patterns, _ := workspacePatterns(l.p.Dir)
	const deepest = 4
	var out []string
	err := filepath.WalkDir(l.p.Dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrPermission) && d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return err
		}
		rel := filepath.ToSlash(relTo(l.p.Dir, file))
		if d.IsDir() {
			depth := strings.Count(rel, "/") + 1
			if rel != "." && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") || depth > deepest || patterns == nil && depth > 2) {
				return fs.SkipDir
			}
			return nil
		}
		dir := path.Dir(rel)
		for _, n := range configNames {
			if d.Name() == n && dir != "." && (patterns == nil || memberOf(patterns, dir)) {
				out = append(out, dir)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for Workers: %w", err)
	}
	sort.Strings(out)
	for i := len(out) - 1; i > 0; i-- {
		if out[i] == out[i-1] {
			out = append(out[:i], out[i+1:]...)
		}
	}
	return out, nil
}

func (l *loader) listWorkers(workers []string) {
	d := diag.Diagnostic{Code: codeWorkspace, Severity: diag.Error,
		Message: fmt.Sprintf("this folder holds %d Workers and is none itself", len(workers)),
		Hint:    "convert them one by one:"}
	if len(workers) == 1 {
		d.Message, d.Hint = "this folder holds a Worker and is none itself", "convert it:"
	}
	for _, w := range workers {
		d.Hint += "\n  w2c convert " + shellPath(path.Join(filepath.ToSlash(l.o.Dir), w))
	}
	l.add(d)
}

func shellPath(p string) string {
	if strings.ContainsAny(p, " '\"$&;()<>|*?`\\") {
		return "'" + strings.ReplaceAll(p, "'", `'\''`) + "'"
	}
	return p
}
