package project

// The configuration as a tree in which every key and value knows its place.
// TOML and JSONC both become this tree, so that nothing after the two parsers
// asks which format the user wrote. Decoding into Go structs would be shorter
// and would lose the places, and a diagnostic without a place is half of one.

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/w2c-dev/w2c/transform/diag"
)

type kind int

const (
	object kind = iota
	array
	text
	number
	boolean
	null
	date // TOML only; JSON has none, and wrangler refuses it wherever it matters
)

// value is one value. raw is its JSON for scalars, str the decoded string of
// text; the span is the value's own place (for a TOML table its header).
type value struct {
	kind   kind
	span   diag.Span
	raw    string
	str    string
	fields []field
	items  []*value
}

type field struct {
	name string
	key  diag.Span
	val  *value
}

func (v *value) field(name string) *field {
	if v == nil || v.kind != object {
		return nil
	}
	for i := range v.fields {
		if v.fields[i].name == name {
			return &v.fields[i]
		}
	}
	return nil
}

// get returns the value at a path of object keys, nil when there is none.
func (v *value) get(names ...string) *value {
	for _, n := range names {
		f := v.field(n)
		if f == nil {
			return nil
		}
		v = f.val
	}
	return v
}

// set adds a field; a second one of the same name replaces the value and keeps
// the first one's rank, as JavaScript objects do.
func (v *value) set(name string, key diag.Span, val *value) {
	if f := v.field(name); f != nil {
		f.key, f.val = key, val
		return
	}
	v.fields = append(v.fields, field{name, key, val})
}

func (v *value) string() string {
	if v == nil || v.kind != text {
		return ""
	}
	return v.str
}

func (v *value) strings() []string {
	if v == nil || v.kind != array {
		return nil
	}
	var out []string
	for _, i := range v.items {
		if i.kind == text {
			out = append(out, i.str)
		}
	}
	return out
}

func (v *value) bool() bool { return v != nil && v.kind == boolean && v.raw == "true" }

// stringMap is the value as name → string; entries of other types are left out.
func (v *value) stringMap() map[string]string {
	if v == nil || v.kind != object || len(v.fields) == 0 {
		return nil
	}
	out := map[string]string{}
	for _, f := range v.fields {
		if f.val.kind == text {
			out[f.name] = f.val.str
		}
	}
	return out
}

// json is the value as compact JSON, keys in the order of the file.
func (v *value) json() json.RawMessage {
	var b bytes.Buffer
	v.write(&b)
	return b.Bytes()
}

func (v *value) write(b *bytes.Buffer) {
	switch v.kind {
	case object:
		b.WriteByte('{')
		for i, f := range v.fields {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quote(f.name))
			b.WriteByte(':')
			f.val.write(b)
		}
		b.WriteByte('}')
	case array:
		b.WriteByte('[')
		for i, v := range v.items {
			if i > 0 {
				b.WriteByte(',')
			}
			v.write(b)
		}
		b.WriteByte(']')
	case text:
		b.WriteString(quote(v.str))
	default:
		b.WriteString(v.raw)
	}
}

func quote(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return strconv.Quote(s) // unreachable: every Go string encodes
	}
	return string(bytes.TrimRight(b.Bytes(), "\n"))
}

// places lists every path below v with its span, for Project.Span. A scalar is
// underlined where its value stands, a container where its key does.
func (v *value) places(path string, key diag.Span, into map[string]diag.Span) {
	switch v.kind {
	case object:
		into[path] = key
		for _, f := range v.fields {
			p := f.name
			if path != "" {
				p = path + "." + f.name
			}
			f.val.places(p, f.key, into)
		}
	case array:
		into[path] = key
		for i, item := range v.items {
			item.places(path+"["+strconv.Itoa(i)+"]", item.span, into)
		}
	default:
		into[path] = v.span
	}
}
