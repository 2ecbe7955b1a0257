// Package unidata holds Unicode 17's tables as ECMAScript sees them: properties
// for regular expressions, case for their i flag, break classes for segmenters.
// Go's own tables are of another version of Unicode and lack most of this.
//
// unicode.bin is made by cmd/w2c-dev/data/unicode.mjs. It is one compressed text
// of 180 KB; a set is looked up by reading through it, once a process, and kept.
package unidata

import (
	"bufio"
	"bytes"
	"compress/flate"
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed unicode.bin
var packed []byte

// Set is sorted pairs of the first and last code point of a range.
type Set []rune

// Has reports whether c is in s.
func (s Set) Has(c rune) bool {
	low, high := 0, len(s)/2
	for low < high {
		mid := (low + high) / 2
		if c > s[2*mid+1] {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return 2*low < len(s) && c >= s[2*low]
}

var (
	mu    sync.Mutex
	known = map[string]entry{}
)

type entry struct {
	ranges, strings string
	set             Set
	decoded, ok     bool
}

// Property returns the code points of a property and, for a property of strings,
// its longer strings. Names are as in \p{…}, with the prefixes gc=, sc=, scx=,
// str=, gcb=, wb= and incb=; aliases are understood, spelling is exact.
func Property(name string) (set Set, strs []string, ok bool) {
	mu.Lock()
	defer mu.Unlock()
	e := find(name, 0)
	if !e.ok {
		return nil, nil, false
	}
	if e.strings != "" {
		strs = strings.Fields(e.strings)
	}
	return e.set, strs, true
}

func find(name string, depth int) entry {
	if e, ok := known[name]; ok {
		return e
	}
	e := entry{}
	if line, alias := lookup(name); alias != "" && depth < 2 {
		e = find(alias, depth+1)
	} else if line != "" {
		ranges, strs, _ := strings.Cut(line, "\t")
		e = entry{set: decodeSet(ranges), strings: strs, ok: true}
	} else if rest, isExtension := strings.CutPrefix(name, "scx="); isExtension && depth == 0 {
		// Scripts and their extensions have the same aliases.
		if _, alias := lookup("sc=" + rest); alias != "" {
			e = find("scx="+strings.TrimPrefix(alias, "sc="), 1)
		}
	}
	if len(known) < 1000 { // unknown names come from scripts
		known[name] = e
	}
	return e
}

// lookup finds the line of a name, or what it is an alias of.
func lookup(name string) (line, alias string) {
	read(func(key, rest string) bool {
		if key == name {
			line = rest + "\t"
			return false
		}
		if key[0] == '@' && key[1:] == name {
			alias = rest
			return false
		}
		return true
	})
	return line, alias
}

// read calls f with every line until it returns false.
func read(f func(key, rest string) bool) {
	lines := bufio.NewScanner(flate.NewReader(bytes.NewReader(packed)))
	lines.Buffer(make([]byte, 0, 64<<10), 1<<20)
	for lines.Scan() {
		key, rest, _ := bytes.Cut(lines.Bytes(), []byte("\t"))
		if !f(string(key), string(rest)) {
			return
		}
	}
}

// numbers reads base-36 numbers between spaces.
func numbers(s string, f func(int)) {
	for field := range strings.FieldsSeq(s) {
		n, negative := 0, false
		for i := range len(field) {
			switch c := field[i]; {
			case c == '-':
				negative = true
			case c <= '9':
				n = n*36 + int(c-'0')
			default:
				n = n*36 + int(c-'a') + 10
			}
		}
		if negative {
			n = -n
		}
		f(n)
	}
}

func decodeSet(s string) Set {
	out := make(Set, 0, strings.Count(s, " ")+1)
	end := 0
	numbers(s, func(n int) {
		if len(out)%2 == 0 {
			n += end
		} else {
			n += int(out[len(out)-1])
			end = n + 1
		}
		out = append(out, rune(n))
	})
	return slices.Clip(out)
}

// Upper is what ECMAScript compares under the i flag without u: code units
// that change, and into what.
var Upper = sync.OnceValue(func() map[rune]rune { return mapping("upper") })

// Fold is Unicode's simple case folding, for the i flag with u or v.
var Fold = sync.OnceValue(func() map[rune]rune { return mapping("fold") })

func mapping(name string) map[rune]rune {
	line, _ := lookup(name)
	out := map[rune]rune{}
	from, first := 0, true
	numbers(line, func(n int) {
		if first {
			from += n
		} else {
			out[rune(from)] = rune(from + n)
		}
		first = !first
	})
	return out
}
