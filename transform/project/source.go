package project

// Reading a configuration file: bytes, byte order marks, and the way from a
// byte offset to a line and column.

import (
	"bytes"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/w2c-dev/w2c/transform/diag"
)

// maxConfig bounds what the parsers are given. Real configurations have a few
// kilobytes; the bound keeps a mistaken path (a database, a video) from being parsed.
const maxConfig = 4 << 20

type source struct {
	file  string // as diagnostics name it
	data  []byte
	lines []int // offset of each line's first byte
}

func newSource(file string, data []byte) *source {
	s := &source{file: file, data: data, lines: []int{0}}
	for i, c := range data {
		if c == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// span covers data[from:to], cut at the end of its first line.
func (s *source) span(from, to int) diag.Span {
	from = min(max(from, 0), len(s.data))
	line := sort.Search(len(s.lines), func(i int) bool { return s.lines[i] > from }) - 1
	start, end := s.lines[line], len(s.data)
	if line+1 < len(s.lines) {
		end = s.lines[line+1] - 1
	}
	if end > start && s.data[end-1] == '\r' {
		end--
	}
	from = min(from, end) // not behind the line, into its line break
	length := min(to, end) - from
	return diag.Span{
		File: s.file, Line: line + 1, Column: from - start + 1, Length: max(length, 0),
		Text: string(s.data[start:max(end, start)]),
	}
}

// at is the span of one character at a line and column that both start at 1.
func (s *source) at(line, column int) diag.Span {
	if line < 1 || line > len(s.lines) {
		return s.span(len(s.data), len(s.data))
	}
	from := s.lines[line-1] + max(column-1, 0)
	return s.span(from, from+1)
}

// wrangler reads UTF-8 with or without a mark and refuses these by name.
var foreignMarks = []struct {
	name string
	mark []byte
}{
	{"UTF-32 BE", []byte{0x00, 0x00, 0xFE, 0xFF}},
	{"UTF-32 LE", []byte{0xFF, 0xFE, 0x00, 0x00}},
	{"UTF-16 BE", []byte{0xFE, 0xFF}},
	{"UTF-16 LE", []byte{0xFF, 0xFE}},
}

// parseConfig reads a configuration file's bytes. The one diagnostic is about
// the first thing that is wrong: what follows a syntax error is noise.
func parseConfig(file string, data []byte) (*value, *diag.Diagnostic) {
	bad := func(span diag.Span, message, hint string) (*value, *diag.Diagnostic) {
		return nil, &diag.Diagnostic{Code: codeSyntax, Severity: diag.Error, Message: message, Span: span, Hint: hint}
	}
	if len(data) > maxConfig {
		return bad(diag.Span{File: file}, fmt.Sprintf("the file is larger than %d MB: this is not a wrangler configuration", maxConfig>>20), "")
	}
	for _, m := range foreignMarks {
		if bytes.HasPrefix(data, m.mark) {
			return bad(diag.Span{File: file, Line: 1, Column: 1},
				"the file is encoded as "+m.name, "save it as UTF-8")
		}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	src := newSource(file, data)
	if i := invalidUTF8(data); i >= 0 {
		return bad(src.span(i, i+1), "the file is not valid UTF-8", "save it as UTF-8")
	}
	var v *value
	var err *syntaxError
	if strings.HasSuffix(file, ".toml") {
		v, err = parseTOML(src)
	} else {
		v, err = parseJSONC(src)
	}
	if err != nil {
		return bad(err.span, err.message, err.hint)
	}
	if v.kind != object {
		return bad(v.span, "a configuration is an object with named settings", "")
	}
	return v, nil
}

type syntaxError struct {
	span    diag.Span
	message string
	hint    string
}

func invalidUTF8(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}
