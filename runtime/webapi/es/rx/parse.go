package rx

import (
	"slices"
	"unicode"
)

// parser reads a pattern: https://tc39.es/ecma262/#sec-patterns, with annex B
// when neither u nor v is set. Without these flags a character is a code unit.
type parser struct {
	s             []rune
	i             int
	unicode, sets bool
	named         bool // some group has a name, so \k is no letter
	total         int  // groups in the whole pattern
	depth         int

	ignoreCase, multiline, dotAll bool

	groups int // seen so far
	names  []groupName
	path   []branch // alternatives being read
	serial int
	refs   []*namedRef
}

// branch says in which alternative of which disjunction something stands.
type branch struct{ disjunction, alternative int }

type groupName struct {
	name  string
	index int
	path  []branch
}

type namedRef struct {
	node *backref
	name string
}

// maxNesting bounds the depth of groups: the parser is recursive.
const maxNesting = 5000

// syntaxError is thrown as a panic inside the parser.
type syntaxError string

func (p *parser) fail(reason string) { panic(syntaxError(reason)) }

func (p *parser) more() bool { return p.i < len(p.s) }

// peek is the n-th character from here, -1 behind the end.
func (p *parser) peek(n int) rune {
	if p.i+n < len(p.s) {
		return p.s[p.i+n]
	}
	return -1
}

func (p *parser) eat(text string) bool {
	n := 0
	for _, r := range text {
		if p.peek(n) != r {
			return false
		}
		n++
	}
	p.i += n
	return true
}

// scan counts the groups before parsing: whether \3 is a reference depends on it.
func (p *parser) scan() {
	class := 0
	for i := 0; i < len(p.s); i++ {
		switch p.s[i] {
		case '\\':
			i++
		case '[':
			if class == 0 || p.sets {
				class++
			}
		case ']':
			class = max(0, class-1)
		case '(':
			if class > 0 {
				continue
			}
			if i+1 >= len(p.s) || p.s[i+1] != '?' {
				p.total++
				continue
			}
			if i+3 < len(p.s) && p.s[i+2] == '<' && p.s[i+3] != '=' && p.s[i+3] != '!' {
				p.total++
				p.named = true
			}
		}
	}
}

func (p *parser) parse() node {
	p.scan()
	n := p.disjunction()
	if p.more() {
		p.fail("Unmatched ')'")
	}
	for _, ref := range p.refs {
		for _, g := range p.names {
			if g.name == ref.name {
				ref.node.groups = append(ref.node.groups, g.index)
			}
		}
		if len(ref.node.groups) == 0 {
			p.fail("Invalid named capture referenced")
		}
	}
	return n
}

func (p *parser) disjunction() node {
	if p.depth++; p.depth > maxNesting {
		p.fail("Regular expression too large")
	}
	defer func() { p.depth-- }()
	p.serial++
	p.path = append(p.path, branch{p.serial, 0})
	at := len(p.path) - 1
	list := []node{p.alternative()}
	for p.eat("|") {
		p.path[at].alternative++
		list = append(list, p.alternative())
	}
	p.path = p.path[:at]
	if len(list) == 1 {
		return list[0]
	}
	return &alt{list}
}

func (p *parser) alternative() node {
	var list []node
	for p.more() && p.peek(0) != '|' && p.peek(0) != ')' {
		if n := p.term(); n != nil {
			list = append(list, n)
		}
	}
	switch len(list) {
	case 0:
		return empty{}
	case 1:
		return list[0]
	}
	return &seq{list}
}

// term reads an assertion, or an atom with its quantifier.
func (p *parser) term() node {
	before := p.groups
	n, quantifiable := p.atom()
	lo, hi, lazy, ok := p.quantifier()
	if !ok {
		return n
	}
	if !quantifiable {
		p.fail("Invalid quantifier")
	}
	return &repeat{body: n, min: lo, max: hi, lazy: lazy, from: before + 1, to: p.groups + 1}
}

func (p *parser) atom() (n node, quantifiable bool) {
	switch c := p.peek(0); c {
	case '^':
		p.i++
		if p.multiline {
			return &assert{kind: lineStart}, false
		}
		return &assert{kind: textStart}, false
	case '$':
		p.i++
		if p.multiline {
			return &assert{kind: lineEnd}, false
		}
		return &assert{kind: textEnd}, false
	case '(':
		p.i++
		return p.group()
	case '.':
		p.i++
		if p.dotAll {
			return &one{set{0, maxRune}}, true
		}
		return &one{invert(lineTerminators)}, true
	case '[':
		p.i++
		return p.class(), true
	case '\\':
		p.i++
		return p.atomEscape()
	case '*', '+', '?':
		p.fail("Nothing to repeat")
	case '{':
		if p.unicode {
			p.fail("Lone quantifier brackets")
		}
		at := p.i
		if _, _, _, ok := p.quantifier(); ok {
			p.fail("Nothing to repeat")
		}
		p.i = at
	case '}', ']':
		if p.unicode {
			p.fail("Lone quantifier brackets")
		}
	}
	c := p.peek(0)
	p.i++
	return p.char(c), true
}

// char matches c, or what equals it.
func (p *parser) char(c rune) node { return &one{p.folded(single(c))} }

func (p *parser) folded(s set) set {
	if !p.ignoreCase {
		return s
	}
	return foldingFor(p.unicode).close(s)
}

// group reads what follows an opening parenthesis.
func (p *parser) group() (n node, quantifiable bool) {
	switch {
	case p.eat("?="):
		return &look{body: p.inner()}, !p.unicode
	case p.eat("?!"):
		return &look{body: p.inner(), negate: true}, !p.unicode
	case p.eat("?<="):
		return &look{body: p.inner(), behind: true}, false
	case p.eat("?<!"):
		return &look{body: p.inner(), behind: true, negate: true}, false
	case p.eat("?:"):
		return p.inner(), true
	case p.eat("?<"):
		return p.capture(p.groupName()), true
	case p.eat("?"):
		return p.modified(), true
	}
	return p.capture(""), true
}

func (p *parser) inner() node {
	n := p.disjunction()
	if !p.eat(")") {
		p.fail("Unterminated group")
	}
	return n
}

func (p *parser) capture(name string) node {
	p.groups++
	index := p.groups
	if name != "" {
		path := slices.Clone(p.path)
		for _, g := range p.names {
			if g.name == name && !apart(g.path, path) {
				p.fail("Duplicate capture group name")
			}
		}
		p.names = append(p.names, groupName{name, index, path})
	}
	return &group{index, p.inner()}
}

// apart says whether two places can never both take part in a match.
func apart(a, b []branch) bool {
	for i := 0; i < min(len(a), len(b)) && a[i].disjunction == b[i].disjunction; i++ {
		if a[i].alternative != b[i].alternative {
			return true
		}
	}
	return false
}

// modified reads (?ims-ims:…).
func (p *parser) modified() node {
	const flags = "ims"
	var add, remove [3]bool
	seen := func(list *[3]bool) (any bool) {
		for {
			k := -1
			for i, f := range flags {
				if p.peek(0) == f {
					k = i
				}
			}
			if k < 0 {
				return any
			}
			if add[k] || remove[k] {
				p.fail("Repeated flag in flag group")
			}
			list[k], any = true, true
			p.i++
		}
	}
	any := seen(&add)
	if p.eat("-") && !seen(&remove) && !any {
		p.fail("Invalid group")
	}
	if !p.eat(":") {
		p.fail("Invalid group")
	}
	i, m, s := p.ignoreCase, p.multiline, p.dotAll
	for k, f := range []*bool{&p.ignoreCase, &p.multiline, &p.dotAll} {
		*f = (*f || add[k]) && !remove[k]
	}
	n := p.inner()
	p.ignoreCase, p.multiline, p.dotAll = i, m, s
	return n
}

// groupName reads NAME> .
func (p *parser) groupName() string {
	var name []rune
	for {
		c := p.peek(0)
		p.i++
		switch {
		case c == '>':
			if len(name) == 0 {
				p.fail("Invalid capture group name")
			}
			return string(name)
		case c == '\\':
			if !p.eat("u") {
				p.fail("Invalid Unicode escape")
			}
			u, ok := p.unicodeEscape(true)
			if !ok {
				p.fail("Invalid Unicode escape")
			}
			c = u
		case c >= 0xD800 && c <= 0xDBFF && p.peek(0) >= 0xDC00 && p.peek(0) <= 0xDFFF:
			c = (c-0xD800)<<10 + (p.peek(0) - 0xDC00) + 0x10000
			p.i++
		}
		if !identifier(c, len(name) == 0) {
			p.fail("Invalid capture group name")
		}
		name = append(name, c)
	}
}

func identifier(c rune, first bool) bool {
	switch {
	case c < 0:
		return false
	case c == '$' || c == '_':
		return true
	case c < 128:
		return unicode.IsLetter(c) || !first && unicode.IsDigit(c)
	case first:
		return property("ID_Start").Has(c)
	}
	return c == 0x200C || c == 0x200D || property("ID_Continue").Has(c)
}

// quantifier reads one if there is one.
func (p *parser) quantifier() (lo, hi int, lazy, ok bool) {
	switch p.peek(0) {
	case '*':
		lo, hi = 0, unlimited
	case '+':
		lo, hi = 1, unlimited
	case '?':
		lo, hi = 0, 1
	case '{':
		at := p.i
		p.i++
		lo, ok = p.number()
		hi = lo
		if ok && p.eat(",") {
			if hi = unlimited; p.peek(0) != '}' {
				hi, ok = p.number()
			}
		}
		if !ok || p.peek(0) != '}' {
			if p.unicode {
				p.fail("Incomplete quantifier")
			}
			p.i = at
			return 0, 0, false, false
		}
		if lo > hi {
			p.fail("numbers out of order in {} quantifier")
		}
	default:
		return 0, 0, false, false
	}
	p.i++
	return lo, hi, p.eat("?"), true
}

func (p *parser) number() (n int, ok bool) {
	for c := p.peek(0); c >= '0' && c <= '9'; c = p.peek(0) {
		n, ok = min(n*10+int(c-'0'), unlimited), true
		p.i++
	}
	return n, ok
}
