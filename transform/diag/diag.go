// Package diag holds diagnostics as values: what is wrong with the user's
// Worker, where, why, and a way out. Phases return them; only the command line
// prints them. Errors about the world (a disk, a network) are plain Go errors.
package diag

import (
	"fmt"
	"sort"
	"strings"
)

// Severity orders diagnostics; only Error stops a conversion.
type Severity int

const (
	Info Severity = iota
	Warning
	Error
)

func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "info"
}

// MarshalText writes the severity's word, which is what the JSON of a plan and
// of --json carries.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads it back.
func (s *Severity) UnmarshalText(b []byte) error {
	for _, v := range []Severity{Info, Warning, Error} {
		if v.String() == string(b) {
			*s = v
			return nil
		}
	}
	return fmt.Errorf("unknown severity %q", b)
}

// Span is a place in a user's file. Line and Column start at 1; Column counts
// bytes, as esbuild's and Go's do. A zero Line means the file as a whole, an
// empty File the project.
type Span struct {
	File   string `json:"file,omitempty"` // slash path relative to the project
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	Length int    `json:"length,omitempty"` // bytes to underline; 0 draws a caret
	Text   string `json:"text,omitempty"`   // the whole line, for the excerpt
}

func (s Span) String() string {
	switch {
	case s.File == "":
		return ""
	case s.Line == 0:
		return s.File
	}
	return fmt.Sprintf("%s:%d:%d", s.File, s.Line, s.Column)
}

// InPackage says whether the place is in an installed package rather than in
// the user's own source.
func (s Span) InPackage() bool {
	return strings.HasPrefix(s.File, "node_modules/") || strings.Contains(s.File, "/node_modules/")
}

// Diagnostic is one finding. Code is stable ("W2C-B004") and documented in
// codes.go; Hint is what to do, as a command or an edit where possible.
type Diagnostic struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
	Span     Span     `json:"span"`
	Notes    []string `json:"notes,omitempty"`
	Hint     string   `json:"hint,omitempty"`
}

// List collects diagnostics of a run.
type List []Diagnostic

// HasErrors reports whether the conversion must stop.
func (l List) HasErrors() bool {
	for _, d := range l {
		if d.Severity == Error {
			return true
		}
	}
	return false
}

// Sorted returns l by file, line, column and code, so that output is stable.
func (l List) Sorted() List {
	out := append(List(nil), l...)
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch {
		case a.Span.File != b.Span.File:
			return a.Span.File < b.Span.File
		case a.Span.Line != b.Span.Line:
			return a.Span.Line < b.Span.Line
		case a.Span.Column != b.Span.Column:
			return a.Span.Column < b.Span.Column
		}
		return a.Code < b.Code
	})
	return out
}
