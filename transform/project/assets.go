package project

// The folder of static assets: which files a browser may ask for.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/w2c-dev/w2c/transform/diag"
)

const ignoreFile = ".assetsignore"

// assets checks the block's directory and lists it.
func (l *loader) assets(f *field) error {
	if f == nil || f.val.kind != object {
		return nil
	}
	problem := func(span diag.Span, hint, format string, args ...any) {
		l.add(diag.Diagnostic{Code: codeAssets, Severity: diag.Error, Span: span, Message: fmt.Sprintf(format, args...), Hint: hint})
	}
	dir := f.val.field("directory")
	if dir == nil {
		problem(f.key, "name the folder: directory = \"./public\"", "\"assets\" has no directory")
		return nil
	}
	if dir.val.kind != text {
		l.typeError("assets.directory", dir.val, "a string")
		return nil
	}
	if dir.val.str == "" {
		problem(dir.val.span, "", "\"assets.directory\" is empty")
		return nil
	}
	abs := l.abs(l.relative(dir.val.str))
	st, err := os.Stat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		hint := ""
		if l.p.Build.Command != "" || strings.Contains(dir.val.str, "dist") || strings.Contains(dir.val.str, "build") || strings.Contains(dir.val.str, "out") {
			hint = "it looks like the result of a build: run the project's build first"
		}
		problem(dir.val.span, hint, "the assets folder %s does not exist", l.fromDir(abs))
		return nil
	case err != nil:
		return fmt.Errorf("read assets: %w", err)
	case !st.IsDir():
		problem(dir.val.span, "", "the assets path %s is not a folder", l.fromDir(abs))
		return nil
	}
	files, err := l.listAssets(abs, dir.val.span)
	if err != nil {
		return err
	}
	l.p.Assets = &Assets{Dir: abs, Config: f.val.json(), Files: files}
	return nil
}

// listAssets walks the folder as wrangler's upload does: no hidden rule but
// .assetsignore, links to files followed. _headers and _redirects are listed
// because the assets kind reads them there; it does not serve them.
func (l *loader) listAssets(root string, span diag.Span) ([]string, error) {
	ignored, hasIgnore, err := l.assetsIgnore(root)
	if err != nil {
		return nil, err
	}
	var out []string
	var walk func(dir, prefix string, depth int) error
	walk = func(dir, prefix string, depth int) error {
		if depth > 100 {
			return fmt.Errorf("folders are nested deeper than 100, or a link leads back up: %s", prefix)
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		for _, e := range entries {
			rel, full := prefix+e.Name(), filepath.Join(dir, e.Name())
			st, err := os.Stat(full)
			if err != nil {
				return err
			}
			if ignored(rel, st.IsDir()) {
				continue
			}
			if st.IsDir() {
				if err := walk(full, rel+"/", depth+1); err != nil {
					return err
				}
				continue
			}
			if st.Mode().IsRegular() {
				out = append(out, rel)
			}
		}
		return nil
	}
	if err := walk(root, "", 0); err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	sort.Strings(out)
	for _, f := range out {
		if !hasIgnore && (f == "_worker.js" || strings.HasPrefix(f, "_worker.js/")) {
			l.add(diag.Diagnostic{Code: codeAssets, Severity: diag.Error, Span: span,
				Message: "the assets folder holds _worker.js, server code of a Pages project that would become public",
				Hint:    "remove it, or list it in " + ignoreFile + " (an empty " + ignoreFile + " publishes it)"})
			break
		}
	}
	return out, nil
}

func (l *loader) assetsIgnore(root string) (match func(rel string, dir bool) bool, found bool, err error) {
	rules := parseIgnore("/" + ignoreFile)
	file := filepath.Join(root, ignoreFile)
	data, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, false, fmt.Errorf("read %s: %w", ignoreFile, err)
	default:
		found = true
		if !utf8.Valid(data) || strings.ContainsRune(string(data), 0) {
			l.add(diag.Diagnostic{Code: codeAssets, Severity: diag.Error, Span: diag.Span{File: l.fromDir(file)},
				Message: ignoreFile + " must be UTF-8 without null characters", Hint: "save it as UTF-8"})
		} else {
			rules = append(rules, parseIgnore(string(data))...)
		}
	}
	return rules.match, found, nil
}
