package rewrite

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/w2c-dev/w2c/transform/sourcemap"
)

// text is a script being edited. Every edit stays inside one line and is
// remembered, so that the source map can follow.
type text struct {
	code  string
	edits []sourcemap.Edit
	// private counts the private names that were renamed, by their new name.
	private map[string]int
}

// splice puts With where the bytes From to To are.
type splice struct {
	From, To int
	With     string
}

// apply makes splices that do not overlap, in one pass over the text. Each one
// stays inside a line.
func (t *text) apply(list []splice) {
	if len(list) == 0 {
		return
	}
	slices.SortFunc(list, func(a, b splice) int { return a.From - b.From })
	var b strings.Builder
	b.Grow(len(t.code))
	at, line, start := 0, 0, 0
	edits := make([]sourcemap.Edit, 0, len(list))
	for _, s := range list {
		gap := t.code[at:s.From]
		b.WriteString(gap)
		b.WriteString(s.With)
		if n := strings.Count(gap, "\n"); n > 0 {
			line += n
			start = at + strings.LastIndexByte(gap, '\n') + 1
		}
		at = s.To
		if d := utf16Len(s.With) - utf16Len(t.code[s.From:s.To]); d != 0 {
			edits = append(edits, sourcemap.Edit{Line: line, Column: utf16Len(t.code[start:s.To]), Delta: d})
		}
	}
	b.WriteString(t.code[at:])
	t.code = b.String()
	// Columns are those of the text before; going backwards keeps them true.
	slices.Reverse(edits)
	t.edits = append(t.edits, edits...)
}

// replace puts s where code[from:to] is.
func (t *text) replace(from, to int, s string) { t.apply([]splice{{from, to, s}}) }

// settle moves the map along with the edits made so far.
func (t *text) settle(m *sourcemap.Map) {
	m.Apply(t.edits)
	t.edits = nil
}

// position returns the 0-based line of a byte offset and where that line starts.
func position(s string, offset int) (line, start int) {
	return strings.Count(s[:offset], "\n"), strings.LastIndexByte(s[:offset], '\n') + 1
}

// offsetOf is the byte offset of goja's 1-based line and column, which counts
// characters.
func offsetOf(s string, line, col int) int {
	off := 0
	for i := 1; i < line; i++ {
		n := strings.IndexByte(s[off:], '\n')
		if n < 0 {
			return len(s)
		}
		off += n + 1
	}
	for i := 1; i < col && off < len(s); i++ {
		_, n := utf8.DecodeRuneInString(s[off:])
		off += n
	}
	return off
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
