// Package websocket is WebSocket and WebSocketPair for a goja VM, and the
// connections behind them, from the opening handshake to the frames.
//
// The classes and the order of their events are JS; frames, compression and
// whatever waits are Go. Error texts are workerd's, and so is how much of the
// standard is enforced.
//
// Spec: https://websockets.spec.whatwg.org/, RFC 6455, RFC 7692, and
// https://developers.cloudflare.com/workers/runtime-apis/websockets/
//
// Differences from Cloudflare: a close with 1001 tells clients that the process
// ends; hibernation belongs to Durable Objects and is not here.
package websocket

import (
	_ "embed"
	"errors"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed pipe.js
var pipeSource string

//go:embed socket.js
var socketSource string

// function is the script: what both servers run, each with natives of its own.
func function() string {
	return "function (native, internals) {\n\"use strict\";\n" + pipeSource + socketSource + "}"
}

// Module is the script as an ES module for Node.
func Module() []byte {
	return []byte("// WebSocket and WebSocketPair, the same for every server that w2c converts to: what\n" +
		"// waits and what goes over the wire is in websocket.ts and websocket-connection.ts.\n" +
		"export default " + function() + "\n")
}

var script = jsloop.NewScriptFrom("w2c:websocket.js", func() string { return "(" + function() + ")" })

// Class is the entry for webapi.Classes; it needs events, url and blob.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "websocket" }

// state is what Go keeps of the classes in one VM.
type state struct {
	l    *jsloop.Loop
	load globals.Load

	dial  Dial
	flags func(string) bool
	keep  func(goja.Value)
	watch func(*Conn) func()

	fromConn, couple goja.Callable
}

const stateKey = "websocket:go"

// Install defines the globals and internals.websocket, late.
func (Class) Install(l *jsloop.Loop) error {
	s := &state{l: l}
	if err := l.Internals().Set(stateKey, l.Wrap(s)); err != nil {
		return err
	}
	once := globals.Once(l, script, s.natives())
	s.load = func() (*goja.Object, error) {
		exports, err := once()
		if err != nil || s.couple != nil {
			return exports, err
		}
		forGo := exports.Get("go").ToObject(l.VM())
		for name, f := range map[string]*goja.Callable{"fromConn": &s.fromConn, "couple": &s.couple} {
			var ok bool
			if *f, ok = goja.AssertFunction(forGo.Get(name)); !ok {
				return nil, errors.New("the websocket script does not export " + name)
			}
		}
		return exports, nil
	}
	if err := globals.Lazy(l, l.Internals(), s.load, "websocket"); err != nil {
		return err
	}
	return globals.Lazy(l, l.VM().GlobalObject(), s.load, "WebSocket", "WebSocketPair")
}

func stateOf(l *jsloop.Loop) *state {
	s, ok := jsloop.Unwrap[*state](l.Internals().Get(stateKey))
	if !ok {
		l.ThrowType("WebSockets are not installed")
	}
	return s
}
