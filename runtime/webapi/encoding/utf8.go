package encoding

import (
	"unicode/utf8"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// incompleteTail is how many bytes at the end of b begin a character that more
// bytes could finish.
func incompleteTail(b []byte) int {
	for n := 1; n <= 3 && n <= len(b); n++ {
		start := b[len(b)-n:]
		if start[0]&0xC0 == 0x80 {
			continue
		}
		if start[0] >= 0xC2 && jsloop.Subpart(start) == n && !utf8.FullRune(start) {
			return n
		}
		return 0
	}
	return 0
}
