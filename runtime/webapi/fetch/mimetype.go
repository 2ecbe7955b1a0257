package fetch

import (
	"encoding/base64"
	"strings"
)

// Content types as the MIME Sniffing Standard parses and writes them, and what
// needs them: the type of a blob and data: URLs.

// mimeType is a parsed content type.
type mimeType struct {
	essence string // "text/html"
	params  []mimeParam
}

type mimeParam struct{ name, value string }

const httpSpace = " \t\n\r"

// parseMIME follows https://mimesniff.spec.whatwg.org/#parse-a-mime-type.
func parseMIME(s string) (mimeType, bool) {
	s = strings.Trim(s, httpSpace)
	typ, rest, ok := strings.Cut(s, "/")
	subtype, rest, _ := strings.Cut(rest, ";")
	subtype = strings.TrimRight(subtype, httpSpace)
	if !ok || !isToken(typ) || !isToken(subtype) {
		return mimeType{}, false
	}
	m := mimeType{essence: asciiLower(typ + "/" + subtype)}
	for rest != "" {
		rest = strings.TrimLeft(rest, httpSpace)
		i := strings.IndexAny(rest, ";=")
		if i < 0 {
			break
		}
		name := asciiLower(rest[:i])
		more := rest[i] == '='
		rest = rest[i+1:]
		if !more {
			continue
		}
		if rest == "" {
			break
		}
		var value string
		quoted := rest[0] == '"'
		if quoted {
			value, rest = quotedString(rest)
			_, rest, _ = strings.Cut(rest, ";")
		} else {
			value, rest, _ = strings.Cut(rest, ";")
			if value = strings.TrimRight(value, httpSpace); value == "" {
				continue
			}
		}
		if isToken(name) && quotable(value) && !m.has(name) {
			m.params = append(m.params, mimeParam{name, value})
		}
	}
	return m, true
}

func (m mimeType) has(name string) bool {
	_, ok := m.param(name)
	return ok
}

func (m mimeType) param(name string) (string, bool) {
	for _, p := range m.params {
		if p.name == name {
			return p.value, true
		}
	}
	return "", false
}

// quotedString is the value of a string that begins with a quote, and what is
// behind it. A missing last quote is forgiven.
func quotedString(s string) (value, rest string) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return b.String(), s[i+1:]
		case c == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), ""
}

func isToken(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 || !tokenByte[s[i]] {
			return false
		}
	}
	return s != ""
}

// quotable says whether a value may stand in quotes.
func quotable(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7F {
			return false
		}
	}
	return true
}

// String writes the type as the standard does.
func (m mimeType) String() string {
	var b strings.Builder
	b.WriteString(m.essence)
	for _, p := range m.params {
		b.WriteString(";" + p.name + "=")
		if isToken(p.value) {
			b.WriteString(p.value)
			continue
		}
		b.WriteString(`"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(p.value) + `"`)
	}
	return b.String()
}

// extractMIME is the type that a Content-Type header names, which may have come
// several times: https://fetch.spec.whatwg.org/#concept-header-extract-mime-type
func extractMIME(header string) (mimeType, bool) {
	var found mimeType
	var ok bool
	charset := ""
	for _, part := range splitHeader(header) {
		m, valid := parseMIME(part)
		if !valid || m.essence == "*/*" {
			continue
		}
		if !ok || m.essence != found.essence {
			charset, _ = m.param("charset")
		} else if !m.has("charset") && charset != "" {
			m.params = append(m.params, mimeParam{"charset", charset})
		}
		found, ok = m, true
	}
	return found, ok
}

// splitHeader splits at the commas that are not in quotes.
func splitHeader(s string) []string {
	var parts []string
	quoted, from := false, 0
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			parts = append(parts, s[from:i])
			from = i + 1
		}
	}
	return append(parts, s[from:])
}

// blobType is how blob() shows a content type.
func blobType(header string) string {
	m, ok := extractMIME(header)
	if !ok {
		return ""
	}
	return m.String()
}

// parseDataURL follows https://fetch.spec.whatwg.org/#data-url-processor. It never fails
// for its data.
func parseDataURL(s string) (typ string, data []byte, ok bool) {
	s, _, _ = strings.Cut(s, "#")
	typ, text, ok := strings.Cut(strings.TrimPrefix(s, "data:"), ",")
	if !ok {
		return "", nil, false
	}
	typ = strings.Trim(typ, httpSpace+"\f")
	data = percentDecode(text)
	if bare, is := cutBase64(typ); is {
		typ, data = bare, forgivingBase64(data)
	}
	if strings.HasPrefix(typ, ";") {
		typ = "text/plain" + typ
	}
	m, ok := parseMIME(typ)
	if !ok {
		return "text/plain;charset=US-ASCII", data, true
	}
	return m.String(), data, true
}

// cutBase64 takes the mark of base64 off a type: a semicolon, spaces, the word.
func cutBase64(typ string) (string, bool) {
	n := len(typ) - len("base64")
	if n < 0 || !strings.EqualFold(typ[n:], "base64") {
		return typ, false
	}
	bare := strings.TrimRight(typ[:n], " ")
	return strings.CutSuffix(bare, ";")
}

func percentDecode(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, lo := hexValue(s[i+1]), hexValue(s[i+2])
			if hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}

func hexValue(c byte) int {
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

// forgivingBase64 forgives more than the standard's does: workerd skips what is
// no base64 and drops what is left over at the end.
func forgivingBase64(data []byte) []byte {
	clean := make([]byte, 0, len(data))
	for _, c := range data {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '+' || c == '/' {
			clean = append(clean, c)
		}
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	out, _ := base64.RawStdEncoding.DecodeString(string(clean)) // all of it is base64
	return out
}
