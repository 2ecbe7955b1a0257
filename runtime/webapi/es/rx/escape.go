package rx

import (
	"strings"
	"sync"

	"github.com/w2c-dev/w2c/runtime/webapi/es/unidata"
)

var (
	lineTerminators = set{'\n', '\n', '\r', '\r', 0x2028, 0x2029}
	digits          = set{'0', '9'}
	wordChars       = set{'0', '9', 'A', 'Z', '_', '_', 'a', 'z'}
	spaces          = set{'\t', '\r', ' ', ' ', 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A,
		0x2028, 0x2029, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000, 0xFEFF, 0xFEFF}
	// Under i with u or v, ſ and the Kelvin sign are word characters.
	foldedWords = sync.OnceValue(func() set { return foldPoints().close(wordChars) })
)

func property(name string) set {
	s, _, _ := unidata.Property(name)
	return s
}

// words are what \w matches here.
func (p *parser) words() set {
	if p.unicode && p.ignoreCase {
		return foldedWords()
	}
	return wordChars
}

// atomEscape reads what follows a backslash outside a class.
func (p *parser) atomEscape() (n node, quantifiable bool) {
	switch c := p.peek(0); c {
	case 'b', 'B':
		p.i++
		kind := wordBoundary
		if c == 'B' {
			kind = notWordBoundary
		}
		return &assert{kind: kind, word: p.words()}, false
	case '1', '2', '3', '4', '5', '6', '7', '8', '9':
		at := p.i
		k, _ := p.number()
		if k <= p.total {
			return p.reference([]int{k}), true
		}
		if p.unicode {
			p.fail("Invalid escape")
		}
		p.i = at
	case 'k':
		if !p.unicode && !p.named {
			break
		}
		p.i++
		if !p.eat("<") {
			p.fail("Invalid named reference")
		}
		ref := p.reference(nil)
		p.refs = append(p.refs, &namedRef{ref, p.groupName()})
		return ref, true
	}
	if c, ok := p.classEscape(); ok {
		return p.classNode(class{p.folded(c.set), c.strings}), true
	}
	return p.char(p.charEscape(false)), true
}

func (p *parser) reference(groups []int) *backref {
	ref := &backref{groups: groups}
	if p.ignoreCase {
		ref.fold = foldingFor(p.unicode)
	}
	return ref
}

// classEscape reads \d, \p{…} and the like, if that is what follows.
func (p *parser) classEscape() (class, bool) {
	c := p.peek(0)
	var s set
	switch c {
	case 'd', 'D':
		s = digits
	case 's', 'S':
		s = spaces
	case 'w', 'W':
		s = p.words()
	case 'p', 'P':
		if !p.unicode {
			return class{}, false
		}
		p.i++
		return p.property(c == 'P'), true
	default:
		return class{}, false
	}
	p.i++
	if c == 'D' || c == 'S' || c == 'W' {
		s = invert(s)
	}
	return class{set: s}, true
}

// property reads {Name} or {Name=Value}.
func (p *parser) property(negate bool) class {
	if !p.eat("{") {
		p.fail("Invalid property name")
	}
	var b strings.Builder
	for p.peek(0) != '}' {
		if !p.more() {
			p.fail("Invalid property name")
		}
		b.WriteRune(p.peek(0))
		p.i++
	}
	p.i++
	c, ok := propertyOf(b.String(), p.sets)
	if !ok {
		p.fail("Invalid property name")
	}
	if p.sets && p.ignoreCase {
		c.set = foldPoints().close(c.set)
	}
	if negate {
		if c.strings != nil {
			p.fail("Invalid property name")
		}
		c.set = invert(c.set)
	}
	return c
}

func propertyOf(text string, sets bool) (class, bool) {
	name, value, pair := strings.Cut(text, "=")
	key := ""
	switch name {
	case "General_Category", "gc":
		key = "gc="
	case "Script", "sc":
		key = "sc="
	case "Script_Extensions", "scx":
		key = "scx="
	default:
		if pair || strings.ContainsAny(name, "@=\t") {
			return class{}, false
		}
		if s, _, ok := unidata.Property(name); ok && !strings.HasPrefix(name, "fold") && name != "upper" {
			return class{set: s}, true
		}
		if s, _, ok := unidata.Property("gc=" + name); ok {
			return class{set: s}, true
		}
		if s, strs, ok := unidata.Property("str=" + name); ok && sets {
			c := class{set: s, strings: [][]rune{}}
			for _, s := range strs {
				c.strings = append(c.strings, []rune(s))
			}
			return c, true
		}
		return class{}, false
	}
	if !pair || value == "" {
		return class{}, false
	}
	s, _, ok := unidata.Property(key + value)
	return class{set: s}, ok
}

// charEscape reads an escape that means one character.
func (p *parser) charEscape(inClass bool) rune {
	c := p.peek(0)
	if c < 0 {
		p.fail("\\ at end of pattern")
	}
	p.i++
	switch c {
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'v':
		return '\v'
	case 'c':
		next := p.peek(0)
		letter := next >= 'a' && next <= 'z' || next >= 'A' && next <= 'Z'
		if letter || inClass && !p.unicode && (next >= '0' && next <= '9' || next == '_') {
			p.i++
			return next % 32
		}
		if p.unicode {
			p.fail("Invalid Unicode escape")
		}
		p.i-- // the backslash is a character
		return '\\'
	case 'x':
		if a, b := hexDigit(p.peek(0)), hexDigit(p.peek(1)); a >= 0 && b >= 0 {
			p.i += 2
			return rune(a<<4 | b)
		}
		if p.unicode {
			p.fail("Invalid escape")
		}
		return 'x'
	case 'u':
		if r, ok := p.unicodeEscape(p.unicode); ok {
			return r
		}
		if p.unicode {
			p.fail("Invalid Unicode escape")
		}
		return 'u'
	case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return p.octal(c, inClass)
	}
	switch {
	case p.unicode && !strings.ContainsRune(`^$\.*+?()[]{}|/`, c):
		p.fail("Invalid escape")
	case c == 'k' && p.named:
		p.fail("Invalid named reference")
	}
	return c
}

// octal reads \0 and annex B's octal escapes.
func (p *parser) octal(c rune, inClass bool) rune {
	next := p.peek(0)
	if p.unicode {
		if c != '0' || next >= '0' && next <= '9' {
			if inClass {
				p.fail("Invalid class escape")
			}
			p.fail("Invalid decimal escape")
		}
		return 0
	}
	if c >= '8' {
		return c
	}
	n := c - '0'
	for i := 0; i < 2; i++ {
		d := p.peek(0)
		if d < '0' || d > '7' || n*8+d-'0' > 0xFF {
			break
		}
		n = n*8 + d - '0'
		p.i++
	}
	return n
}

func hexDigit(c rune) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// unicodeEscape reads what follows \u; nothing when it is not one.
func (p *parser) unicodeEscape(points bool) (rune, bool) {
	if points && p.peek(0) == '{' {
		at := p.i
		p.i++
		n, any := 0, false
		for d := hexDigit(p.peek(0)); d >= 0; d = hexDigit(p.peek(0)) {
			if n, any = n<<4|d, true; n > maxRune {
				p.fail("Invalid Unicode escape")
			}
			p.i++
		}
		if any && p.eat("}") {
			return rune(n), true
		}
		p.i = at
		return 0, false
	}
	n, ok := p.hex4(0)
	if !ok {
		return 0, false
	}
	p.i += 4
	if points && n >= 0xD800 && n <= 0xDBFF && p.peek(0) == '\\' && p.peek(1) == 'u' {
		if low, ok := p.hex4(2); ok && low >= 0xDC00 && low <= 0xDFFF {
			p.i += 6
			return (n-0xD800)<<10 + (low - 0xDC00) + 0x10000, true
		}
	}
	return n, true
}

func (p *parser) hex4(from int) (rune, bool) {
	n := 0
	for i := range 4 {
		d := hexDigit(p.peek(from + i))
		if d < 0 {
			return 0, false
		}
		n = n<<4 | d
	}
	return rune(n), true
}
