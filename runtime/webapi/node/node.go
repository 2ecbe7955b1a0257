// Package node provides the modules of Node that workerd gives a Worker under
// nodejs_compat, with workerd's answers: node:buffer, node:events, node:stream …
// Nothing of a module is compiled before its first import.
//
// Specification: https://nodejs.org/docs/latest-v22.x/api/ and
// https://developers.cloudflare.com/workers/runtime-apis/nodejs/
package node

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/compat"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
	"github.com/w2c-dev/w2c/runtime/webapi/module"
	"github.com/w2c-dev/w2c/runtime/webapi/node/crypto"
	"github.com/w2c-dev/w2c/runtime/webapi/node/nodemod"
	"github.com/w2c-dev/w2c/runtime/webapi/node/zlib"
)

// Class is the entry for webapi.Classes. It must come after module.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "node" }

// packages are the modules that lie in packages of their own.
var packages = []func() []nodemod.Module{crypto.Modules, zlib.Modules}

//go:embed js
var files embed.FS

// scripts holds the compiled modules of the process.
var scripts sync.Map // name → nodemod.Module

// find returns a module by its name without "node:".
func find(name string) (nodemod.Module, bool) {
	if m, ok := scripts.Load(name); ok {
		return m.(nodemod.Module), true
	}
	for _, list := range packages {
		for _, m := range list() {
			if m.Name == name {
				kept, _ := scripts.LoadOrStore(name, m)
				return kept.(nodemod.Module), true
			}
		}
	}
	source, ok := source(name)
	if !ok {
		return nodemod.Module{}, false
	}
	m := nodemod.Module{Name: name, Script: jsloop.NewScript("node:"+name, source), Natives: natives[name]}
	kept, _ := scripts.LoadOrStore(name, m)
	return kept.(nodemod.Module), true
}

// source reads a module's script: "fs/promises" lies in js/fs_promises.js, a
// bundled npm package in a file that ends in .gen.js. aliases are the rest.
func source(name string) (string, bool) {
	file := "js/" + strings.ReplaceAll(name, "/", "_")
	if !strings.HasPrefix(name, "internal/") && !slices.Contains(builtinNames(), name) {
		return "", false
	}
	for _, ext := range []string{".js", ".gen.js"} {
		if b, err := files.ReadFile(file + ext); err == nil {
			return string(b), true
		}
	}
	if expr, ok := aliases()[name]; ok {
		return `(function (native, internals) { "use strict"; const { require } = internals.node; return ` + expr + `; })`, true
	}
	return "", false
}

// aliases are the modules that are a part of another one.
var aliases = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"_http_agent":         `(({ Agent, globalAgent }) => ({ Agent, globalAgent }))(require("http"))`,
		"_http_client":        `({ ClientRequest: require("http").ClientRequest })`,
		"_http_incoming":      `({ IncomingMessage: require("http").IncomingMessage })`,
		"_http_outgoing":      `(({ OutgoingMessage, validateHeaderName, validateHeaderValue }) => ({ OutgoingMessage, validateHeaderName, validateHeaderValue }))(require("http"))`,
		"_http_server":        `(({ STATUS_CODES, Server, ServerResponse }) => ({ STATUS_CODES, Server, ServerResponse }))(require("http"))`,
		"_stream_duplex":      `require("stream").Duplex`,
		"_stream_passthrough": `require("stream").PassThrough`,
		"_stream_readable":    `require("stream").Readable`,
		"_stream_transform":   `require("stream").Transform`,
		"_stream_writable":    `require("stream").Writable`,
		"_tls_common":         `(({ createSecureContext, SecureContext }) => ({ createSecureContext, SecureContext }))(require("tls"))`,
		"_tls_wrap":           `(({ connect, TLSSocket }) => ({ connect, TLSSocket }))(require("tls"))`,
		"assert/strict":       `require("assert").strict`,
		"dns/promises":        `require("dns").promises`,
		"fs/promises":         `require("fs").promises`,
		"child_process":       `require("internal/stubs")("child_process")`,
		"cluster":             `require("internal/stubs")("cluster")`,
		"dgram":               `require("internal/stubs")("dgram")`,
		"domain":              `require("internal/stubs")("domain")`,
		"http2":               `require("internal/stubs")("http2")`,
		"inspector":           `require("internal/stubs")("inspector")`,
		"inspector/promises":  `require("internal/stubs")("inspector/promises")`,
		"readline":            `require("internal/stubs")("readline")`,
		"readline/promises":   `require("internal/stubs")("readline/promises")`,
		"repl":                `require("internal/stubs")("repl")`,
		"trace_events":        `require("internal/stubs")("trace_events")`,
		"tty":                 `require("internal/stubs")("tty")`,
		"v8":                  `require("internal/stubs")("v8")`,
		"vm":                  `require("internal/stubs")("vm")`,
		"wasi":                `require("internal/stubs")("wasi")`,
		"worker_threads":      `require("internal/stubs")("worker_threads")`,
		"_stream_wrap":        `require("internal/stubs")("_stream_wrap")`,
		"_http_common":        `require("internal/stubs")("_http_common")`,
		"path/posix":          `require("path").posix`,
		"path/win32":          `require("path").win32`,
		"stream/promises":     `require("stream").promises`,
		"sys":                 `require("util")`,
		"util/types":          `require("util").types`,
	}
})

// builtinNames are the modules that module.builtinModules lists.
var builtinNames = sync.OnceValue(func() []string {
	return strings.Fields(`_http_agent _http_client _http_common _http_incoming _http_outgoing _http_server
	_stream_duplex _stream_passthrough _stream_readable _stream_transform _stream_wrap _stream_writable _tls_common _tls_wrap
	assert assert/strict async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns
	dns/promises domain events fs fs/promises http http2 https inspector inspector/promises module net os path path/posix
	path/win32 perf_hooks process punycode querystring readline readline/promises repl stream stream/consumers
	stream/promises stream/web string_decoder sys timers timers/promises tls trace_events tty url util util/types v8 vm wasi
	worker_threads zlib`)
})

// state is what one VM keeps: the modules it has loaded and how it is configured.
type state struct {
	l       *jsloop.Loop
	made    map[string]goja.Value
	loading map[string]bool
	config  Config
	// timers are the platform's own, by the names that natives have.
	timers map[string]goja.Callable
}

// Config says which Worker this is: it decides which modules exist and what
// process.env holds.
type Config struct {
	Compat compat.Set
	// Env gives the text bindings, vars and secrets, that process.env starts
	// with; it is called at the first touch of process, if ever.
	Env func() map[string]string
	// Exit ends the event of the running code with err: process.exit was called.
	Exit func(err error)
}

const stateKey = "node:go"

// Install makes the modules importable. Which globals there are is Configure's matter.
func (Class) Install(l *jsloop.Loop) error {
	s := &state{l: l, made: map[string]goja.Value{}, loading: map[string]bool{}, timers: map[string]goja.Callable{}}
	for native, global := range map[string]string{"set": "setTimeout", "repeat": "setInterval", "clear": "clearTimeout"} {
		s.timers[native], _ = goja.AssertFunction(l.VM().Get(global))
	}
	if err := l.Internals().Set(stateKey, l.Wrap(s)); err != nil {
		return err
	}
	machine := l.VM().NewObject()
	if err := machine.Set("require", func(c goja.FunctionCall) goja.Value {
		name := c.Argument(0).String()
		v, ok, err := s.require(name)
		if err == nil && !ok {
			err = fmt.Errorf("the platform has no module %q", name)
		}
		if err != nil {
			globals.Rethrow(l, err)
		}
		return v
	}); err != nil {
		return err
	}
	if err := machine.Set("builtin", s.builtin); err != nil {
		return err
	}
	if err := machine.Set("names", func(goja.FunctionCall) goja.Value {
		var names []any
		for _, n := range builtinNames() {
			if s.config.Compat.NodeModule(n) {
				names = append(names, n)
			}
		}
		return l.VM().NewArray(names...)
	}); err != nil {
		return err
	}
	if err := l.Internals().Set("node", machine); err != nil {
		return err
	}
	module.Fallback(l, func(name string) (func() (goja.Value, error), bool) {
		bare, ok := strings.CutPrefix(name, "node:")
		if name == "cloudflare:node" {
			return func() (goja.Value, error) {
				v, _, err := s.require("internal/cloudflare_node")
				return v, err
			}, true
		}
		if !ok || strings.HasPrefix(bare, "internal/") {
			return nil, false
		}
		if _, ok := find(bare); !ok {
			return nil, false
		}
		return func() (goja.Value, error) {
			v, _, err := s.require(bare)
			return v, err
		}, true
	})
	return nil
}

// builtin(name) gives process.getBuiltinModule's answer: undefined for what the
// Worker's date and flags do not give it.
func (s *state) builtin(c goja.FunctionCall) goja.Value {
	name := strings.TrimPrefix(c.Argument(0).String(), "node:")
	if strings.HasPrefix(name, "internal/") || !s.config.Compat.NodeModule(name) {
		return goja.Undefined()
	}
	v, ok, err := s.require(name)
	if err != nil {
		globals.Rethrow(s.l, err)
	}
	if !ok {
		return goja.Undefined()
	}
	return v
}

func (s *state) require(name string) (v goja.Value, ok bool, err error) {
	if v, ok := s.made[name]; ok {
		return v, true, nil
	}
	m, ok := find(name)
	if !ok {
		return nil, false, nil
	}
	if s.loading[name] {
		return nil, true, fmt.Errorf("the platform's module %q requires itself", name)
	}
	s.loading[name] = true
	defer delete(s.loading, name)
	var with map[string]jsloop.Native
	if m.Natives != nil {
		with = m.Natives(s.l)
	}
	if v, err = m.Script.Run(s.l, with); err != nil {
		return nil, true, err
	}
	s.made[name] = v
	return v, true, nil
}

func stateOf(l *jsloop.Loop) *state {
	s, ok := jsloop.Unwrap[*state](l.Internals().Get(stateKey))
	if !ok {
		l.ThrowType("the modules of Node are not installed")
	}
	return s
}
