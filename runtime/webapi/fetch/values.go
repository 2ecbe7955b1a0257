package fetch

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/blob"
	"github.com/w2c-dev/w2c/runtime/webapi/jsg"
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
	natives["reason"] = func(c goja.FunctionCall) goja.Value {
		return vm.ToValue(http.StatusText(int(c.Argument(0).ToInteger())))
	}
	natives["mimeType"] = func(c goja.FunctionCall) goja.Value { return vm.ToValue(blobType(c.Argument(0).String())) }
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
	natives["encode"] = func(c goja.FunctionCall) goja.Value { return l.Uint8Array(jsg.WTF8(c.Argument(0))) }
	natives["decode"] = func(c goja.FunctionCall) goja.Value { return blob.Text(l, c.Argument(0)) }
	natives["utf8Length"] = func(c goja.FunctionCall) goja.Value { return vm.ToValue(len(jsg.WTF8(c.Argument(0)))) }
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
		return vm.ToValue(strings.TrimPrefix(jsg.Text(v), "\ufeff"))
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
