package analyze

import (
	"strings"

	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/sourcemap"
)

// Origin is the user's place for a 0-based generated position, columns in
// UTF-16 units; the zero Span when the text is not the user's.
func Origin(m *sourcemap.Map, line, col int) diag.Span {
	source, srcLine, srcCol, ok := m.Lookup(line, col)
	if !ok || strings.Contains(source, ":") || source == "w2c-entry.js" {
		return diag.Span{}
	}
	text := m.Line(source, srcLine)
	return diag.Span{File: source, Line: srcLine + 1, Column: byteColumn(text, srcCol) + 1, Text: text}
}

// byteColumn turns a UTF-16 column into a byte column.
func byteColumn(s string, units int) int {
	n := 0
	for i, r := range s {
		if n >= units {
			return i
		}
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return len(s)
}
