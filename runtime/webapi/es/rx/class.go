package rx

import (
	"slices"
	"strings"
)

// class is what stands between brackets: characters and, with the v flag,
// strings that are not one character long.
type class struct {
	set     set
	strings [][]rune // nil: the class cannot have any
}

func (c class) with(other class) class {
	c.set = union(c.set, other.set)
	for _, s := range other.strings {
		if !c.hasString(s) {
			c.strings = append(c.strings, s)
		}
	}
	if c.strings == nil && other.strings != nil {
		c.strings = [][]rune{}
	}
	return c
}

func (c class) hasString(s []rune) bool {
	return slices.ContainsFunc(c.strings, func(t []rune) bool { return slices.Equal(s, t) })
}

// class reads what follows an opening bracket.
func (p *parser) class() node {
	negate := p.eat("^")
	if !p.sets {
		s := p.folded(p.ranges())
		if negate {
			s = invert(s)
		}
		return &one{s}
	}
	c := p.setExpression()
	if negate {
		if len(c.strings) > 0 || c.strings != nil {
			p.fail("Negated character class may contain strings")
		}
		return &one{invert(c.set)}
	}
	return p.classNode(c)
}

// classNode tries the longest strings first.
func (p *parser) classNode(c class) node {
	if len(c.strings) == 0 {
		return &one{c.set}
	}
	list := slices.Clone(c.strings)
	slices.SortStableFunc(list, func(a, b []rune) int { return len(b) - len(a) })
	out := &alt{}
	for i := 0; i <= len(list); i++ {
		if (i == len(list) || len(list[i]) == 0) && len(c.set) > 0 {
			out.list = append(out.list, &one{c.set})
			c.set = nil
		}
		if i == len(list) {
			break
		}
		word := &seq{}
		for _, r := range list[i] {
			word.list = append(word.list, p.char(r))
		}
		out.list = append(out.list, word)
	}
	return out
}

// ranges reads a class without the v flag, up to its bracket.
func (p *parser) ranges() set {
	var out set
	for !p.eat("]") {
		if !p.more() {
			p.fail("Unterminated character class")
		}
		a, aSet := p.classAtom()
		if p.peek(0) != '-' || p.peek(1) == ']' || p.peek(1) < 0 {
			out = append(out, orSingle(a, aSet)...)
			continue
		}
		p.i++
		b, bSet := p.classAtom()
		switch {
		case aSet == nil && bSet == nil:
			if a > b {
				p.fail("Range out of order in character class")
			}
			out = append(out, a, b)
		case p.unicode:
			p.fail("Invalid character class")
		default:
			out = append(append(append(out, orSingle(a, aSet)...), '-', '-'), orSingle(b, bSet)...)
		}
	}
	return normal(out)
}

func orSingle(r rune, s set) set {
	if s != nil {
		return s
	}
	return single(r)
}

// classAtom reads a character, or a set such as \d.
func (p *parser) classAtom() (rune, set) {
	c := p.peek(0)
	if c < 0 {
		p.fail("Unterminated character class")
	}
	p.i++
	if c != '\\' {
		return c, nil
	}
	switch {
	case p.eat("b"):
		return '\b', nil
	case p.unicode && p.eat("-"):
		return '-', nil
	}
	if e, ok := p.classEscape(); ok {
		if e.set == nil {
			e.set = set{}
		}
		return 0, e.set
	}
	return p.charEscape(true), nil
}

// setExpression reads a class of the v flag, up to its bracket.
func (p *parser) setExpression() class {
	if p.depth++; p.depth > maxNesting {
		p.fail("Regular expression too large")
	}
	defer func() { p.depth-- }()
	var c class
	for first := true; !p.eat("]"); first = false {
		switch {
		case !p.more():
			p.fail("Unterminated character class")
		case !first && (p.peek(0) == '&' && p.peek(1) == '&' || p.peek(0) == '-' && p.peek(1) == '-'):
			p.fail("Invalid set operation in character class")
		}
		operand, char, isChar := p.setOperand()
		if isChar && p.peek(0) == '-' && p.peek(1) != '-' {
			p.i++
			_, last, ok := p.setOperand()
			if !ok {
				p.fail("Invalid character class")
			}
			if last < char {
				p.fail("Range out of order in character class")
			}
			operand = class{set: p.folded(set{char, last})}
		}
		if first && (p.peek(0) == '&' && p.peek(1) == '&' || p.peek(0) == '-' && p.peek(1) == '-') {
			return p.setOperation(operand)
		}
		c = c.with(operand)
	}
	return c
}

// setOperation reads A&&B&&… or A--B--…, from the first operator on.
func (p *parser) setOperation(c class) class {
	op := "&&"
	if p.peek(0) == '-' {
		op = "--"
	}
	for !p.eat("]") {
		if !p.eat(op) {
			p.fail("Invalid set operation in character class")
		}
		if op == "&&" && p.peek(0) == '&' {
			p.fail("Invalid character in character class")
		}
		other, _, _ := p.setOperand()
		keep := op == "--"
		if keep {
			c.set = subtract(c.set, other.set)
		} else {
			c.set = intersect(c.set, other.set)
		}
		var left [][]rune
		for _, s := range c.strings {
			if other.hasString(s) != keep {
				left = append(left, s)
			}
		}
		// What may hold strings is decided by the operands, not by the outcome.
		if c.strings != nil && (keep || other.strings != nil) && left == nil {
			left = [][]rune{}
		}
		c.strings = left
	}
	return c
}

// Two of one of these in a row are reserved by the v flag, and these need a
// backslash.
const (
	doublePunctuators = "&!#$%*+,.:;<=>?@^`~"
	setSyntax         = "()[]{}/-|"
	setPunctuators    = "&-!#%,:;<=>@`~"
)

// setOperand reads a nested class, an escape or a character. char is set when
// it may begin or end a range.
func (p *parser) setOperand() (c class, char rune, isChar bool) {
	r := p.peek(0)
	if r < 0 {
		p.fail("Unterminated character class")
	}
	p.i++
	switch {
	case r == '[':
		negate := p.eat("^")
		c = p.setExpression()
		if negate {
			if c.strings != nil {
				p.fail("Negated character class may contain strings")
			}
			c.set = invert(c.set)
		}
		return c, 0, false
	case r == '\\':
		if p.eat("q{") {
			return p.quoted(), 0, false
		}
		if c, ok := p.classEscape(); ok {
			return class{p.folded(c.set), p.foldStrings(c.strings)}, 0, false
		}
		r = p.setEscape()
	case strings.ContainsRune(setSyntax, r):
		p.fail("Invalid character in character class")
	case r == p.peek(0) && strings.ContainsRune(doublePunctuators, r):
		p.fail("Invalid set operation in character class")
	}
	return class{set: p.folded(single(r))}, r, true
}

func (p *parser) setEscape() rune {
	if c := p.peek(0); c > 0 && strings.ContainsRune(setPunctuators, c) {
		p.i++
		return c
	}
	if p.eat("b") {
		return '\b'
	}
	return p.charEscape(true)
}

// quoted reads the strings of \q{a|bc}.
func (p *parser) quoted() class {
	var c class
	var word []rune
	flush := func() {
		if len(word) == 1 {
			c.set = union(c.set, p.folded(single(word[0])))
		} else {
			c = c.with(class{strings: p.foldStrings([][]rune{word})})
		}
		word = []rune{}
	}
	word = []rune{}
	for {
		r := p.peek(0)
		p.i++
		switch {
		case r < 0:
			p.fail("Invalid escape")
		case r == '}':
			flush()
			return c
		case r == '|':
			flush()
			continue
		case r == '\\':
			r = p.setEscape()
		case strings.ContainsRune(setSyntax, r) || r == p.peek(0) && strings.ContainsRune(doublePunctuators, r):
			p.fail("Invalid character in character class")
		}
		word = append(word, r)
	}
}

// foldStrings makes strings that are equal under the i flag the same.
func (p *parser) foldStrings(list [][]rune) [][]rune {
	if !p.ignoreCase || list == nil {
		return list
	}
	out := [][]rune{}
	for _, s := range list {
		t := make([]rune, len(s))
		for i, r := range s {
			t[i] = foldPoints().canonical(r)
		}
		out = append(out, t)
	}
	return out
}
