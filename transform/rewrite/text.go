package rewrite

import (
	"strings"
	"unicode/utf8"

	"github.com/w2c-dev/w2c/transform/bundle"
)

// text is a script being edited. Every edit stays inside one line and is
// remembered, so that the source map can follow.
type text struct {
	code  string
	edits []bundle.Edit
	// private counts the private names that were renamed, by their new name.
	private map[string]int
}

// replace puts s where code[from:to] is.
func (t *text) replace(from, to int, s string) {
	line, start := position(t.code, to)
	delta := utf16Len(s) - utf16Len(t.code[from:to])
	if delta != 0 {
		t.edits = append(t.edits, bundle.Edit{Line: line, Column: utf16Len(t.code[start:to]), Delta: delta})
	}
	t.code = t.code[:from] + s + t.code[to:]
}

// settle moves the map along with the edits made so far.
func (t *text) settle(m *bundle.SourceMap) {
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
