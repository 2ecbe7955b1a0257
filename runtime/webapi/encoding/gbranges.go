package encoding

import (
	"slices"
	"sync"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Four bytes of gb18030 reach every character that two do not, in order; the
// standard's index of ranges says where each run starts.
// https://encoding.spec.whatwg.org/#index-gb18030-ranges-code-point

// gbRun is a run of characters: pointers from pointer on are characters from
// first on.
type gbRun struct {
	pointer int
	first   rune
}

// gbRuns are those of the Basic Multilingual Plane, asked from x/text.
var gbRuns = sync.OnceValue(func() []gbRun {
	const pointers = 39420
	t := ask(simplifiedchinese.GB18030, pointers, func(p int) []byte {
		return []byte{byte(0x81 + p/12600), byte(0x30 + p/1260%10), byte(0x81 + p/10%126), byte(0x30 + p%10)}
	})
	var runs []gbRun
	for p, r := range t {
		if r == 0 {
			continue
		}
		if n := len(runs); n == 0 || runs[n-1].first+rune(p-runs[n-1].pointer) != r {
			runs = append(runs, gbRun{p, r})
		}
	}
	return runs
})

// gbRange is the character of a pointer.
func gbRange(p int) rune {
	switch {
	case p > 39419 && p < 189000, p > 1237575:
		return bad
	case p == 7457:
		return 0xE7C7
	case p >= 189000:
		return rune(0x10000 + p - 189000)
	}
	runs := gbRuns()
	i, found := slices.BinarySearchFunc(runs, p, func(r gbRun, p int) int { return r.pointer - p })
	if !found {
		i--
	}
	if i < 0 {
		return bad
	}
	return runs[i].first + rune(p-runs[i].pointer)
}
