package project

// TOML to tree. go-toml is run twice: once as a decoder, because only the
// decoder checks the rules that span the document (a key or table defined
// twice), and once as an event parser, because only that one knows places.

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/w2c-dev/w2c/transform/diag"
)

func parseTOML(src *source) (*value, *syntaxError) {
	var whole map[string]any
	if err := toml.Unmarshal(src.data, &whole); err != nil {
		var de *toml.DecodeError
		if errors.As(err, &de) {
			line, column := de.Position()
			return nil, &syntaxError{span: src.at(line, column), message: "not valid TOML: " + strings.TrimPrefix(de.Error(), "toml: ")}
		}
		return nil, &syntaxError{span: src.at(1, 1), message: "not valid TOML: " + strings.TrimPrefix(err.Error(), "toml: ")}
	}
	b := &tomlBuilder{src: src}
	b.parser.Reset(src.data)
	root := &value{kind: object, span: src.at(1, 1)}
	current := root
	for b.parser.NextExpression() {
		switch n := b.parser.Expression(); n.Kind {
		case unstable.Table:
			keys := b.keys(n.Key())
			current = b.open(root, keys)
		case unstable.ArrayTable:
			keys := b.keys(n.Key())
			last := keys[len(keys)-1]
			parent := b.open(root, keys[:len(keys)-1])
			f := parent.field(last.name)
			if f == nil {
				parent.set(last.name, last.span, &value{kind: array, span: last.span})
				f = parent.field(last.name)
			}
			current = &value{kind: object, span: last.span}
			f.val.items = append(f.val.items, current)
		case unstable.KeyValue:
			b.assign(current, n)
		}
	}
	if b.err != nil {
		return nil, b.err
	}
	if err := b.parser.Error(); err != nil {
		return nil, &syntaxError{span: src.at(1, 1), message: "not valid TOML: " + err.Error()}
	}
	return root, nil
}

type tomlBuilder struct {
	src    *source
	parser unstable.Parser
	err    *syntaxError // the first value that cannot be carried over
}

type tomlKey struct {
	name string
	span diag.Span
}

func (b *tomlBuilder) keys(it unstable.Iterator) []tomlKey {
	var out []tomlKey
	for it.Next() {
		n := it.Node()
		out = append(out, tomlKey{string(n.Data), b.place(n.Raw)})
	}
	return out
}

func (b *tomlBuilder) place(r unstable.Range) diag.Span {
	return b.src.span(int(r.Offset), int(r.Offset+r.Length))
}

// open walks to the table that keys name, making what is missing. An array of
// tables on the way means its last element.
func (b *tomlBuilder) open(v *value, keys []tomlKey) *value {
	for _, k := range keys {
		f := v.field(k.name)
		if f == nil {
			v.set(k.name, k.span, &value{kind: object, span: k.span})
			f = v.field(k.name)
		}
		v = f.val
		if v.kind == array && len(v.items) > 0 {
			v = v.items[len(v.items)-1]
		}
	}
	return v
}

func (b *tomlBuilder) assign(to *value, n *unstable.Node) {
	keys := b.keys(n.Key())
	last := keys[len(keys)-1]
	b.open(to, keys[:len(keys)-1]).set(last.name, last.span, b.value(n.Value(), last.span))
}

// value converts a node. Arrays have no place of their own in the parser's
// tree, so they get that of what contains them.
func (b *tomlBuilder) value(n *unstable.Node, owner diag.Span) *value {
	v := &value{span: owner}
	if n.Raw.Length > 0 {
		v.span = b.place(n.Raw)
	}
	switch n.Kind {
	case unstable.Array:
		v.kind = array
		for it := n.Children(); it.Next(); {
			if c := it.Node(); c.Kind != unstable.Comment {
				v.items = append(v.items, b.value(c, v.span))
			}
		}
	case unstable.InlineTable:
		v.kind = object
		for it := n.Children(); it.Next(); {
			if c := it.Node(); c.Kind == unstable.KeyValue {
				b.assign(v, c)
			}
		}
	case unstable.String:
		v.kind, v.str = text, string(n.Data)
	case unstable.Bool:
		v.kind, v.raw = boolean, string(n.Data)
	case unstable.Integer, unstable.Float:
		v.kind, v.raw = number, jsonNumber(string(n.Data))
		if i, ok := new(big.Int).SetString(v.raw, 10); ok && i.CmpAbs(maxSafe) > 0 && n.Kind == unstable.Integer && b.err == nil {
			b.err = &syntaxError{span: v.span, message: "not valid TOML: the integer " + v.raw + " is too large to stay exact in JavaScript", hint: "quote it"}
		}
	default:
		v.kind, v.raw = date, quote(string(n.Data))
	}
	return v
}

// maxSafe is Number.MAX_SAFE_INTEGER; wrangler's TOML parser refuses integers beyond it.
var maxSafe = big.NewInt(1<<53 - 1)

// jsonNumber writes a TOML number as JSON. inf and nan have no JSON, so they
// are null, which is what JSON.stringify makes of them.
func jsonNumber(s string) string {
	s = strings.ReplaceAll(s, "_", "")
	if i, ok := new(big.Int).SetString(strings.TrimPrefix(s, "+"), 0); ok && !leadingZero(s) {
		return i.String()
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return "null"
	}
	b, err := json.Marshal(f)
	if err != nil {
		return "null"
	}
	return string(b)
}

// leadingZero reports a number that big.Int would take for octal ("-0" is zero, "010" not TOML).
func leadingZero(s string) bool {
	s = strings.TrimLeft(s, "+-")
	return len(s) > 1 && s[0] == '0' && s[1] >= '0' && s[1] <= '9'
}
