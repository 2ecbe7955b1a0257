// Package jsg is what workerd's classes have in common, whichever API they are
// of: how arguments become C++ values and what iterators look like. It defines
// no global.
package jsg

import (
	_ "embed"
	"strings"
	"unicode/utf16"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed jsg.js
var source string

var script = jsloop.NewScript("w2c:jsg.js", source)

// Class is the entry for webapi.Classes; it needs events.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "jsg" }

// Install defines internals.jsg, late.
func (Class) Install(l *jsloop.Loop) error {
	load := globals.Once(l, script, map[string]jsloop.Native{
		"wtf8": func(c goja.FunctionCall) goja.Value { return repaired(l, c.Argument(0), threefold) },
		"usv":  func(c goja.FunctionCall) goja.Value { return repaired(l, c.Argument(0), goja.Value.String) },
	})
	return globals.Lazy(l, l.Internals(), load, "jsg")
}

// repaired is v, or what repair makes of it when it may have lone surrogates:
// Go's text of one has a replacement character.
func repaired(l *jsloop.Loop, v goja.Value, repair func(goja.Value) string) goja.Value {
	if !strings.ContainsRune(v.String(), 0xFFFD) {
		return v
	}
	return l.VM().ToValue(repair(v))
}

// threefold is v with three replacement characters for each lone surrogate.
func threefold(v goja.Value) string {
	s, ok := v.(goja.String)
	if !ok {
		return v.String()
	}
	var b strings.Builder
	units := make([]uint16, s.Length())
	for i := range units {
		units[i] = s.CharAt(i)
	}
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if utf16.IsSurrogate(r) {
			if i+1 < len(units) {
				if pair := utf16.DecodeRune(r, rune(units[i+1])); pair != 0xFFFD {
					b.WriteRune(pair)
					i++
					continue
				}
			}
			b.WriteString("\uFFFD\uFFFD\uFFFD")
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Text is v as it comes back from workerd's UTF-8.
func Text(v goja.Value) string {
	if s := v.String(); !strings.ContainsRune(s, 0xFFFD) {
		return s
	}
	return threefold(v)
}

// Bytes is WTF8 in a Go string.
func Bytes(v goja.Value) string {
	s := v.String()
	if text, ok := v.(goja.String); ok && text.Length() == len(s) {
		return s // ASCII
	}
	if !strings.ContainsRune(s, 0xFFFD) {
		return s
	}
	return string(WTF8(v))
}

// WTF8 is v in the bytes workerd makes of a string: a lone surrogate stays what
// it is, three bytes that are no UTF-8.
func WTF8(v goja.Value) []byte {
	s, ok := v.(goja.String)
	if !ok {
		return []byte(v.String())
	}
	if text := s.String(); !strings.ContainsRune(text, 0xFFFD) {
		return []byte(text)
	}
	n := s.Length()
	b := make([]byte, 0, n+n/2)
	for i := 0; i < n; i++ {
		r := rune(s.CharAt(i))
		if utf16.IsSurrogate(r) && i+1 < n {
			if pair := utf16.DecodeRune(r, rune(s.CharAt(i+1))); pair != 0xFFFD {
				b = append(b, string(pair)...)
				i++
				continue
			}
		}
		if utf16.IsSurrogate(r) {
			b = append(b, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0xBF, 0x80|byte(r)&0xBF)
			continue
		}
		b = append(b, string(r)...)
	}
	return b
}
