// Package url is URL, URLSearchParams and URLPattern.
//
// Specification: https://url.spec.whatwg.org/ and https://urlpattern.spec.whatwg.org/
// Differences from workerd: a host that mixes non-ASCII letters with characters
// such as & or = is refused.
package url

import (
	_ "embed"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Class installs the URL classes.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "url" }

//go:embed url.js
var source string

var script = jsloop.NewScript("url/url.js", source)

//go:embed pattern.js
var patternSource string

var patternScript = jsloop.NewScript("url/pattern.js", patternSource)

// Install defines the globals in l's VM.
func (Class) Install(l *jsloop.Loop) error {
	global := l.VM().GlobalObject()
	load := globals.Once(l, script, map[string]jsloop.Native{
		"parse":      parseNative(l),
		"origin":     originNative(l),
		"set":        setNative(l),
		"parseQuery": parseQueryNative(l),
		"encode": func(call goja.FunctionCall) goja.Value {
			return l.VM().ToValue(encode(call.Argument(0).String()))
		},
	})
	if err := globals.Lazy(l, global, load, "URL", "URLSearchParams"); err != nil {
		return err
	}
	// A Worker has no page, so it is nowhere: https://html.spec.whatwg.org/#dom-origin
	if err := global.DefineDataProperty("origin", l.VM().ToValue("null"), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_TRUE); err != nil {
		return err
	}
	pattern := globals.Once(l, patternScript, patternNatives(l))
	return globals.Lazy(l, global, pattern, "URLPattern")
}

// array is what the JS class keeps: href, then the places of Parts in order.
func (p Parts) array(vm *goja.Runtime) goja.Value {
	return vm.NewArray(p.Href, p.Protocol, p.Username[0], p.Username[1], p.Password[0], p.Password[1],
		p.Host[0], p.Host[1], p.Host[2], p.Pathname, p.Search, p.Hash)
}

// parse(input, base?) → array, or null when the URL is wrong.
func parseNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		var p Parts
		var ok bool
		if base := call.Argument(1); !goja.IsUndefined(base) {
			text := base.String()
			if text == "" {
				return goja.Null() // an empty base is a wrong one, unlike none
			}
			// An absolute input needs no base, but a wrong base is an error still.
			if _, ok := Parse(text, ""); !ok {
				return goja.Null()
			}
			p, ok = Parse(call.Argument(0).String(), text)
		} else {
			p, ok = Parse(call.Argument(0).String(), "")
		}
		if !ok {
			return goja.Null()
		}
		return p.array(l.VM())
	}
}

func originNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		p, _ := Parse(call.Argument(0).String(), "")
		return l.VM().ToValue(p.Origin())
	}
}

// set(href, component, value) → array. A value that is wrong changes nothing.
func setNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		u, err := parser.Parse(call.Argument(0).String())
		if err != nil {
			return goja.Null()
		}
		value := call.Argument(2).String()
		switch call.Argument(1).String() {
		case "protocol":
			u.SetProtocol(value)
		case "username":
			u.SetUsername(value)
		case "password":
			u.SetPassword(value)
		case "host":
			u.SetHost(value)
		case "hostname":
			u.SetHostname(value)
		case "port":
			u.SetPort(value)
		case "pathname":
			u.SetPathname(value)
		case "search":
			u.SetSearch(value)
		case "hash":
			u.SetHash(value)
		}
		return partsOf(u).array(l.VM())
	}
}

func parseQueryNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		pairs := parseQuery(call.Argument(0).String())
		items := make([]any, len(pairs))
		for i, s := range pairs {
			items[i] = s
		}
		return l.VM().NewArray(items...)
	}
}
