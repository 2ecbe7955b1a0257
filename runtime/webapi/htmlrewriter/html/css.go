package html

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// CSS tokens, as far as selectors need them.
// Spec: https://www.w3.org/TR/css-syntax-3/#tokenization

type cssKind uint8

const (
	cssDelim cssKind = iota // text is the character
	cssSpace
	cssIdent
	cssFunction // children are the arguments
	cssID
	cssHash
	cssString
	cssNumber
	cssDimension
	cssComma
	cssColon
	cssMatch    // text is one of ~= |= ^= $= *=
	cssBrackets // children are what is inside
	cssParens
	cssBraces
	cssOther // whatever no selector holds
)

type cssToken struct {
	kind     cssKind
	text     string
	children []cssToken
	isInt    bool
	signed   bool
	number   int32
}

func (t cssToken) isDelim(c string) bool { return t.kind == cssDelim && t.text == c }

type cssLexer struct {
	in  string
	pos int
}

// cssTokens splits a text into tokens; blocks are one token each, and those that
// are not closed end with the text.
func cssTokens(text string) []cssToken {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n", "\x00", "\ufffd").Replace(text)
	l := &cssLexer{in: text}
	tokens, _ := l.block(0, 0)
	return tokens
}

// deepest is how many blocks may lie in one another.
const deepest = 200

func (l *cssLexer) block(closer byte, depth int) (tokens []cssToken, closed bool) {
	for l.pos < len(l.in) {
		c := l.in[l.pos]
		if closer != 0 && c == closer {
			l.pos++
			return tokens, true
		}
		if strings.HasPrefix(l.in[l.pos:], "/*") {
			if n := strings.Index(l.in[l.pos+2:], "*/"); n >= 0 {
				l.pos += n + 4
			} else {
				l.pos = len(l.in)
			}
			continue
		}
		t := l.token(c)
		if depth < deepest {
			switch {
			case t.kind == cssFunction || t.kind == cssParens:
				t.children, _ = l.block(')', depth+1)
			case t.kind == cssBrackets:
				t.children, _ = l.block(']', depth+1)
			case t.kind == cssBraces:
				t.children, _ = l.block('}', depth+1)
			}
		}
		tokens = append(tokens, t)
	}
	return tokens, false
}

func (l *cssLexer) at(i int) byte {
	if l.pos+i < len(l.in) {
		return l.in[l.pos+i]
	}
	return 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isNameStart(c byte) bool { return isAlpha(c) || c == '_' || c >= 0x80 }

func isNameByte(c byte) bool { return isNameStart(c) || isDigit(c) || c == '-' }

// escapeAt tells whether an escape begins i bytes on.
func (l *cssLexer) escapeAt(i int) bool {
	return l.at(i) == '\\' && l.at(i+1) != '\n'
}

func (l *cssLexer) identAt(i int) bool {
	switch c := l.at(i); {
	case c == '-':
		return isNameStart(l.at(i+1)) || l.at(i+1) == '-' || l.escapeAt(i+1)
	case c == '\\':
		return l.escapeAt(i)
	default:
		return isNameStart(c)
	}
}

func (l *cssLexer) numberAt() bool {
	i := 0
	if c := l.at(0); c == '+' || c == '-' {
		i = 1
	}
	return isDigit(l.at(i)) || l.at(i) == '.' && isDigit(l.at(i+1))
}

func (l *cssLexer) token(c byte) cssToken {
	one := func(kind cssKind) cssToken {
		l.pos++
		return cssToken{kind: kind, text: string(rune(c))}
	}
	switch c {
	case ' ', '\t', '\n':
		for l.pos < len(l.in) && strings.IndexByte(" \t\n", l.in[l.pos]) >= 0 {
			l.pos++
		}
		return cssToken{kind: cssSpace}
	case '"', '\'':
		return l.quoted(c)
	case '#':
		l.pos++
		if isNameByte(l.at(0)) || l.escapeAt(0) {
			kind := cssHash
			if l.identAt(0) {
				kind = cssID
			}
			return cssToken{kind: kind, text: l.name()}
		}
		return cssToken{kind: cssDelim, text: "#"}
	case '(':
		return one(cssParens)
	case '[':
		return one(cssBrackets)
	case '{':
		return one(cssBraces)
	case ')', ']', '}', ';':
		return one(cssOther)
	case ',':
		return one(cssComma)
	case ':':
		return one(cssColon)
	case '~', '|', '^', '$', '*':
		if l.at(1) == '=' {
			l.pos += 2
			return cssToken{kind: cssMatch, text: string(rune(c)) + "="}
		}
		return one(cssDelim)
	case '@':
		l.pos++
		if l.identAt(0) {
			return cssToken{kind: cssOther, text: l.name()}
		}
		return cssToken{kind: cssDelim, text: "@"}
	case '<':
		if strings.HasPrefix(l.in[l.pos:], "<!--") {
			l.pos += 4
			return cssToken{kind: cssOther}
		}
		return one(cssDelim)
	}
	switch {
	case l.numberAt():
		return l.number()
	case strings.HasPrefix(l.in[l.pos:], "-->"):
		l.pos += 3
		return cssToken{kind: cssOther}
	case l.identAt(0):
		return l.word()
	}
	return one(cssDelim)
}

func (l *cssLexer) word() cssToken {
	name := l.name()
	if l.at(0) != '(' {
		return cssToken{kind: cssIdent, text: name}
	}
	l.pos++
	if !strings.EqualFold(name, "url") {
		return cssToken{kind: cssFunction, text: name}
	}
	// An address holds no selector: all up to its end is one token.
	for l.pos < len(l.in) && l.in[l.pos] != ')' {
		l.pos++
	}
	l.pos = min(l.pos+1, len(l.in))
	return cssToken{kind: cssOther}
}

func (l *cssLexer) name() string {
	start := l.pos
	for l.pos < len(l.in) && isNameByte(l.in[l.pos]) {
		l.pos++
	}
	if !l.escapeAt(0) {
		return l.in[start:l.pos]
	}
	var b strings.Builder
	b.WriteString(l.in[start:l.pos])
	for l.pos < len(l.in) {
		switch c := l.in[l.pos]; {
		case isNameByte(c):
			b.WriteByte(c)
			l.pos++
		case l.escapeAt(0):
			l.pos++
			b.WriteRune(l.escape())
		default:
			return b.String()
		}
	}
	return b.String()
}

// escape reads what follows a backslash.
func (l *cssLexer) escape() rune {
	if l.pos >= len(l.in) {
		return utf8.RuneError
	}
	n := 0
	for n < 6 && strings.IndexByte("0123456789abcdefABCDEF", l.at(n)) >= 0 && l.at(n) != 0 {
		n++
	}
	if n == 0 {
		r, size := utf8.DecodeRuneInString(l.in[l.pos:])
		l.pos += size
		return r
	}
	v, err := strconv.ParseUint(l.in[l.pos:l.pos+n], 16, 32)
	l.pos += n
	if c := l.at(0); c == ' ' || c == '\t' || c == '\n' {
		l.pos++
	}
	if r := rune(v); err == nil && v != 0 && v <= utf8.MaxRune && utf8.ValidRune(r) {
		return r
	}
	return utf8.RuneError
}

func (l *cssLexer) quoted(quote byte) cssToken {
	l.pos++
	var b strings.Builder
	for l.pos < len(l.in) {
		switch c := l.in[l.pos]; {
		case c == quote:
			l.pos++
			return cssToken{kind: cssString, text: b.String()}
		case c == '\n':
			return cssToken{kind: cssOther} // a bad string
		case c == '\\':
			l.pos++
			switch {
			case l.pos >= len(l.in):
			case l.in[l.pos] == '\n':
				l.pos++
			default:
				b.WriteRune(l.escape())
			}
		default:
			b.WriteByte(c)
			l.pos++
		}
	}
	return cssToken{kind: cssString, text: b.String()}
}

func (l *cssLexer) number() cssToken {
	start := l.pos
	t := cssToken{kind: cssNumber, isInt: true}
	if c := l.in[l.pos]; c == '+' || c == '-' {
		t.signed = true
		l.pos++
	}
	digits := func() {
		for isDigit(l.at(0)) {
			l.pos++
		}
	}
	digits()
	if l.at(0) == '.' && isDigit(l.at(1)) {
		t.isInt = false
		l.pos++
		digits()
	}
	if e := l.at(0); e == 'e' || e == 'E' {
		i := 1
		if s := l.at(1); s == '+' || s == '-' {
			i = 2
		}
		if isDigit(l.at(i)) {
			t.isInt = false
			l.pos += i
			digits()
		}
	}
	if t.isInt {
		v, err := strconv.ParseInt(l.in[start:l.pos], 10, 64)
		switch {
		case err != nil && l.in[start] == '-', v < math.MinInt32:
			v = math.MinInt32
		case err != nil, v > math.MaxInt32:
			v = math.MaxInt32
		}
		t.number = int32(v)
	}
	switch {
	case l.at(0) == '%':
		l.pos++
		t.kind = cssOther
	case l.identAt(0):
		t.kind, t.text = cssDimension, l.name()
	}
	return t
}
