package es

import (
	_ "embed"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed proxy.js
var proxySource string

var proxyScript = jsloop.NewScript("es/proxy.js", proxySource)

// installProxy replaces Proxy, at its first use, by one whose apply and construct
// traps may keep their arguments.
func installProxy(l *jsloop.Loop) error {
	own := l.VM().Get("Proxy")
	load := globals.Once(l, proxyScript, map[string]jsloop.Native{
		"Proxy": func(goja.FunctionCall) goja.Value { return own },
	})
	return globals.Lazy(l, l.VM().GlobalObject(), load, "Proxy")
}
