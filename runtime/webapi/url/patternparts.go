package url

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a component's pattern means: https://urlpattern.spec.whatwg.org/#parsing
// The library knows how the text of a pattern is made of what a script gives; the
// expression it is matched with is made here, for the engine's own RegExp, so that
// groups are what a script gets from one.

type tokenKind int

const (
	tokenOpen tokenKind = iota
	tokenClose
	tokenRegexp
	tokenName
	tokenChar
	tokenEscaped
	tokenModifier
	tokenAsterisk
	tokenEnd
)

type patternToken struct {
	kind  tokenKind
	value string
	from  int // where it begins in the text
}

var errPattern = errors.New("no pattern")

// tokenize is the tokenizer; what it does not understand is an error when strict,
// and else a character.
func tokenize(s string, strict bool) ([]patternToken, error) {
	var list []patternToken
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		t := patternToken{kind: tokenChar, value: s[i : i+n], from: i}
		ok := true
		switch r {
		case '*':
			t.kind = tokenAsterisk
		case '+', '?':
			t.kind = tokenModifier
		case '{':
			t.kind = tokenOpen
		case '}':
			t.kind = tokenClose
		case '\\':
			if ok = i+1 < len(s); ok {
				_, more := utf8.DecodeRuneInString(s[i+1:])
				t.kind, t.value, n = tokenEscaped, s[i+1:i+1+more], 1+more
			}
		case ':':
			name := nameAt(s[i+1:])
			if ok = name != ""; ok {
				t.kind, t.value, n = tokenName, name, 1+len(name)
			}
		case '(':
			var length int
			if length, ok = regexpLength(s[i:]); ok {
				t.kind, t.value, n = tokenRegexp, s[i+1:i+length-1], length
			}
		}
		if !ok && strict {
			return nil, errPattern
		}
		list = append(list, t)
		i += n
	}
	return append(list, patternToken{kind: tokenEnd, from: len(s)}), nil
}

// nameAt is the name that s begins with.
func nameAt(s string) string {
	for i, r := range s {
		if !isNameRune(r, i == 0) {
			return s[:i]
		}
	}
	return s
}

// isNameRune follows JavaScript's identifiers.
func isNameRune(r rune, first bool) bool {
	if r == '$' || r == '_' || unicode.In(r, unicode.L, unicode.Nl, unicode.Other_ID_Start) {
		return true
	}
	return !first && (r == 0x200C || r == 0x200D || unicode.In(r, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue))
}

// regexpLength is how far the group that s begins with reaches.
func regexpLength(s string) (int, bool) {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 0x80, i == 1 && c == '?':
			return 0, false
		case c == '\\':
			if i++; i >= len(s) || s[i] >= 0x80 {
				return 0, false
			}
		case c == '(':
			if depth++; depth > 1 && (i+1 >= len(s) || s[i+1] != '?') {
				return 0, false
			}
		case c == ')':
			if depth--; depth == 0 {
				return i + 1, i > 1
			}
		}
	}
	return 0, false
}

type partKind int

const (
	partFixed partKind = iota
	partRegexp
	partSegment // up to the next delimiter
	partFull    // anything
)

// patternPart is one part of a pattern: text, or a group with text around it.
type patternPart struct {
	kind                        partKind
	value, name, prefix, suffix string
	modifier                    string // "", "?", "*" or "+"
}

// patternReader parses the tokens of one component.
type patternReader struct {
	tokens            []patternToken
	at                int
	delimiter, prefix string
	parts             []patternPart
	pending           string
	unnamed           int
}

// readPattern parses the text of a component, whose delimiter and prefix are ""
// where it has none.
func readPattern(text, delimiter, prefix string) ([]patternPart, error) {
	tokens, err := tokenize(text, true)
	if err != nil {
		return nil, err
	}
	r := &patternReader{tokens: tokens, delimiter: delimiter, prefix: prefix}
	for r.at < len(r.tokens) {
		char := r.try(tokenChar)
		name := r.try(tokenName)
		group := r.group(name)
		if name != nil || group != nil {
			before := ""
			if char != nil {
				before = char.value
			}
			if before != "" && before != r.prefix {
				r.pending += before
				before = ""
			}
			r.flush()
			r.add(before, name, group, "", r.modifier())
			continue
		}
		if char == nil {
			char = r.try(tokenEscaped)
		}
		if char != nil {
			r.pending += char.value
			continue
		}
		if r.try(tokenOpen) != nil {
			before := r.text()
			name = r.try(tokenName)
			group = r.group(name)
			after := r.text()
			if r.try(tokenClose) == nil {
				return nil, errPattern
			}
			r.add(before, name, group, after, r.modifier())
			continue
		}
		r.flush()
		if r.try(tokenEnd) == nil {
			return nil, errPattern
		}
	}
	return r.parts, nil
}

func (r *patternReader) try(kind tokenKind) *patternToken {
	if r.at >= len(r.tokens) || r.tokens[r.at].kind != kind {
		return nil
	}
	r.at++
	return &r.tokens[r.at-1]
}

func (r *patternReader) group(name *patternToken) *patternToken {
	t := r.try(tokenRegexp)
	if t == nil && name == nil {
		t = r.try(tokenAsterisk)
	}
	return t
}

func (r *patternReader) modifier() string {
	for _, kind := range []tokenKind{tokenModifier, tokenAsterisk} {
		if t := r.try(kind); t != nil {
			return t.value
		}
	}
	return ""
}

func (r *patternReader) text() string {
	var b strings.Builder
	for {
		t := r.try(tokenChar)
		if t == nil {
			t = r.try(tokenEscaped)
		}
		if t == nil {
			return b.String()
		}
		b.WriteString(t.value)
	}
}

// flush makes a part of the text read so far.
func (r *patternReader) flush() {
	if r.pending != "" {
		r.parts = append(r.parts, patternPart{kind: partFixed, value: r.pending})
		r.pending = ""
	}
}

func (r *patternReader) add(prefix string, name, group *patternToken, suffix, modifier string) {
	if name == nil && group == nil {
		if modifier == "" {
			r.pending += prefix
			return
		}
		r.flush()
		if prefix != "" {
			r.parts = append(r.parts, patternPart{kind: partFixed, value: prefix, modifier: modifier})
		}
		return
	}
	r.flush()
	p := patternPart{kind: partSegment, prefix: prefix, suffix: suffix, modifier: modifier}
	if group != nil {
		switch {
		case group.kind == tokenAsterisk || group.value == ".*":
			p.kind = partFull
		case group.value != r.segment():
			p.kind, p.value = partRegexp, group.value
		}
	}
	if name != nil {
		p.name = name.value
	} else {
		p.name = strconv.Itoa(r.unnamed)
		r.unnamed++
	}
	r.parts = append(r.parts, p)
}

func (r *patternReader) segment() string { return segmentExpression(r.delimiter) }

func segmentExpression(delimiter string) string { return "[^" + escapeExpression(delimiter) + "]+?" }

var expressionEscape = strings.NewReplacer(".", `\.`, "+", `\+`, "*", `\*`, "?", `\?`, "^", `\^`, "$", `\$`,
	"{", `\{`, "}", `\}`, "(", `\(`, ")", `\)`, "[", `\[`, "]", `\]`, "|", `\|`, "/", `\/`, `\`, `\\`)

func escapeExpression(s string) string { return expressionEscape.Replace(s) }

// expression is the regular expression of parts and the names of its groups;
// custom says that a script's own expression is in it.
func expression(parts []patternPart, delimiter string) (source string, names []string, custom bool) {
	var b strings.Builder
	b.WriteString("^")
	for _, p := range parts {
		if p.kind == partFixed {
			if p.modifier == "" {
				b.WriteString(escapeExpression(p.value))
			} else {
				b.WriteString("(?:" + escapeExpression(p.value) + ")" + p.modifier)
			}
			continue
		}
		names = append(names, p.name)
		value := p.value
		switch p.kind {
		case partSegment:
			value = segmentExpression(delimiter)
		case partFull:
			value = ".*"
		default:
			custom = true
		}
		before, after := escapeExpression(p.prefix), escapeExpression(p.suffix)
		repeats := p.modifier == "*" || p.modifier == "+"
		switch {
		case before == "" && after == "" && !repeats:
			b.WriteString("(" + value + ")" + p.modifier)
		case before == "" && after == "":
			b.WriteString("((?:" + value + ")" + p.modifier + ")")
		case !repeats:
			b.WriteString("(?:" + before + "(" + value + ")" + after + ")" + p.modifier)
		default:
			b.WriteString("(?:" + before + "((?:" + value + ")(?:" + after + before + "(?:" + value + "))*)" + after + ")")
			if p.modifier == "*" {
				b.WriteString("?")
			}
		}
	}
	b.WriteString("$")
	return b.String(), names, custom
}
