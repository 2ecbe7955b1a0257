package fetch

import (
	"bytes"
	"encoding/base64"
	"mime"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/blob"
	weburl "github.com/w2c-dev/w2c/runtime/webapi/url"
)

// addValues defines the natives that check and convert single values.
func (s *state) addValues(natives map[string]jsloop.Native) {
	l, vm := s.l, s.l.VM()
	natives["headerName"] = func(c goja.FunctionCall) goja.Value {
		name := c.Argument(0).String()
		if !validName(name) {
			l.ThrowType("Invalid header name.")
		}
		return vm.ToValue(asciiLower(name))
	}
	natives["headerValue"] = func(c goja.FunctionCall) goja.Value {
		v := c.Argument(0).String()
		trimmed := strings.Trim(v, " \t\r\n")
		if strings.ContainsAny(trimmed, "\x00\r\n") {
			l.ThrowType("Invalid header value.")
		}
		if len(trimmed) == len(v) {
			return c.Argument(0)
		}
		return vm.ToValue(trimmed)
	}
	natives["url"] = func(c goja.FunctionCall) goja.Value {
		href, ok := weburl.Normalize(c.Argument(0).String(), "")
		if !ok {
			l.ThrowType("Invalid URL: %s", c.Argument(0).String())
		}
		return vm.ToValue(href)
	}
	natives["parseURL"] = func(c goja.FunctionCall) goja.Value {
		if href, ok := weburl.Normalize(c.Argument(0).String(), ""); ok {
			return vm.ToValue(href)
		}
		return s.null
	}
	natives["mimeType"] = func(c goja.FunctionCall) goja.Value { return vm.ToValue(normalMIME(c.Argument(0).String())) }
	natives["dataURL"] = func(c goja.FunctionCall) goja.Value {
		typ, data, ok := parseDataURL(c.Argument(0).String())
		if !ok {
			return s.null
		}
		o := vm.NewObject()
		_ = o.Set("type", typ)
		_ = o.Set("body", l.Uint8Array(data))
		return o
	}
	natives["encode"] = func(c goja.FunctionCall) goja.Value { return l.Uint8Array([]byte(c.Argument(0).String())) }
	natives["decode"] = func(c goja.FunctionCall) goja.Value { return blob.Text(l, c.Argument(0)) }
	natives["utf8Length"] = func(c goja.FunctionCall) goja.Value { return vm.ToValue(len(c.Argument(0).String())) }
	natives["copy"] = func(c goja.FunctionCall) goja.Value {
		b, _ := jsloop.CopyBytes(c.Argument(0))
		return l.Uint8Array(b)
	}
	// wellFormed is the string as it would be after a trip through UTF-8.
	natives["wellFormed"] = func(c goja.FunctionCall) goja.Value {
		v := c.Argument(0)
		text := v.String()
		if isASCII(text) {
			return v
		}
		return vm.ToValue(strings.TrimPrefix(text, "\ufeff"))
	}
}

func itoa(n int) string {
	return string([]byte{byte('0' + n/100), byte('0' + n/10%10), byte('0' + n%10)})
}

// validName is more lenient than the RFC, as workerd is: only ASCII bytes that
// are no token characters are refused.
func validName(name string) bool {
	for i := 0; i < len(name); i++ {
		if c := name[i]; c < utf8.RuneSelf && !tokenByte[c] {
			return false
		}
	}
	return true
}

var tokenByte = func() (t [128]bool) {
	for c := '0'; c <= '9'; c++ {
		t[c] = true
	}
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-32] = true, true
	}
	for _, c := range "!#$%&'*+-.^_`|~" {
		t[c] = true
	}
	return t
}()

func asciiLower(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 'A' && c <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if b[i] >= 'A' && b[i] <= 'Z' {
					b[i] += 32
				}
			}
			return string(b)
		}
	}
	return s
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// normalMIME is how blob() shows a content type.
func normalMIME(s string) string {
	typ, params, err := mime.ParseMediaType(s)
	if err != nil {
		return ""
	}
	var b strings.Builder
	b.WriteString(typ)
	// ParseMediaType loses the order; take it from the text.
	for part := range strings.SplitSeq(s, ";") {
		name, _, ok := strings.Cut(part, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		value, known := params[name]
		if !ok || !known {
			continue
		}
		delete(params, name)
		b.WriteString(";" + name + "=")
		if validName(value) && value != "" {
			b.WriteString(value)
		} else {
			b.WriteString(`"` + strings.ReplaceAll(value, `"`, `\"`) + `"`)
		}
	}
	return b.String()
}

// parseDataURL follows https://fetch.spec.whatwg.org/#data-url-processor.
func parseDataURL(s string) (typ string, data []byte, ok bool) {
	s, _, _ = strings.Cut(s, "#")
	typ, text, ok := strings.Cut(strings.TrimPrefix(s, "data:"), ",")
	if !ok {
		return "", nil, false
	}
	typ = strings.TrimSpace(typ)
	decoded, err := url.PathUnescape(text)
	if err != nil {
		decoded = text
	}
	data = []byte(decoded)
	if bare, is := cutBase64(typ); is {
		typ = bare
		clean := bytes.Map(func(r rune) rune {
			if r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '=' {
				return -1
			}
			return r
		}, data)
		if data, err = base64.RawStdEncoding.DecodeString(string(clean)); err != nil {
			return "", nil, false
		}
	}
	if strings.HasPrefix(typ, ";") {
		typ = "text/plain" + typ
	}
	if typ == "" {
		typ = "text/plain;charset=US-ASCII"
	}
	return typ, data, true
}

func cutBase64(typ string) (string, bool) {
	i := strings.LastIndexByte(typ, ';')
	if i < 0 || !strings.EqualFold(strings.TrimSpace(typ[i+1:]), "base64") {
		return typ, false
	}
	return strings.TrimSpace(typ[:i]), true
}
