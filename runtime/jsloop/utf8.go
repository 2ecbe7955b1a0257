package jsloop

import (
	"strings"
	"unicode/utf8"
)

// DecodeUTF8 is the "UTF-8 decode without BOM" of the Encoding Standard: every
// maximal subpart of an ill-formed sequence becomes one U+FFFD. Go's own
// conversions replace byte by byte or merge runs, which scripts can see.
// https://encoding.spec.whatwg.org/#utf-8-decoder
func DecodeUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var out strings.Builder
	out.Grow(len(b) + 8)
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r != utf8.RuneError || n > 1 {
			out.Write(b[i : i+n])
			i += n
			continue
		}
		out.WriteString("\uFFFD")
		i += Subpart(b[i:])
	}
	return out.String()
}

// Subpart is the length of the ill-formed sequence b starts with: the lead byte
// and as many of the bytes after it as could still have belonged to it.
func Subpart(b []byte) int {
	need, lo, hi := 0, byte(0x80), byte(0xBF)
	switch c := b[0]; {
	case c >= 0xC2 && c <= 0xDF:
		need = 1
	case c >= 0xE0 && c <= 0xEF:
		need = 2
		if c == 0xE0 {
			lo = 0xA0
		} else if c == 0xED {
			hi = 0x9F
		}
	case c >= 0xF0 && c <= 0xF4:
		need = 3
		if c == 0xF0 {
			lo = 0x90
		} else if c == 0xF4 {
			hi = 0x8F
		}
	}
	n := 1
	for ; n <= need && n < len(b) && b[n] >= lo && b[n] <= hi; n++ {
		lo, hi = 0x80, 0xBF
	}
	return n
}
