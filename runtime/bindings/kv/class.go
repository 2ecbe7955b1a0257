package kv

import (
	"context"
	"errors"
	"fmt"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// class is KvNamespace in one isolate. It is not a global, as in workerd.
type class struct {
	l       *jsloop.Loop
	proto   *goja.Object
	objects map[*goja.Object]*namespace // brand: who may be "this"

	// Built-ins, taken before a script can change them.
	parse, stringify, isView goja.Callable
	mapClass                 goja.Value
}

// namespace is what stands behind one object.
type namespace struct {
	kv     store.KV
	limits limits
}

// prototype is JS for what Go cannot say: a class that refuses new, and a
// function that calls itself KvNamespace.
var prototype = jsloop.NewScript("w2c:kv", `(function (native) {
  "use strict";
  class KvNamespace { constructor() { throw new TypeError("Illegal constructor"); } }
  const p = KvNamespace.prototype;
  for (const name of ["get", "list", "put", "getWithMetadata", "delete"]) {
    Object.defineProperty(native[name], "name", { value: name, configurable: true });
    Object.defineProperty(p, name, { value: native[name], writable: true, enumerable: true, configurable: true });
  }
  Object.defineProperty(p, Symbol.toStringTag, { value: "KvNamespace", writable: true, configurable: true });
  return p;
})`)

// inHandler refuses a method to top-level code, which may do no I/O.
func (c *class) inHandler(method jsloop.Native) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		if c.l.TopLevel() {
			globals.InHandler(c.l)
		}
		return method(call)
	}
}

// classOf gives the class of l's VM, made at first use.
func classOf(l *jsloop.Loop) (*class, error) {
	if c, ok := jsloop.Unwrap[*class](l.Internals().Get("kv")); ok {
		return c, nil
	}
	c := &class{l: l, objects: map[*goja.Object]*namespace{}, mapClass: l.VM().Get("Map")}
	for _, f := range []struct {
		to           *goja.Callable
		object, name string
	}{{&c.parse, "JSON", "parse"}, {&c.stringify, "JSON", "stringify"}, {&c.isView, "ArrayBuffer", "isView"}} {
		fn, ok := goja.AssertFunction(l.VM().Get(f.object).ToObject(l.VM()).Get(f.name))
		if !ok {
			return nil, fmt.Errorf("%s.%s is not a function", f.object, f.name)
		}
		*f.to = fn
	}
	v, err := prototype.Run(l, map[string]jsloop.Native{
		"get": c.inHandler(c.get), "getWithMetadata": c.inHandler(c.getWithMetadata), "put": c.inHandler(c.put),
		"delete": c.inHandler(c.delete), "list": c.inHandler(c.list),
	})
	if err != nil {
		return nil, err
	}
	c.proto = v.(*goja.Object)
	return c, l.Internals().Set("kv", l.Wrap(c))
}

func (c *class) make(n *namespace) goja.Value {
	o := c.l.VM().CreateObject(c.proto)
	c.objects[o] = n
	return o
}

// of finds the namespace behind this, or throws.
func (c *class) of(this goja.Value) *namespace {
	if o, ok := this.(*goja.Object); ok {
		if n, ok := c.objects[o]; ok {
			return n
		}
	}
	c.l.ThrowType("Illegal invocation: function called with incorrect `this` reference. See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.")
	return nil
}

// rejected is a promise that is rejected with err.
func (c *class) rejected(err error) goja.Value {
	p, _, reject := c.l.Promise()
	reject(err)
	return p
}

// promised runs the part of a method that looks at its arguments. What it
// throws rejects the promise: put, list and delete never throw.
func (c *class) promised(f func() (goja.Value, error)) (v goja.Value) {
	var err error
	if ex := c.l.VM().Try(func() { v, err = f() }); ex != nil {
		return c.rejected(ex)
	}
	if err != nil {
		return c.rejected(err)
	}
	return v
}

// broken is what a script sees when the store fails. The reason goes to the
// operator's log; it would tell a visitor about the inside of the app.
func (c *class) broken(ctx context.Context, method string, err error) error {
	if ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
		c.l.Log().Error("kv store", "op", method, "error", err.Error())
	}
	return failed(method, 500, "Internal Server Error")
}
