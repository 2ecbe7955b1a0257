// Package clone is structuredClone.
//
// Specification: https://html.spec.whatwg.org/multipage/structured-data.html
// Errors keep their own properties, as workerd has it; platform objects other
// than Headers, Request, Response, Blob and DOMException are refused, as workerd
// refuses them.
package clone

import (
	_ "embed"
	"reflect"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Class installs structuredClone.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "clone" }

//go:embed clone.js
var source string

var script = jsloop.NewScript("clone/clone.js", source)

// Module is the script as an ES module for Node.
func Module() []byte {
	return []byte("// structuredClone as Workers have it: what it clones and what it says otherwise.\n" +
		"export default " + source[strings.Index(source, "(function"):])
}

var (
	promiseType = reflect.TypeFor[*goja.Promise]()
	proxyType   = reflect.TypeFor[goja.Proxy]()
)

// Install defines structuredClone in l's VM.
func (Class) Install(l *jsloop.Loop) error {
	load := globals.Once(l, script, map[string]jsloop.Native{
		// uncloneable(object) tells apart what a script cannot.
		"uncloneable": func(call goja.FunctionCall) goja.Value {
			t := call.Argument(0).ExportType()
			return l.VM().ToValue(t == promiseType || t == proxyType)
		},
		"detached": func(call goja.FunctionCall) goja.Value {
			b, ok := call.Argument(0).Export().(goja.ArrayBuffer)
			return l.VM().ToValue(ok && b.Detached())
		},
	})
	with := func(call goja.FunctionCall) goja.Value {
		parts, err := load()
		if err != nil {
			l.Throw(err)
		}
		f, _ := goja.AssertFunction(parts.Get("cloneWith"))
		v, err := f(goja.Undefined(), call.Arguments...)
		if err != nil {
			globals.Rethrow(l, err)
		}
		return v
	}
	// cloneWith(value, special) is what RPC copies with; see cloner in clone.js.
	if err := l.Internals().Set("cloneWith", with); err != nil {
		return err
	}
	return globals.LazyMethods(l, l.VM().GlobalObject(), load, map[string]int{"structuredClone": 0})
}
