package nodehost

import (
	"fmt"
	"regexp"
	"strings"
)

// Bindings give expressions on one line: `await kv(host, "LINKS", {"a":1})`.
// People read server.ts, so they are laid out as prettier would: on one line
// where it fits, with the last object of a call opened up where it does not.
// An expression of another shape is written as it came.

const width = 80

// node is a piece of an expression: a call, an object, an array, or a word.
type node struct {
	kind  byte   // '(', '{', '[' or 0 for a word
	word  string // the word itself, or what is called
	keys  []string
	items []node
}

// layOut writes expression, which begins at column after indent spaces and is
// followed by rest more characters.
func layOut(expression string, indent, column, rest int) string {
	p := &reader{s: expression}
	n, ok := p.value()
	if !ok || p.peek() != 0 {
		return expression
	}
	return n.print(indent, column, rest)
}

func (n node) flat() string {
	var parts []string
	for i, item := range n.items {
		text := item.flat()
		if n.kind == '{' {
			text = n.keys[i] + ": " + text
		}
		parts = append(parts, text)
	}
	list := strings.Join(parts, ", ")
	switch n.kind {
	case '(':
		return n.word + "(" + list + ")"
	case '[':
		return "[" + list + "]"
	case '{':
		if list == "" {
			return "{}"
		}
		return "{ " + list + " }"
	}
	return n.word
}

func (n node) print(indent, column, rest int) string {
	flat := n.flat()
	if column+len([]rune(flat))+rest <= width || len(n.items) == 0 {
		return flat
	}
	if n.kind == '(' {
		if head, ok := n.untilLast(column); ok {
			return head + n.items[len(n.items)-1].open(indent) + ")"
		}
	}
	return n.open(indent)
}

// untilLast is a call up to its last argument, when that can be opened up
// alone: it is the only object or array, and the rest fits on the line.
func (n node) untilLast(column int) (string, bool) {
	last := len(n.items) - 1
	if k := n.items[last]; k.kind != '{' && k.kind != '[' || len(k.items) == 0 {
		return "", false
	}
	head := n.word + "("
	for _, item := range n.items[:last] {
		if item.kind == '{' || item.kind == '[' {
			return "", false
		}
		head += item.flat() + ", "
	}
	return head, column+len([]rune(head))+1 <= width
}

// open writes n with one item a line.
func (n node) open(indent int) string {
	begin, end := map[byte]string{'(': n.word + "(", '[': "[", '{': "{"}[n.kind], map[byte]string{'(': ")", '[': "]", '{': "}"}[n.kind]
	var b strings.Builder
	b.WriteString(begin + "\n")
	for i, item := range n.items {
		head := strings.Repeat(" ", indent+2)
		if n.kind == '{' {
			head += n.keys[i] + ": "
		}
		b.WriteString(head + item.print(indent+2, len([]rune(head)), 1) + ",\n")
	}
	b.WriteString(strings.Repeat(" ", indent) + end)
	return b.String()
}

// reader parses the few shapes that bindings write.
type reader struct {
	s string
	i int
}

func (p *reader) peek() byte {
	for p.i < len(p.s) && p.s[p.i] == ' ' {
		p.i++
	}
	if p.i == len(p.s) {
		return 0
	}
	return p.s[p.i]
}

var (
	wordPattern   = regexp.MustCompile(`^(await )?[-\w$.]+`)
	stringPattern = regexp.MustCompile(`^"(?:[^"\\]|\\.)*"`)
)

func (p *reader) value() (node, bool) {
	switch p.peek() {
	case '"':
		text := stringPattern.FindString(p.s[p.i:])
		p.i += len(text)
		return node{word: quoted(text)}, text != ""
	case '[', '{':
		return p.list(node{kind: p.s[p.i]})
	}
	word := wordPattern.FindString(p.s[p.i:])
	p.i += len(word)
	if p.i < len(p.s) && p.s[p.i] == '(' {
		return p.list(node{kind: '(', word: word})
	}
	return node{word: word}, word != ""
}

func (p *reader) list(n node) (node, bool) {
	end := map[byte]byte{'(': ')', '[': ']', '{': '}'}[n.kind]
	p.i++
	for p.peek() != end {
		if n.kind == '{' {
			key, ok := p.value()
			if !ok || key.kind != 0 || p.peek() != ':' {
				return n, false
			}
			p.i++
			n.keys = append(n.keys, key.word)
		}
		item, ok := p.value()
		if !ok {
			return n, false
		}
		n.items = append(n.items, item)
		if p.peek() == ',' {
			p.i++
		} else if p.peek() != end {
			return n, false
		}
	}
	p.i++
	n.keys = bareKeys(n.keys)
	return n, true
}

var simpleKey = regexp.MustCompile(`^"[\p{L}_$][\p{L}\p{N}_$]*"$`)

// bareKeys takes the quotes off when every key of the object can do without.
func bareKeys(keys []string) []string {
	bare := make([]string, len(keys))
	for i, k := range keys {
		if strings.HasPrefix(k, `"`) && !simpleKey.MatchString(k) || strings.HasPrefix(k, "'") {
			return keys
		}
		bare[i] = strings.Trim(k, `"`)
	}
	return bare
}

// quoted writes a JSON string with the quotes that need fewer escapes.
func quoted(text string) string {
	double, single := strings.Count(text, `\"`), strings.Count(text, "'")
	if double <= single {
		return text
	}
	inner := text[1 : len(text)-1]
	var b strings.Builder
	for i := 0; i < len(inner); i++ {
		switch c := inner[i]; {
		case c == '\\' && inner[i+1] == '"':
			i++
			b.WriteByte('"')
		case c == '\\':
			b.WriteString(inner[i : i+2])
			i++
		case c == '\'':
			b.WriteString(`\'`)
		default:
			b.WriteByte(c)
		}
	}
	return fmt.Sprintf("'%s'", b.String())
}
