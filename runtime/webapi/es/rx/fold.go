package rx

import (
	"slices"
	"sync"

	"github.com/w2c-dev/w2c/runtime/webapi/es/unidata"
)

// folding is one of ECMAScript's two ways to compare without regard to case:
// https://tc39.es/ecma262/#sec-runtime-semantics-canonicalize-ch
type folding struct {
	to    map[rune]rune   // what changes, and into what
	peers map[rune][]rune // by canonical form: all that have it, itself included
	cased []rune          // everything that has peers, sorted
}

var (
	foldUnits  = sync.OnceValue(func() *folding { return newFolding(unidata.Upper()) })
	foldPoints = sync.OnceValue(func() *folding { return newFolding(unidata.Fold()) })
)

func foldingFor(unicode bool) *folding {
	if unicode {
		return foldPoints()
	}
	return foldUnits()
}

func newFolding(to map[rune]rune) *folding {
	f := &folding{to: to, peers: map[rune][]rune{}}
	for from, canonical := range to {
		if f.peers[canonical] == nil {
			f.peers[canonical] = []rune{canonical}
			f.cased = append(f.cased, canonical)
		}
		f.peers[canonical] = append(f.peers[canonical], from)
		f.cased = append(f.cased, from)
	}
	slices.Sort(f.cased)
	return f
}

func (f *folding) canonical(r rune) rune {
	if c, ok := f.to[r]; ok {
		return c
	}
	return r
}

// close adds to s everything that equals one of its members.
func (f *folding) close(s set) set {
	if len(s) == 2 && s[0] == s[1] {
		peers := f.peers[f.canonical(s[0])]
		if len(peers) == 0 {
			return s
		}
		var out set
		for _, p := range peers {
			out = append(out, p, p)
		}
		return normal(out)
	}
	// Ask whichever are fewer: the members that have peers, or the others.
	var inside, outside []rune
	i := 0
	for _, c := range f.cased {
		for i < len(s) && s[i+1] < c {
			i += 2
		}
		if i < len(s) && c >= s[i] {
			inside = append(inside, c)
		} else {
			outside = append(outside, c)
		}
	}
	var more set
	if len(inside) < len(outside) {
		for _, c := range inside {
			for _, p := range f.peers[f.canonical(c)] {
				if !s.Has(p) {
					more = append(more, p, p)
				}
			}
		}
		return union(s, normal(more))
	}
	for _, c := range outside {
		if slices.ContainsFunc(f.peers[f.canonical(c)], s.Has) {
			more = append(more, c, c)
		}
	}
	return union(s, more)
}
