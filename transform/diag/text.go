package diag

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Text writes diagnostics for people:
//
//	src/index.ts:3:14: W2C-B004: binding "AI" has no container counterpart
//	    3 │     return env.AI.run('m')
//	      ╵            ~~~~~~
//	  hint: …
type Text struct {
	W     io.Writer
	Color bool
}

const (
	bold    = "1"
	red     = "31"
	yellow  = "33"
	magenta = "35"
	dim     = "2"
	green   = "32"
)

// List writes every diagnostic of l.
func (t Text) List(l List) error {
	for _, d := range l {
		if err := t.one(d); err != nil {
			return err
		}
	}
	return nil
}

func (t Text) paint(color, s string) string {
	if !t.Color || s == "" {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

func (t Text) one(d Diagnostic) error {
	var b strings.Builder
	if at := d.Span.String(); at != "" {
		b.WriteString(t.paint(bold, at+":") + " ")
	}
	switch d.Severity {
	case Error:
		b.WriteString(t.paint(red, d.Code+":"))
	case Warning:
		b.WriteString(t.paint(yellow, "warning "+d.Code+":"))
	default:
		b.WriteString(t.paint(magenta, "note "+d.Code+":"))
	}
	b.WriteString(" " + t.paint(bold, d.Message) + "\n")
	t.excerpt(&b, d.Span)
	for _, n := range d.Notes {
		for _, line := range strings.Split(strings.TrimRight(n, "\n"), "\n") {
			b.WriteString("  " + line + "\n")
		}
	}
	if d.Hint != "" {
		b.WriteString("  " + t.paint(green, "hint:") + " " + strings.ReplaceAll(d.Hint, "\n", "\n        ") + "\n")
	}
	_, err := io.WriteString(t.W, b.String())
	return err
}

// maxExcerpt is how much of a line is shown; minified files have lines of
// megabytes.
const maxExcerpt = 120

func (t Text) excerpt(b *strings.Builder, s Span) {
	if s.Line == 0 || s.Text == "" || s.Column < 1 || s.Column-1 > len(s.Text) {
		return
	}
	before, rest := s.Text[:s.Column-1], s.Text[s.Column-1:]
	mark := rest[:min(max(s.Length, 0), len(rest))]
	after := rest[len(mark):]
	if n := utf8.RuneCountInString(before); n > maxExcerpt {
		before = "…" + lastRunes(before, maxExcerpt/2)
	}
	mark, after = firstRunes(mark, maxExcerpt), firstRunes(after, maxExcerpt)
	flat := strings.NewReplacer("\t", "  ", "\r", "", "\n", " ")
	before, mark, after = flat.Replace(before), flat.Replace(mark), flat.Replace(after)
	underline := "^"
	if n := utf8.RuneCountInString(mark); n > 0 {
		underline = strings.Repeat("~", n)
	}
	number := fmt.Sprintf("%5d", s.Line)
	fmt.Fprintf(b, "%s │ %s%s%s\n", t.paint(dim, number), before, t.paint(green, mark), after)
	fmt.Fprintf(b, "%s ╵ %s%s\n", strings.Repeat(" ", len(number)),
		strings.Repeat(" ", utf8.RuneCountInString(before)), t.paint(green, underline))
}

func firstRunes(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}

func lastRunes(s string, n int) string {
	r := []rune(s)
	return string(r[max(0, len(r)-n):])
}
