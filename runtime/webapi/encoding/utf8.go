package encoding

import (
	"strings"
	"unicode/utf8"
)

// UTF8 decodes b as the Encoding Standard does: each maximal wrong part becomes
// one U+FFFD, where strings.ToValidUTF8 would merge neighbours.
func UTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var out strings.Builder
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n <= 1 {
			n = maximalSubpart(b)
		}
		out.WriteRune(r)
		b = b[n:]
	}
	return out.String()
}

// maximalSubpart is the length of the wrong part that b begins with: the bytes
// that could have begun a character, at least one.
func maximalSubpart(b []byte) int {
	need, low, high := 0, byte(0x80), byte(0xBF)
	switch c := b[0]; {
	case c >= 0xC2 && c <= 0xDF:
		need = 1
	case c >= 0xE0 && c <= 0xEF:
		need = 2
		if c == 0xE0 {
			low = 0xA0
		} else if c == 0xED {
			high = 0x9F
		}
	case c >= 0xF0 && c <= 0xF4:
		need = 3
		if c == 0xF0 {
			low = 0x90
		} else if c == 0xF4 {
			high = 0x8F
		}
	}
	n := 1
	for ; n <= need && n < len(b) && b[n] >= low && b[n] <= high; n++ {
		low, high = 0x80, 0xBF
	}
	return n
}

// incompleteTail is how many bytes at the end of b begin a character that more
// bytes could finish.
func incompleteTail(b []byte) int {
	for n := 1; n <= 3 && n <= len(b); n++ {
		start := b[len(b)-n:]
		if start[0]&0xC0 == 0x80 {
			continue
		}
		if start[0] >= 0xC2 && maximalSubpart(start) == n && !utf8.FullRune(start) {
			return n
		}
		return 0
	}
	return 0
}
