package node

import (
	"math/big"
	"reflect"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

var (
	proxyType       = reflect.TypeFor[goja.Proxy]()
	promiseType     = reflect.TypeFor[*goja.Promise]()
	mapType         = reflect.TypeFor[[][2]any]()
	setType         = reflect.TypeFor[[]any]() // an array's as well
	symbolType      = reflect.TypeFor[*goja.Symbol]()
	bigIntType      = reflect.TypeFor[*big.Int]()
	arrayBufferType = reflect.TypeFor[goja.ArrayBuffer]()
)

// kindOf is what an object really is, whatever its prototype says: the name of
// its class in the specification, "Proxy" for a proxy.
func kindOf(v goja.Value) string {
	o, ok := v.(*goja.Object)
	if !ok {
		return ""
	}
	switch o.ExportType() {
	case proxyType:
		return "Proxy"
	case promiseType:
		return "Promise"
	case arrayBufferType:
		return "ArrayBuffer"
	case mapType:
		return "Map"
	case setType:
		if o.ClassName() == "Object" {
			return "Set"
		}
	case symbolType:
		return "Symbol"
	case bigIntType:
		return "BigInt"
	}
	return o.ClassName()
}

// typeNatives tell values apart as only the engine can.
func typeNatives(l *jsloop.Loop) map[string]jsloop.Native {
	vm := l.VM()
	return map[string]jsloop.Native{
		"kind": func(c goja.FunctionCall) goja.Value { return vm.ToValue(kindOf(c.Argument(0))) },
		// proxy(v) gives [target, handler] of a proxy, nulls of a revoked one.
		"proxy": func(c goja.FunctionCall) goja.Value {
			o, ok := c.Argument(0).(*goja.Object)
			if !ok || o.ExportType() != proxyType {
				return goja.Undefined()
			}
			p := o.Export().(goja.Proxy)
			if p.Target() == nil {
				return vm.NewArray(goja.Null(), goja.Null())
			}
			return vm.NewArray(p.Target(), p.Handler())
		},
		// promise(v) gives [state, result].
		"promise": func(c goja.FunctionCall) goja.Value {
			p, ok := c.Argument(0).Export().(*goja.Promise)
			if !ok {
				return goja.Undefined()
			}
			state := map[goja.PromiseState]string{
				goja.PromiseStatePending: "pending", goja.PromiseStateFulfilled: "fulfilled", goja.PromiseStateRejected: "rejected",
			}[p.State()]
			return vm.NewArray(state, p.Result())
		},
	}
}
