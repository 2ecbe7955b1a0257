package blob

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"mime"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

const crlf = "\r\n"

// escapeName is how workerd writes a name or filename: a lone \r stays.
var escapeName = strings.NewReplacer(`\`, `\\`, `"`, "%22", "\n", "%0A")

// formatForm turns [name, string | bytes, filename, type …] into [bytes, boundary].
func formatForm(l *jsloop.Loop, flat *goja.Object) goja.Value {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // it never fails
	boundary := hex.EncodeToString(raw[:])
	var items []goja.Value
	l.VM().ForOf(flat, func(v goja.Value) bool { items = append(items, v); return true })

	quote := func(s string) string {
		if strings.HasSuffix(s, `\`) {
			l.ThrowType("Name or filename can't end with backslash")
		}
		return `"` + escapeName.Replace(s) + `"`
	}
	var b bytes.Buffer
	for len(items) > 0 {
		b.WriteString("--" + boundary + crlf + "Content-Disposition: form-data; name=" + quote(items[0].String()))
		if data, ok := jsloop.Bytes(items[1]); ok {
			typ := items[3].String()
			if typ == "" {
				typ = "application/octet-stream"
			}
			b.WriteString("; filename=" + quote(items[2].String()) + crlf + "Content-Type: " + typ + crlf + crlf)
			b.Write(data)
			items = items[4:]
		} else {
			b.WriteString(crlf + crlf + items[1].String())
			items = items[2:]
		}
		b.WriteString(crlf)
	}
	b.WriteString("--" + boundary + "--")
	vm := l.VM()
	return vm.NewArray(l.Uint8Array(b.Bytes()), vm.ToValue(boundary))
}

// parseForm is the inverse, by content type.
func parseForm(l *jsloop.Loop, b []byte, contentType string) goja.Value {
	typ, params, err := mime.ParseMediaType(contentType)
	if err != nil && typ == "" {
		typ = ""
	}
	switch typ {
	case "multipart/form-data":
		boundary := params["boundary"]
		if boundary == "" {
			l.ThrowType("No boundary string in Content-Type header. The multipart/form-data MIME type requires a boundary parameter, " +
				"e.g. 'Content-Type: multipart/form-data; boundary=\"abcd\"'. See RFC 7578, section 4.")
		}
		return parseMultipart(l, b, boundary)
	case "application/x-www-form-urlencoded":
		if cs := strings.ToLower(params["charset"]); cs != "" && cs != "utf-8" && cs != "utf8" {
			l.ThrowType("Non-utf-8 application/x-www-form-urlencoded body.")
		}
		return parseURLEncoded(l, b)
	}
	l.ThrowType("Unrecognized Content-Type header value. FormData can only parse the following MIME types: " +
		"multipart/form-data, application/x-www-form-urlencoded")
	return nil
}

func parseURLEncoded(l *jsloop.Loop, b []byte) goja.Value {
	var flat []any
	for _, pair := range bytes.Split(b, []byte("&")) {
		if len(pair) == 0 {
			continue
		}
		name, value, _ := bytes.Cut(pair, []byte("="))
		flat = append(flat, unescapeForm(name), unescapeForm(value))
	}
	return l.VM().NewArray(flat...)
}

func unescapeForm(b []byte) string {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '+':
			out = append(out, ' ')
		case c == '%' && i+2 < len(b) && isHex(b[i+1]) && isHex(b[i+2]):
			out = append(out, unhex(b[i+1])<<4|unhex(b[i+2]))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return jsloop.DecodeUTF8(out)
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}

// parseMultipart reads multipart/form-data as leniently as workerd does: bare
// line feeds end lines, text before the first boundary is skipped.
func parseMultipart(l *jsloop.Loop, b []byte, boundary string) goja.Value {
	flat, err := readMultipart(b, boundary)
	if err != nil {
		l.Throw(err)
	}
	values := make([]any, len(flat))
	for i, v := range flat {
		if data, ok := v.([]byte); ok {
			values[i] = l.Uint8Array(bytes.Clone(data))
		} else {
			values[i] = v
		}
	}
	return l.VM().NewArray(values...)
}

// readMultipart gives name, string for each field and name, bytes, filename, type
// for each file.
func readMultipart(b []byte, boundary string) ([]any, error) {
	refuse := func(text string) ([]any, error) { return nil, jsloop.Errorf("TypeError", "%s", text) }
	delimiter := []byte("\n--" + boundary)
	// The first boundary needs no line before it.
	if _, b, _ = bytes.Cut(b, delimiter[1:]); len(b) == 0 {
		return refuse("No initial boundary string (or you have a truncated message).")
	}
	var flat []any
	for {
		switch {
		case bytes.HasPrefix(b, []byte("\n")):
			b = b[1:]
		case bytes.HasPrefix(b, []byte(crlf)):
			b = b[2:]
		case bytes.HasPrefix(b, []byte("--")):
			return flat, nil
		default:
			return refuse("Boundary string was not succeeded by CRLF, LF, or '--'.")
		}
		head, body, ok := cutHead(b)
		if !ok {
			return refuse("No multipart message header termination found.")
		}
		p, ok := parseHead(head)
		if !ok {
			return refuse("FormData part had invalid headers.")
		}
		switch {
		case p.disposition == "":
			return refuse("No valid Content-Disposition header found in FormData part.")
		case p.disposition != "form-data":
			return refuse("Content-Disposition header for FormData part must have the value \"form-data\", possibly followed by parameters. Got: \"" + p.disposition + "\"")
		case p.name == nil:
			return refuse("Content-Disposition header in FormData part is missing a name.")
		}
		content, rest, _ := bytes.Cut(body, delimiter)
		if len(rest) == 0 {
			return refuse("No subsequent boundary string after multipart message.")
		}
		b = rest
		content = bytes.TrimSuffix(content, []byte("\r"))
		if p.filename == nil {
			flat = append(flat, *p.name, jsloop.DecodeUTF8(content))
		} else {
			flat = append(flat, *p.name, content, *p.filename, p.contentType)
		}
	}
}

// cutHead splits a part at its empty line. A part without any header has none.
func cutHead(b []byte) (head, body []byte, ok bool) {
	i := bytes.IndexByte(b, '\n') + 1
	if i == 0 {
		return nil, nil, false
	}
	for i < len(b) {
		n := bytes.IndexByte(b[i:], '\n')
		if n < 0 {
			return nil, nil, false
		}
		if line := bytes.TrimSuffix(b[i:i+n], []byte("\r")); len(line) == 0 {
			return b[:i], b[i+n+1:], true
		}
		i += n + 1
	}
	return nil, nil, false
}

type partHead struct {
	disposition    string // "form-data", or "" without the header
	name, filename *string
	contentType    string
}

// parseHead reads a part's headers. It reports false for a line that is none.
func parseHead(head []byte) (partHead, bool) {
	var p partHead
	for line := range strings.SplitSeq(strings.TrimSuffix(string(head), "\n"), "\n") {
		key, value, ok := strings.Cut(strings.TrimSuffix(line, "\r"), ":")
		if !ok || key == "" || strings.ContainsAny(key, " \t") || strings.Contains(value, "\x00") {
			return p, false
		}
		switch strings.ToLower(key) {
		case "content-disposition":
			value = strings.TrimSpace(value)
			end := strings.IndexAny(value, "; \t")
			if end < 0 {
				end = len(value)
			}
			p.disposition = value[:end]
			p.name, p.filename = dispositionParams(value[end:])
		case "content-type":
			p.contentType = strings.TrimSpace(value)
		}
	}
	return p, true
}

// dispositionParams finds name="…" and filename="…". Only quoted values count,
// a backslash protects the next byte; what is behind an empty value, or one that
// does not end, is not seen.
func dispositionParams(rest string) (name, filename *string) {
	for {
		_, after, ok := strings.Cut(rest, ";")
		if !ok {
			return name, filename
		}
		key, after, ok := strings.Cut(after, "=")
		if !ok {
			return name, filename
		}
		key, after = strings.TrimSpace(key), strings.TrimLeft(after, " \t")
		if !strings.HasPrefix(after, `"`) {
			rest = after
			continue
		}
		var value strings.Builder
		i := 1
		for ; i < len(after) && after[i] != '"'; i++ {
			if after[i] == '\\' && i+1 < len(after) {
				i++
			}
			value.WriteByte(after[i])
		}
		if i >= len(after) || value.Len() == 0 {
			return name, filename
		}
		rest = after[i:]
		text := jsloop.DecodeUTF8([]byte(value.String()))
		switch {
		case strings.EqualFold(key, "name"):
			name = &text
		case strings.EqualFold(key, "filename"):
			filename = &text
		}
	}
}
