// Package fetch is Headers, Request, Response and fetch() for a goja VM, and
// the Go side of them: how a host hands a request in, takes a response out and
// carries what the script fetches.
//
// The classes are JS with private fields (subclasses and spreads behave), but
// lean: headers, signal, cf and the body of an incoming request stay in Go
// until a script asks for them. Error texts are workerd's.
//
// Spec: https://fetch.spec.whatwg.org/
package fetch

import (
	"embed"
	"errors"
	"net/http"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed js/*.js
var files embed.FS

// core is what every Worker needs at its first answer; rest is compiled when a
// script first touches Headers, fetch, a body or an unusual argument.
var (
	core = jsloop.NewScriptFrom("w2c:fetch.js", scriptText("core"))
	rest = jsloop.NewScriptFrom("w2c:fetch/rest.js", scriptText("headers", "body", "request", "response", "fetch"))
)

// scriptText makes a function whose scope the files share.
func scriptText(parts ...string) func() string {
	return func() string {
		var b strings.Builder
		b.WriteString("(function (native, internals) {\n\"use strict\";\n")
		for _, p := range parts {
			text, err := files.ReadFile("js/" + p + ".js")
			if err != nil {
				panic(err) // embedded above
			}
			b.Write(text)
		}
		b.WriteString("})")
		return b.String()
	}
}

// Class is the entry for webapi.Classes; it needs events, url, streams and blob.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "fetch" }

// state is what Go keeps of fetch in one VM.
type state struct {
	l         *jsloop.Loop
	transport http.RoundTripper

	makeResponse, take, isResponse, load goja.Callable

	construct func(newTarget *goja.Object, args ...goja.Value) (*goja.Object, error) // Body's
	request   *goja.Object                                                           // the class
	token     goja.Value
	direct    *direct

	// common values, made once
	null, yes, manual, get goja.Value
	// out is where native.out leaves what take found.
	out *Outgoing
}

const stateKey = "fetch:go"

// Install defines the globals and internals.fetch.
func (Class) Install(l *jsloop.Loop) error {
	vm := l.VM()
	s := &state{l: l, null: goja.Null(), yes: vm.ToValue(true), manual: vm.ToValue("manual"), get: vm.ToValue(http.MethodGet)}
	natives := map[string]jsloop.Native{}
	s.addValues(natives)
	s.addIncoming(natives)
	s.addBody(natives)
	s.addOutgoing(natives)
	s.addStart(natives)
	s.addDirect(natives)
	// rest(core) runs the other files with what core.js gives them.
	natives["rest"] = func(c goja.FunctionCall) goja.Value {
		natives["core"] = func(goja.FunctionCall) goja.Value { return c.Argument(0) }
		v, err := rest.Run(l, natives)
		if err != nil {
			l.Throw(err)
		}
		if s.direct != nil {
			s.direct.headers = v.ToObject(vm).Get("Headers").ToObject(vm)
		}
		return v
	}
	v, err := core.Run(l, natives)
	if err != nil {
		return err
	}
	exports, ok := v.(*goja.Object)
	if !ok {
		return errors.New("fetch script returned nothing")
	}
	for name, f := range map[string]*goja.Callable{
		"makeResponse": &s.makeResponse, "take": &s.take, "isResponse": &s.isResponse, "load": &s.load,
	} {
		if *f, ok = goja.AssertFunction(exports.Get(name)); !ok {
			return errors.New("fetch script does not export " + name)
		}
	}
	if s.construct, ok = goja.AssertConstructor(exports.Get("Body")); !ok {
		return errors.New("fetch script does not export Body")
	}
	s.direct = newDirect(vm, exports)
	s.request, s.token = exports.Get("Request").ToObject(vm), exports.Get("token")
	if err := globals.Lazy(l, vm.GlobalObject(), s.rest, "Headers", "Fetcher", "fetch"); err != nil {
		return err
	}
	return l.Internals().Set(stateKey, l.Wrap(s))
}

// rest is what the other files export.
func (s *state) rest() (*goja.Object, error) {
	v, err := s.l.Call(s.load, nil)
	if err != nil {
		return nil, err
	}
	return v.(*goja.Object), nil
}

func stateOf(l *jsloop.Loop) *state {
	s, ok := jsloop.Unwrap[*state](l.Internals().Get(stateKey))
	if !ok {
		l.ThrowType("fetch is not installed")
	}
	return s
}

// Precompile readies the script before the first isolate asks for it.
func Precompile() { core.Compile() }
