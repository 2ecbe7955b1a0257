package common

// Templates are strict: a field that is misspelt or missing fails the
// conversion instead of leaving a hole in somebody's Dockerfile.

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"text/template"

	"github.com/w2c-dev/w2c/transform/plan"
)

var funcs = template.FuncMap{
	"join":  strings.Join,
	"quote": func(s string) string { return fmt.Sprintf("%q", s) },
	"sh":    Shell,
	"env":   DotEnv,
	"line":  oneLine,
	"cell":  cell,
	"code":  code,
	"state": state,
}

// Render fills the template file of that name with data.
func Render(from fs.FS, name string, data any) ([]byte, error) {
	text, err := fs.ReadFile(from, name)
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	t, err := template.New(name).Option("missingkey=error").Funcs(funcs).Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("parse template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, fmt.Errorf("fill template: %w", err)
	}
	return b.Bytes(), nil
}

// Template is a file to be written from a template of the same folder.
type Template struct {
	Name       string // the template's file
	Path       string // where it goes
	Executable bool
}

// RenderAll fills several templates with the same data.
func RenderAll(from fs.FS, list []Template, data any) ([]plan.File, error) {
	var out []plan.File
	for _, t := range list {
		b, err := Render(from, t.Name, data)
		if err != nil {
			return nil, err
		}
		out = append(out, plan.File{Path: t.Path, Data: b, Executable: t.Executable})
	}
	return out, nil
}
