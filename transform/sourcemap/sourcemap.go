// Package sourcemap holds source maps as values: the rewrite room moves text
// inside lines and must move the mappings with it, and every room asks where a
// piece of the bundle came from. It is a leaf.
package sourcemap

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
)

// Map is a decoded source map.
type Map struct {
	Sources []string
	Names   []string
	lines   [][]segment
	content []string
}

// segment maps a column of a generated line to a place in a source.
type segment struct {
	col                       int
	source, line, srcCol, nam int // source is -1 when the text is nobody's; nam -1 when unnamed
}

// Edit replaces nothing and says only that text at a generated position grew:
// everything at or behind Column on that line moves by Delta. Line and Column
// start at 0, columns in UTF-16 units as source maps count them.
type Edit struct {
	Line, Column, Delta int
}

type rawMap struct {
	Version        int       `json:"version"`
	Sources        []string  `json:"sources"`
	SourcesContent []*string `json:"sourcesContent,omitempty"`
	Mappings       string    `json:"mappings"`
	Names          []string  `json:"names"`
}

// Parse reads a version 3 source map.
func Parse(data []byte) (*Map, error) {
	var raw rawMap
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("read source map: %w", err)
	}
	m := &Map{Sources: raw.Sources, Names: raw.Names}
	for _, c := range raw.SourcesContent {
		if c == nil {
			m.content = append(m.content, "")
			continue
		}
		m.content = append(m.content, *c)
	}
	var src, line, col, name int
	for _, l := range strings.Split(raw.Mappings, ";") {
		var segs []segment
		gen := 0
		for l != "" {
			part := l
			if i := strings.IndexByte(l, ','); i >= 0 {
				part, l = l[:i], l[i+1:]
			} else {
				l = ""
			}
			f, n := [5]int{}, 0
			for part != "" && n < 5 {
				v, rest, err := readVLQ(part)
				if err != nil {
					return nil, err
				}
				f[n], part = v, rest
				n++
			}
			gen += f[0]
			s := segment{col: gen, source: -1, nam: -1}
			if n >= 4 {
				src, line, col = src+f[1], line+f[2], col+f[3]
				s.source, s.line, s.srcCol = src, line, col
			}
			if n == 5 {
				name += f[4]
				s.nam = name
			}
			segs = append(segs, s)
		}
		m.lines = append(m.lines, segs)
	}
	return m, nil
}

// Lookup returns the source and the 0-based line and column that a 0-based
// generated position came from. ok is false for text that w2c or esbuild added.
func (m *Map) Lookup(line, col int) (source string, srcLine, srcCol int, ok bool) {
	if m == nil || line < 0 || line >= len(m.lines) {
		return "", 0, 0, false
	}
	segs := m.lines[line]
	i := sort.Search(len(segs), func(i int) bool { return segs[i].col > col }) - 1
	if i < 0 || segs[i].source < 0 || segs[i].source >= len(m.Sources) {
		return "", 0, 0, false
	}
	return m.Sources[segs[i].source], segs[i].line, segs[i].srcCol, true
}

// Line is the text of a 0-based line of a source, when the map carries it.
func (m *Map) Line(source string, line int) string {
	for i, s := range m.Sources {
		if s != source || i >= len(m.content) {
			continue
		}
		lines := strings.SplitN(m.content[i], "\n", line+2)
		if line < len(lines) {
			return strings.TrimSuffix(lines[line], "\r")
		}
	}
	return ""
}

// Apply moves the mappings to where the edits moved their text.
func (m *Map) Apply(edits []Edit) {
	for _, e := range edits {
		if e.Line >= len(m.lines) {
			continue
		}
		for i := range m.lines[e.Line] {
			if m.lines[e.Line][i].col >= e.Column {
				m.lines[e.Line][i].col += e.Delta
			}
		}
	}
}

// Drop forgets the text of the sources, which a running app does not need.
func (m *Map) Drop() { m.content = nil }

// Encode writes the map as JSON on one line.
func (m *Map) Encode() []byte {
	raw := rawMap{Version: 3, Sources: m.Sources, Names: m.Names}
	if raw.Names == nil {
		raw.Names = []string{}
	}
	for i := range m.content {
		raw.SourcesContent = append(raw.SourcesContent, &m.content[i])
	}
	var b []byte
	var src, line, col, name int
	for i, segs := range m.lines {
		if i > 0 {
			b = append(b, ';')
		}
		gen := 0
		for j, s := range segs {
			if j > 0 {
				b = append(b, ',')
			}
			b = appendVLQ(b, s.col-gen)
			gen = s.col
			if s.source < 0 {
				continue
			}
			b = appendVLQ(b, s.source-src)
			b = appendVLQ(b, s.line-line)
			b = appendVLQ(b, s.srcCol-col)
			src, line, col = s.source, s.line, s.srcCol
			if s.nam >= 0 {
				b = appendVLQ(b, s.nam-name)
				name = s.nam
			}
		}
	}
	raw.Mappings = string(b)
	out, err := json.Marshal(raw)
	if err != nil {
		panic(err) // strings and integers always marshal
	}
	return append(out, '\n')
}

const vlqDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

func appendVLQ(b []byte, v int) []byte {
	u := v << 1
	if v < 0 {
		u = -v<<1 | 1
	}
	for {
		d := u & 31
		u >>= 5
		if u > 0 {
			d |= 32
		}
		b = append(b, vlqDigits[d])
		if u == 0 {
			return b
		}
	}
}

func readVLQ(s string) (v int, rest string, err error) {
	shift := 0
	for i := 0; i < len(s) && shift < 60; i++ {
		d := strings.IndexByte(vlqDigits, s[i])
		if d < 0 {
			break
		}
		v |= (d & 31) << shift
		shift += 5
		if d&32 == 0 {
			if v&1 != 0 {
				return -(v >> 1), s[i+1:], nil
			}
			return v >> 1, s[i+1:], nil
		}
	}
	return 0, "", fmt.Errorf("read source map: bad mapping %q", s)
}
