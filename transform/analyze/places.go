package analyze

import (
	"bytes"
	"sort"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/sourcemap"
)

// places turns positions in the script into places in the user's files.
type places struct {
	code  []byte
	lines []int // offset of each line's start
	m     *sourcemap.Map
}

func newPlaces(in Input) places {
	p := places{code: in.Code, lines: []int{0}, m: in.Map}
	for at := 0; ; {
		i := bytes.IndexByte(in.Code[at:], '\n')
		if i < 0 {
			return p
		}
		at += i + 1
		p.lines = append(p.lines, at)
	}
}

// span is the user's place of goja's 1-based index.
func (p places) span(idx int) diag.Span {
	off := min(max(idx-1, 0), len(p.code))
	line := sort.SearchInts(p.lines, off+1) - 1
	col := 0
	for b := p.code[p.lines[line]:off]; len(b) > 0; {
		r, n := utf8.DecodeRune(b)
		col += max(1, utf16.RuneLen(r))
		b = b[n:]
	}
	return Origin(p.m, line, col)
}
