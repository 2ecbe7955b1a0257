package project

// JSON with comments and trailing commas to tree. wrangler reads wrangler.json
// with the same parser as wrangler.jsonc, so comments are legal in both.

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/tailscale/hujson"
)

// maxDepth bounds nesting before the recursive parser sees it: Go cannot
// recover from an exhausted stack.
const maxDepth = 500

func parseJSONC(src *source) (*value, *syntaxError) {
	if at := tooDeep(src.data); at >= 0 {
		return nil, &syntaxError{span: src.span(at, at+1), message: "not valid JSON: nested deeper than 500 levels"}
	}
	if len(strings.TrimSpace(string(src.data))) == 0 {
		return nil, &syntaxError{span: src.span(0, 0), message: "not valid JSON: the file is empty"}
	}
	// The parser wants a newline after a line comment, the user need not have one.
	v, err := hujson.Parse(append(src.data[:len(src.data):len(src.data)], '\n'))
	if err != nil {
		return nil, jsonError(src, err)
	}
	return jsonValue(src, v), nil
}

var jsonPosition = regexp.MustCompile(`^hujson: line (\d+), column (\d+): (?s:(.*))$`)

func jsonError(src *source, err error) *syntaxError {
	m := jsonPosition.FindStringSubmatch(err.Error())
	if m == nil {
		return &syntaxError{span: src.at(1, 1), message: "not valid JSON: " + err.Error()}
	}
	line, _ := strconv.Atoi(m[1])
	column, _ := strconv.Atoi(m[2])
	message := strings.Replace(m[3], "unexpected EOF", "the file ends too early", 1)
	return &syntaxError{span: src.at(line, column), message: "not valid JSON: " + message}
}

func jsonValue(src *source, v hujson.Value) *value {
	out := &value{span: src.span(v.StartOffset, v.EndOffset)}
	switch t := v.Value.(type) {
	case *hujson.Object:
		out.kind = object
		for _, m := range t.Members {
			name, _ := m.Name.Value.(hujson.Literal)
			out.set(name.String(), src.span(m.Name.StartOffset, m.Name.EndOffset), jsonValue(src, m.Value))
		}
	case *hujson.Array:
		out.kind = array
		for _, e := range t.Elements {
			out.items = append(out.items, jsonValue(src, e))
		}
	case hujson.Literal:
		out.raw = string(t)
		switch t.Kind() {
		case '"':
			out.kind, out.str = text, t.String()
		case '0':
			out.kind = number
		case 'n':
			out.kind = null
		default:
			out.kind = boolean
		}
	}
	return out
}

// tooDeep returns the offset of the bracket that is one too many, or -1.
func tooDeep(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			for i++; i < len(b) && b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
		case '/':
			if i+1 < len(b) && b[i+1] == '/' {
				for i < len(b) && b[i] != '\n' {
					i++
				}
			} else if i+1 < len(b) && b[i+1] == '*' {
				end := strings.Index(string(b[i+2:]), "*/")
				if end < 0 {
					return -1
				}
				i += end + 3
			}
		case '{', '[':
			if depth++; depth > maxDepth {
				return i
			}
		case '}', ']':
			depth--
		}
	}
	return -1
}
