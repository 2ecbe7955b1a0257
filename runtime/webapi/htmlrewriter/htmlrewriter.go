// Package htmlrewriter is HTMLRewriter for a goja VM: html does the rewriting,
// here are the classes a script sees and the goroutine that carries a body
// through, calling handlers on the loop.
//
// Differences from Cloudflare: none known but that handlers get no
// AbortSignal-like end when their request is cancelled; they simply stop.
package htmlrewriter

import (
	_ "embed"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
	"github.com/w2c-dev/w2c/runtime/webapi/htmlrewriter/html"
)

// Class is the entry for webapi.Classes; it needs jsg, streams, fetch and clone.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "htmlrewriter" }

//go:embed htmlrewriter.js
var source string

var script = jsloop.NewScript("w2c:htmlrewriter.js", source)

// Install defines HTMLRewriter, late.
func (Class) Install(l *jsloop.Loop) error {
	load := globals.Once(l, script, map[string]jsloop.Native{
		"selector": func(c goja.FunctionCall) goja.Value {
			text := (&classes{l: l}).text(c.Argument(0))
			s, err := html.ParseSelector(text)
			if err != nil {
				l.Throw(parserError(err))
			}
			return l.Wrap(s)
		},
		"charset": func(c goja.FunctionCall) goja.Value { return l.VM().ToValue(charsetOf(c.Argument(0).String())) },
		"start":   start(l),
	})
	return globals.Lazy(l, l.VM().GlobalObject(), load, "HTMLRewriter")
}

// parserError is an error of the rewriter as workerd shows it.
func parserError(err error) error {
	return jsloop.Errorf("TypeError", "Parser error: %s", err.Error())
}
