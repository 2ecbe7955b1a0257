package es

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// Numbers, strings and error texts of JSON.parse.

func (p *jsonParser) number() (goja.Value, error) {
	start := p.i
	if p.s[p.i] == '-' {
		p.i++
		if !p.digit() {
			return nil, p.at(p.i, "No number after minus sign in JSON at position")
		}
	}
	if p.s[p.i] == '0' {
		p.i++
		if p.digit() {
			return nil, p.at(p.i, "Unexpected number in JSON at position")
		}
	} else {
		p.digits()
	}
	whole := true
	if p.i < len(p.s) && p.s[p.i] == '.' {
		whole = false
		p.i++
		if !p.digit() {
			return nil, p.at(p.i, "Unterminated fractional number in JSON at position")
		}
		p.digits()
	}
	if p.i < len(p.s) && (p.s[p.i] == 'e' || p.s[p.i] == 'E') {
		whole = false
		p.i++
		if p.i < len(p.s) && (p.s[p.i] == '+' || p.s[p.i] == '-') {
			p.i++
		}
		if !p.digit() {
			return nil, p.at(p.i, "Exponent part is missing a number in JSON at position")
		}
		p.digits()
	}
	text := p.s[start:p.i]
	if whole && len(text) < 16 {
		if text == "-0" {
			return p.vm.ToValue(math.Copysign(0, -1)), nil
		}
		n, _ := strconv.ParseInt(text, 10, 64)
		return p.vm.ToValue(n), nil
	}
	f, _ := strconv.ParseFloat(text, 64) // out of range gives ±Inf, as in JS
	return p.vm.ToValue(f), nil
}

func (p *jsonParser) digit() bool {
	return p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9'
}

func (p *jsonParser) digits() {
	for p.digit() {
		p.i++
	}
}

func (p *jsonParser) stringValue() (goja.Value, error) {
	text, units, err := p.string()
	if err != nil {
		return nil, err
	}
	if units != nil {
		return goja.StringFromUTF16(units), nil
	}
	return p.vm.ToValue(text), nil
}

// string reads a string: a slice of the document when it has no escapes, else
// UTF-16, for an escape may make an unpaired surrogate.
func (p *jsonParser) string() (string, []uint16, error) {
	p.i++
	start := p.i
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case c == '"':
			text := p.s[start:p.i]
			p.i++
			return text, nil, nil
		case c == '\\':
			return p.escaped(utf16.Encode([]rune(p.s[start:p.i])))
		case c < 0x20:
			return "", nil, p.at(p.i, "Bad control character in string literal in JSON at position")
		default:
			p.i++
		}
	}
	return "", nil, p.at(p.i, "Unterminated string in JSON at position")
}

func (p *jsonParser) escaped(u []uint16) (string, []uint16, error) {
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case c == '"':
			p.i++
			if u == nil {
				u = []uint16{}
			}
			return "", u, nil
		case c == '\\':
			p.i++
			unit, err := p.escape()
			if err != nil {
				return "", nil, err
			}
			u = append(u, unit)
		case c < 0x20:
			return "", nil, p.at(p.i, "Bad control character in string literal in JSON at position")
		case c < utf8.RuneSelf:
			u = append(u, uint16(c))
			p.i++
		default:
			r, n := utf8.DecodeRuneInString(p.s[p.i:])
			u = utf16.AppendRune(u, r)
			p.i += n
		}
	}
	return "", nil, p.at(p.i, "Unterminated string in JSON at position")
}

const simpleEscapes = "\"\"\\\\//b\bf\fn\nr\rt\t"

func (p *jsonParser) escape() (uint16, error) {
	if p.i >= len(p.s) {
		return 0, p.unexpected()
	}
	c := p.s[p.i]
	if c == 'u' {
		p.i++
		var unit uint16
		for range 4 {
			if p.i >= len(p.s) {
				return 0, p.at(p.i, "Bad Unicode escape in JSON at position")
			}
			digit, ok := hexDigit(p.s[p.i])
			if !ok {
				return 0, p.at(p.i, "Bad Unicode escape in JSON at position")
			}
			unit = unit<<4 | uint16(digit)
			p.i++
		}
		return unit, nil
	}
	for k := 0; k < len(simpleEscapes); k += 2 {
		if simpleEscapes[k] == c {
			p.i++
			return uint16(simpleEscapes[k+1]), nil
		}
	}
	return 0, p.at(p.i, "Bad escaped character in JSON at position")
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// at is V8's error with a place: position, line and column in UTF-16 units.
func (p *jsonParser) at(i int, what string) error {
	before := p.s[:i]
	position := utf16Len(before)
	line := 1
	lineStart := 0
	for k := 0; k < len(before); k++ {
		if before[k] == '\n' || before[k] == '\r' && !(k+1 < len(p.s) && p.s[k+1] == '\n') {
			line++
			lineStart = k + 1
		}
	}
	column := utf16Len(before[lineStart:]) + 1
	return jsloop.Errorf("SyntaxError", "%s %d (line %d column %d)", what, position, line, column)
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

// unexpected is V8's error for a token that cannot stand here; it quotes up to
// ten characters on each side.
func (p *jsonParser) unexpected() error {
	const context = 10
	if p.i >= len(p.s) {
		return jsloop.Errorf("SyntaxError", "Unexpected end of JSON input")
	}
	switch c := p.s[p.i]; {
	case c == '"':
		return p.at(p.i, "Unexpected string in JSON at position")
	case c == '-' || c >= '0' && c <= '9':
		return p.at(p.i, "Unexpected number in JSON at position")
	}
	switch p.s {
	case "undefined", "NaN", "Infinity", "[object Object]":
		return jsloop.Errorf("SyntaxError", "%q is not valid JSON", p.s)
	}
	units := utf16.Encode([]rune(p.s))
	position := utf16Len(p.s[:p.i])
	start, end := 0, len(units)
	before, after := "", ""
	if len(units) > 2*context {
		if position >= context {
			start, before = position-context, "..."
		}
		if position < len(units)-context {
			end, after = position+context, "..."
		}
	}
	token := string(utf16.Decode(units[position : position+1]))
	quoted := string(utf16.Decode(units[start:end]))
	var b strings.Builder
	fmt.Fprintf(&b, "Unexpected token '%s', %s\"%s\"%s is not valid JSON", token, before, quoted, after)
	return jsloop.Errorf("SyntaxError", "%s", b.String())
}
