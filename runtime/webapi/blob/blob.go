// Package blob is Blob, File and FormData, and the two formats a FormData
// travels in.
//
// Specs: https://w3c.github.io/FileAPI/, https://xhr.spec.whatwg.org/#interface-formdata
package blob

import (
	"bytes"
	_ "embed"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
	"github.com/w2c-dev/w2c/runtime/webapi/jsg"
)

//go:embed blob.js
var source string

var script = jsloop.NewScript("w2c:blob.js", source)

// Class is the entry for webapi.Classes; it needs streams.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "blob" }

// Install defines the globals and internals.forms, late.
func (Class) Install(l *jsloop.Loop) error {
	load := globals.Once(l, script, map[string]jsloop.Native{
		"join":       func(c goja.FunctionCall) goja.Value { return l.Uint8Array(join(l, c.Argument(0))) },
		"decode":     func(c goja.FunctionCall) goja.Value { return Text(l, c.Argument(0)) },
		"formatForm": func(c goja.FunctionCall) goja.Value { return formatForm(l, c.Argument(0).(*goja.Object)) },
		"parseForm": func(c goja.FunctionCall) goja.Value {
			b, _ := jsloop.Bytes(c.Argument(0))
			return parseForm(l, b, c.Argument(1).String())
		},
	})
	if err := globals.Lazy(l, l.Internals(), load, "forms"); err != nil {
		return err
	}
	return globals.Lazy(l, l.VM().GlobalObject(), load, "Blob", "File", "FormData")
}

// Text is the string a typed array holds as UTF-8, without its byte order mark.
func Text(l *jsloop.Loop, v goja.Value) goja.Value {
	b, _ := jsloop.Bytes(v)
	return l.VM().ToValue(jsloop.DecodeUTF8(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))))
}

// maxBlob is workerd's limit, in bytes.
const maxBlob = 128 << 20

// join is the bytes of the strings and buffers in list, one after the other.
func join(l *jsloop.Loop, list goja.Value) []byte {
	var parts [][]byte
	n := 0
	l.VM().ForOf(list, func(v goja.Value) bool {
		b, ok := jsloop.Bytes(v)
		if !ok {
			b = jsg.WTF8(v)
		}
		parts = append(parts, b)
		n += len(b)
		return true
	})
	if limit := min(maxBlob, jsloop.Allocation()); int64(n) > limit {
		l.Throw(jsloop.Errorf("RangeError", "Blob size %d exceeds limit %d", n, limit))
	}
	out := make([]byte, 0, n)
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}
