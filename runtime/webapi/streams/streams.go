// Package streams is the Streams Standard for a goja VM: ReadableStream (default
// and byte streams), WritableStream, TransformStream, and the transforms Workers
// have besides. It is written to be lean: reads inside the platform make no
// promises, and a stream fed by Go is copied by Go when nobody looked into it.
//
// The same scripts serve the Node hosts (package js). Their answers are workerd's, also
// where those are not the standard's (RATIONALE.md).
//
// Differences from workerd: an aborted pipeTo ends at once, where workerd waits for
// the next chunk; new on a class that is called as a function is V8's own error.
//
// Spec: https://streams.spec.whatwg.org/
package streams

import (
	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
	"github.com/w2c-dev/w2c/runtime/webapi/streams/js"
)

var script = jsloop.NewScriptFrom("w2c:streams.js", js.Function)

// Class is the entry for webapi.Classes.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "streams" }

// Install defines the globals and internals.streams, all of them late.
func (Class) Install(l *jsloop.Loop) error {
	natives := map[string]jsloop.Native{
		"transfer": transfer(l),
		"encode": func(c goja.FunctionCall) goja.Value {
			return l.Uint8Array([]byte(c.Argument(0).String()))
		},
		"concat": func(c goja.FunctionCall) goja.Value {
			n := 0
			for _, a := range c.Arguments {
				b, _ := jsloop.Bytes(a)
				n += len(b)
			}
			out := make([]byte, 0, n)
			for _, a := range c.Arguments {
				b, _ := jsloop.Bytes(a)
				out = append(out, b...)
			}
			return l.Uint8Array(out)
		},
	}
	addSource(l, natives)
	globals.AddOwner(l, natives)
	addPull(l, natives)
	addCodecs(l, natives)
	s := &state{script: globals.Once(l, script, natives)}
	if err := l.Internals().Set(stateKey, l.Wrap(s)); err != nil {
		return err
	}
	load := func() (*goja.Object, error) { return s.load(l) }
	if err := globals.Lazy(l, l.Internals(), load, "streams"); err != nil {
		return err
	}
	return globals.Lazy(l, l.VM().GlobalObject(), load, names...)
}

// names are the globals. The script is compiled when the first is used: most
// Workers answer from memory, and compiling it is the longest part of a start.
var names = []string{
	"ReadableStream", "ReadableStreamDefaultReader", "ReadableStreamBYOBReader", "ReadableStreamDefaultController",
	"ReadableByteStreamController", "ReadableStreamBYOBRequest", "WritableStream", "WritableStreamDefaultWriter",
	"WritableStreamDefaultController", "TransformStream", "TransformStreamDefaultController", "IdentityTransformStream",
	"FixedLengthStream", "TextEncoderStream", "TextDecoderStream", "CompressionStream", "DecompressionStream",
	"CountQueuingStrategy", "ByteLengthQueuingStrategy",
}

// transfer moves the bytes of an ArrayBuffer to a new one and detaches the old.
func transfer(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		o, ok := c.Argument(0).(*goja.Object)
		if !ok {
			l.ThrowType("not an ArrayBuffer")
		}
		buf, ok := o.Export().(goja.ArrayBuffer)
		if !ok {
			l.ThrowType("not an ArrayBuffer")
		}
		if buf.Detached() {
			l.ThrowType("Cannot transfer a detached ArrayBuffer.")
		}
		b := buf.Bytes()
		buf.Detach()
		return l.ArrayBuffer(b)
	}
}
