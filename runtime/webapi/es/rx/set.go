package rx

import (
	"slices"
	"sort"

	"github.com/w2c-dev/w2c/runtime/webapi/es/unidata"
)

// set is a set of code points (of code units without the u and v flags), as
// sorted pairs of first and last.
type set = unidata.Set

const maxRune = 0x10FFFF

// charset is a set made ready for matching: the first 256 by table.
type charset struct {
	table  [256]bool
	ranges set
}

func newCharset(s set) *charset {
	c := &charset{ranges: s}
	for i := 0; i < len(s) && s[i] < 256; i += 2 {
		for r := s[i]; r <= min(s[i+1], 255); r++ {
			c.table[r] = true
		}
	}
	return c
}

func (c *charset) has(r rune) bool {
	if uint32(r) < 256 {
		return c.table[r]
	}
	return c.ranges.Has(r)
}

// hasUnit is has for what is a character by itself.
func hasUnit[T unit](c *charset, u T) bool {
	if uint(u) < 256 {
		return c.table[uint8(u)]
	}
	return c.ranges.Has(rune(u))
}

func single(r rune) set { return set{r, r} }

// normal sorts and joins ranges.
func normal(s set) set {
	n := len(s) / 2
	if n <= 1 {
		return s
	}
	sorted := true
	for i := 2; i < len(s); i += 2 {
		if s[i] <= s[i-1]+1 {
			sorted = false
			break
		}
	}
	if sorted {
		return s
	}
	pairs := make([][2]rune, n)
	for i := range pairs {
		pairs[i] = [2]rune{s[2*i], s[2*i+1]}
	}
	sort.Slice(pairs, func(i, j int) bool { return pairs[i][0] < pairs[j][0] })
	out := make(set, 0, len(s))
	for _, p := range pairs {
		if k := len(out); k > 0 && p[0] <= out[k-1]+1 {
			out[k-1] = max(out[k-1], p[1])
			continue
		}
		out = append(out, p[0], p[1])
	}
	return out
}

func union(a, b set) set {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	return normal(append(slices.Clone(a), b...))
}

func invert(s set) set {
	out := make(set, 0, len(s)+2)
	next := rune(0)
	for i := 0; i < len(s); i += 2 {
		if s[i] > next {
			out = append(out, next, s[i]-1)
		}
		next = s[i+1] + 1
	}
	if next <= maxRune {
		out = append(out, next, maxRune)
	}
	return out
}

func intersect(a, b set) set {
	var out set
	for i, j := 0, 0; i < len(a) && j < len(b); {
		lo, hi := max(a[i], b[j]), min(a[i+1], b[j+1])
		if lo <= hi {
			out = append(out, lo, hi)
		}
		if a[i+1] < b[j+1] {
			i += 2
		} else {
			j += 2
		}
	}
	return out
}

func subtract(a, b set) set { return intersect(a, invert(b)) }
