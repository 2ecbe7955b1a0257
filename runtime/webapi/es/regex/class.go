package regex

import (
	"errors"
	"slices"
	"strings"
	"unicode"
)

// parser copies a pattern in u or v mode and rewrites its classes and property
// escapes.
type parser struct {
	s    []rune
	i    int
	sets bool // the v flag
}

// class is what a class or an escape stands for. Every part is regular
// expression text.
type class struct {
	body    string   // fits between [ and ]
	alts    []string // match one character each, but do not fit there
	strings []string // longer strings of the v flag, unescaped
}

const (
	anyChar = `[\s\S]`
	never   = `(?!)`
)

func (p *parser) more() bool { return p.i < len(p.s) }
func (p *parser) at(s string) bool {
	return strings.HasPrefix(string(p.s[p.i:min(len(p.s), p.i+len(s))]), s)
}
func (p *parser) isProperty() bool { return p.at(`\p{`) || p.at(`\P{`) }
func (c class) empty() bool        { return c.body == "" && len(c.alts) == 0 }
func (c *class) add(other class) {
	c.body += other.body
	c.alts = append(c.alts, other.alts...)
	c.strings = append(c.strings, other.strings...)
}

// one is an expression for the single characters of c.
func (c class) one() string {
	switch {
	case c.empty():
		return never
	case len(c.alts) == 0:
		return "[" + c.body + "]"
	}
	alts := slices.Clone(c.alts)
	if c.body != "" {
		alts = append([]string{"[" + c.body + "]"}, alts...)
	}
	if len(alts) == 1 {
		return alts[0]
	}
	return "(?:" + strings.Join(alts, "|") + ")"
}

func (c class) not() string {
	if len(c.alts) == 0 && c.body != "" {
		return "[^" + c.body + "]"
	}
	return "(?:(?!" + c.one() + ")" + anyChar + ")"
}

// expression matches c; longer strings win over shorter ones.
func (c class) expression() string {
	if len(c.strings) == 0 {
		return c.one()
	}
	byLength := slices.Clone(c.strings)
	slices.SortStableFunc(byLength, func(a, b string) int { return len([]rune(b)) - len([]rune(a)) })
	var alts []string
	empty := false
	for _, s := range byLength {
		if s == "" {
			empty = true
			continue
		}
		alts = append(alts, quote(s))
	}
	if !c.empty() {
		alts = append(alts, c.one())
	}
	if empty {
		alts = append(alts, "")
	}
	return "(?:" + strings.Join(alts, "|") + ")"
}

func quote(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(`^$\.*+?()[]{}|/`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (p *parser) pattern() (string, error) {
	var b strings.Builder
	for p.more() {
		switch {
		case p.isProperty():
			c, negated, err := p.property()
			if err != nil {
				return "", err
			}
			if negated {
				b.WriteString(c.not())
			} else {
				b.WriteString(c.one())
			}
		case p.s[p.i] == '\\' && p.i+1 < len(p.s):
			b.WriteString(string(p.s[p.i : p.i+2]))
			p.i += 2
		case p.s[p.i] == '[':
			c, negated, err := p.class()
			if err != nil {
				return "", err
			}
			switch {
			case !negated:
				b.WriteString(c.expression())
			case len(c.strings) > 0:
				return "", errors.New("Negated character class may contain strings")
			default:
				b.WriteString(c.not())
			}
		default:
			b.WriteRune(p.s[p.i])
			p.i++
		}
	}
	return b.String(), nil
}

// class parses [...] in either mode.
func (p *parser) class() (c class, negated bool, err error) {
	p.i++
	if p.more() && p.s[p.i] == '^' {
		negated = true
		p.i++
	}
	for first := true; p.more() && p.s[p.i] != ']'; first = false {
		if p.sets && !first && (p.at("--") || p.at("&&")) {
			if c, err = p.operation(c); err != nil {
				return c, negated, err
			}
			continue
		}
		next, err := p.operand()
		if err != nil {
			return c, negated, err
		}
		c.add(next)
	}
	if !p.more() {
		return c, negated, errors.New("Unterminated character class")
	}
	p.i++
	return c, negated, nil
}

// operation applies -- or && to what stands left of it.
func (p *parser) operation(left class) (class, error) {
	intersect := p.at("&&")
	p.i += 2
	right, err := p.operand()
	if err != nil {
		return left, err
	}
	look := "(?!"
	if intersect {
		look = "(?="
	}
	out := class{}
	if !left.empty() && (intersect || !right.empty()) {
		out.alts = []string{"(?:" + look + right.one() + ")" + left.one() + ")"}
	} else if !intersect {
		out.body, out.alts = left.body, left.alts
	}
	for _, s := range left.strings {
		if slices.Contains(right.strings, s) == intersect {
			out.strings = append(out.strings, s)
		}
	}
	return out, nil
}

// operand reads a nested class, an escape, or a character or range.
func (p *parser) operand() (class, error) {
	switch {
	case !p.more():
		return class{}, errors.New("Unterminated character class")
	case p.sets && p.s[p.i] == '[':
		c, negated, err := p.class()
		if err == nil && negated {
			c = class{alts: []string{c.not()}}
		}
		return c, err
	case p.sets && p.at(`\q{`):
		return p.quoted()
	case p.isProperty():
		c, negated, err := p.property()
		if err == nil && negated {
			if strings.HasPrefix(c.body, `\p{`) && strings.Count(c.body, `\p{`) == 1 && strings.HasSuffix(c.body, "}") {
				c.body = `\P{` + c.body[3:]
			} else {
				c = class{alts: []string{c.not()}}
			}
		}
		return c, err
	}
	left := p.atom()
	if isClassEscape(left) || !p.rangeFollows() {
		return class{body: left}, nil
	}
	p.i++
	return class{body: left + "-" + p.atom()}, nil
}

func (p *parser) rangeFollows() bool {
	return p.i+1 < len(p.s) && p.s[p.i] == '-' && p.s[p.i+1] != ']' && !(p.sets && p.s[p.i+1] == '-')
}

func isClassEscape(atom string) bool {
	return len(atom) == 2 && atom[0] == '\\' && strings.ContainsRune("dDsSwW", rune(atom[1]))
}

// atom is one character of a class, spelled as a u-mode class takes it.
func (p *parser) atom() string {
	c := p.s[p.i]
	if c != '\\' || p.i+1 >= len(p.s) {
		p.i++
		if strings.ContainsRune(`[\^-`, c) {
			return `\` + string(c)
		}
		return string(c)
	}
	start := p.i
	e := p.s[p.i+1]
	p.i += 2
	switch {
	case e == 'u' && p.more() && p.s[p.i] == '{':
		for p.more() && p.s[p.i] != '}' {
			p.i++
		}
		p.i = min(p.i+1, len(p.s))
	case e == 'u':
		p.hex(4)
		if p.i+6 <= len(p.s) && isHighEscape(p.s[start:p.i]) && p.at(`\u`) {
			p.i += 2
			p.hex(4)
		}
	case e == 'x':
		p.hex(2)
	case e == 'c':
		p.i = min(p.i+1, len(p.s))
	case strings.ContainsRune(`&!#%,:;<=>@`+"`"+`~"'`, e):
		return string(e) // v mode lets these be escaped, u mode does not
	}
	return string(p.s[start:p.i])
}

func (p *parser) hex(n int) {
	for ; n > 0 && p.more() && unicode.Is(unicode.ASCII_Hex_Digit, p.s[p.i]); n-- {
		p.i++
	}
}

func isHighEscape(s []rune) bool {
	return len(s) == 6 && (s[2] == 'd' || s[2] == 'D') && strings.ContainsRune("89abAB", s[3])
}

// quoted reads \q{abc|d}.
func (p *parser) quoted() (class, error) {
	p.i += 3
	var c class
	var word []rune
	flush := func() {
		if len(word) == 1 {
			if strings.ContainsRune(`[]\^-`, word[0]) {
				c.body += `\`
			}
			c.body += string(word)
		} else {
			c.strings = append(c.strings, string(word))
		}
		word = word[:0]
	}
	for p.more() {
		r := p.s[p.i]
		p.i++
		switch {
		case r == '}':
			flush()
			return c, nil
		case r == '|':
			flush()
		case r == '\\' && p.more():
			word = append(word, p.s[p.i])
			p.i++
		default:
			word = append(word, r)
		}
	}
	return c, errors.New("Invalid escape")
}
