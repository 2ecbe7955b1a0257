// Package rx is ECMAScript's regular expressions: the grammar of 2025 with annex
// B, every flag, lookbehind, named groups, modifiers, Unicode's properties.
//
// goja brings two engines, Go's RE2 and regexp2, and chooses one for each
// pattern. Neither speaks this language: \p{…} silently matches nothing on the
// first, groups in a repetition keep what an earlier turn captured, the flags d
// and v do not exist, and a pattern that backtracks without end cannot be
// stopped. This engine reads a string of goja's where it lies, as bytes or as
// UTF-16 units, and asks between steps whether to go on.
package rx

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
)

// Literal is the hidden global that the literals of a Worker's script become
// calls of: pattern and flags, as strings.
const Literal = "__w2c_regexp"

// Program is a compiled pattern. Any goroutine may use it, many at a time.
type Program struct {
	Flags string
	// Groups is the number of groups, the whole match included.
	Groups int
	// Names are the named groups in the order of the pattern; a name that stands
	// in several alternatives has several groups.
	Names []Name

	code     []inst
	regs     int
	unicode  bool
	anchored bool   // matches at the beginning of the text or nowhere
	lines    bool   // matches at the beginning of a line or nowhere
	text     string // what a match begins with, as far as it is plain ASCII
	first    *start // its first character; nil when anything may be
}

// Name is a group's name and the indices of its groups.
type Name struct {
	Name   string
	Groups []int
}

// SyntaxError says what is wrong with a pattern, in V8's words.
type SyntaxError struct{ Pattern, Flags, Reason string }

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("Invalid regular expression: /%s/%s: %s", e.Pattern, e.Flags, e.Reason)
}

// ErrFlags says that the flags are no flags.
var ErrFlags = errors.New("invalid flags")

// ValidFlags says whether flags are known, not repeated, and go together.
func ValidFlags(flags string) bool {
	for i := range len(flags) {
		if !strings.Contains("dgimsuvy", flags[i:i+1]) || strings.IndexByte(flags[i+1:], flags[i]) >= 0 {
			return false
		}
	}
	return !strings.Contains(flags, "u") || !strings.Contains(flags, "v")
}

// Compile reads a pattern, given as UTF-16 units.
func Compile(pattern []uint16, flags string) (*Program, error) { return compile(pattern, flags, 0) }

// compile begins to look into the pattern at a depth: with more than maxLook the
// code is the slow one that takes nothing for granted, which tests compare with.
func compile(pattern []uint16, flags string, depth int) (prog *Program, err error) {
	if !ValidFlags(flags) {
		return nil, ErrFlags
	}
	defer func() {
		if r := recover(); r != nil {
			reason, ok := r.(syntaxError)
			if !ok {
				panic(r)
			}
			prog, err = nil, &SyntaxError{string(utf16.Decode(pattern)), flags, string(reason)}
		}
	}()
	has := func(f string) bool { return strings.Contains(flags, f) }
	p := &parser{
		unicode: has("u") || has("v"), sets: has("v"),
		ignoreCase: has("i"), multiline: has("m"), dotAll: has("s"),
	}
	if p.unicode {
		p.s = decode(pattern)
	} else {
		p.s = make([]rune, len(pattern))
		for i, u := range pattern {
			p.s[i] = rune(u)
		}
	}
	tree := p.parse()
	c := &compiler{regs: 2 * (p.groups + 1), sets: map[*rune]*charset{}, needs: map[need]*need{}, depth: depth}
	c.emit(inst{op: opSave, a: 0})
	c.node(tree, false, anything)
	c.emit(inst{op: opSave, a: 1})
	c.emit(inst{op: opMatch})
	prog = &Program{Flags: flags, Groups: p.groups + 1, code: c.code, regs: c.regs, unicode: p.unicode}
	for _, g := range p.names {
		prog.name(g)
	}
	if depth == 0 {
		prog.prefix(tree)
	}
	return prog, nil
}

// decode joins surrogate pairs and leaves lone halves as they are.
func decode(units []uint16) []rune {
	out := make([]rune, 0, len(units))
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if r >= 0xD800 && r <= 0xDBFF && i+1 < len(units) && units[i+1] >= 0xDC00 && units[i+1] <= 0xDFFF {
			r = (r-0xD800)<<10 + rune(units[i+1]) - 0xDC00 + 0x10000
			i++
		}
		out = append(out, r)
	}
	return out
}

func (p *Program) name(g groupName) {
	for i := range p.Names {
		if p.Names[i].Name == g.name {
			p.Names[i].Groups = append(p.Names[i].Groups, g.index)
			return
		}
	}
	p.Names = append(p.Names, Name{g.name, []int{g.index}})
}
