package module

import (
	"errors"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"

	_ "embed"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed rpc.js
var rpcSource string

//go:embed pack.js
var packSource string

var packScript = jsloop.NewScript("w2c:pack.js", packSource)

var proxyType = reflect.TypeFor[goja.Proxy]()

// Address is an entrypoint of a Worker of the same app.
type Address struct {
	Worker     string // "" for the Worker itself
	Entrypoint string // "" for the default export
	// Props are JSON, or "#" and a number for props that lie in this VM.
	Props   string
	Binding string // the name in env, for metrics
}

// Host is what service bindings and RPC need of the server around an isolate. Its
// functions are called on the loop.
type Host interface {
	// Self is the running event as others speak to it; nil while top-level code runs.
	Self() Peer
	// Open begins an event of the Worker at a, which lives until nobody waits for
	// an answer of it nor holds an object of it.
	Open(a Address) (Peer, error)
	// Handler is the fetch handler of a Worker in service-worker syntax, as a function
	// of a request; undefined for others.
	Handler() goja.Value
	// Count counts an operation of a binding.
	Count(binding, op string)
	// On says whether a compatibility flag of the Worker is on.
	On(flag string) bool
}

// Peer is an event of some isolate.
type Peer interface {
	// Key is its number in this process.
	Key() int64
	Loop() *jsloop.Loop
	// Address is how it was opened.
	Address() Address
	// Post runs f on its loop, and tells whether the event is over. It reports
	// false when that loop has ended. Any goroutine.
	Post(f func(over bool)) bool
	// Gone has f called, once, when its isolate ends; stop takes that back.
	Gone(f func()) (stop func() bool)
	// Hold counts what keeps an opened event alive; its loop only.
	Hold(n int)
}

// SetHost says who carries calls between Workers.
func SetHost(l *jsloop.Loop, h Host) { stateOf(l).host = h }

// Service makes the stub of a.
func Service(l *jsloop.Loop, a Address) (goja.Value, error) {
	s := stateOf(l)
	f, err := s.function("service")
	if err != nil {
		return nil, err
	}
	return f(goja.Undefined(), s.address(l, a))
}

func entrypointName(a Address) string {
	if a.Entrypoint == "" {
		return "default"
	}
	return a.Entrypoint
}

// Ended lets go of all that the event with this key holds of others.
func Ended(l *jsloop.Loop, key int64) {
	s := stateOf(l)
	delete(s.kept, key)
	f, err := s.function("ended")
	if err == nil {
		_, err = l.Call(f, nil, l.VM().ToValue(key))
	}
	if err != nil && !l.Fatal(err) {
		l.Log().Error("end of an event", "error", err.Error())
	}
}

// Exposes reports whether others hold an object of the event with this key.
func Exposes(l *jsloop.Loop, key int64) bool {
	f, err := stateOf(l).function("exposes")
	if err != nil {
		return false
	}
	v, err := l.Call(f, nil, l.VM().ToValue(key))
	return err == nil && v.ToBoolean()
}

// Hung answers with text for the calls of an event that nothing can answer any more.
func Hung(l *jsloop.Loop, key int64, text string) {
	f, err := stateOf(l).function("hung")
	if err == nil {
		_, err = l.Call(f, nil, l.VM().ToValue(key), l.VM().ToValue(text))
	}
	if err != nil && !l.Fatal(err) {
		l.Log().Error("end of a call", "error", err.Error())
	}
}

// function is one that workers.js gives to Go.
func (s *state) function(name string) (goja.Callable, error) {
	o, err := s.cloudflare()
	if err != nil {
		return nil, err
	}
	f, ok := goja.AssertFunction(o.Get(name))
	if !ok {
		return nil, errors.New("workers.js does not export " + name)
	}
	return f, nil
}

// lastID numbers objects and calls: in the whole process, because isolates name
// each other's.
var lastID atomic.Int64

func (s *state) address(l *jsloop.Loop, a Address) *goja.Object {
	o := l.VM().NewObject()
	_ = o.Set("worker", a.Worker)
	_ = o.Set("entrypoint", a.Entrypoint)
	_ = o.Set("props", a.Props)
	_ = o.Set("binding", a.Binding)
	return o
}

func addressOf(v goja.Value) (a Address) {
	o, ok := v.(*goja.Object)
	if !ok {
		return a
	}
	text := func(name string) string {
		if v := o.Get(name); v != nil && !goja.IsUndefined(v) && !goja.IsNull(v) {
			return v.String()
		}
		return ""
	}
	return Address{text("worker"), text("entrypoint"), text("props"), text("binding")}
}

// props is what ctx.props is at a.
func (s *state) props(l *jsloop.Loop, a Address) (goja.Value, error) {
	switch {
	case a.Props == "":
		return l.VM().NewObject(), nil
	case a.Props[0] == '#':
		n, _ := strconv.ParseInt(a.Props[1:], 10, 64)
		for _, of := range s.kept {
			if v := of[n]; v != nil {
				return v, nil
			}
		}
		return l.VM().NewObject(), nil
	}
	parse, _ := goja.AssertFunction(l.VM().Get("JSON").ToObject(l.VM()).Get("parse"))
	return parse(goja.Undefined(), l.VM().ToValue(a.Props))
}

// wire is a value between two events: as it is within one VM, packed between two.
type wire struct {
	value    goja.Value
	foreign  bool
	text     string
	beside   []any
	disposer bool
}

func (s *state) take(l *jsloop.Loop, v goja.Value) *wire {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil
	}
	packed, ok := o.Get("packed").(*goja.Object)
	if !ok {
		return &wire{value: v}
	}
	w := &wire{foreign: true, text: packed.Get("0").String()}
	if d := o.Get("disposer"); d != nil {
		w.disposer = d.ToBoolean()
	}
	list := packed.Get("1").ToObject(l.VM())
	for i := range int(list.Get("length").ToInteger()) {
		v := list.Get(strconv.Itoa(i))
		if p, ok := jsloop.Unwrap[Peer](v); ok {
			w.beside = append(w.beside, p)
		} else if b, ok := jsloop.CopyBytes(v); ok {
			w.beside = append(w.beside, b)
		}
	}
	return w
}

func (w *wire) give(l *jsloop.Loop) goja.Value {
	switch {
	case w == nil:
		return goja.Null()
	case !w.foreign:
		return w.value
	}
	vm := l.VM()
	beside := make([]any, len(w.beside))
	for i, v := range w.beside {
		switch v := v.(type) {
		case Peer:
			beside[i] = l.Wrap(v)
		case []byte:
			beside[i] = l.Uint8Array(v)
		}
	}
	o := vm.NewObject()
	_ = o.Set("packed", vm.NewArray(w.text, vm.NewArray(beside...)))
	_ = o.Set("disposer", w.disposer)
	return o
}

// rpcNatives are what rpc.js stands on.
func (s *state) rpcNatives(l *jsloop.Loop) map[string]jsloop.Native {
	vm := l.VM()
	self := func() Peer {
		var p Peer
		if s.host != nil {
			p = s.host.Self()
		}
		if p == nil {
			globals.InHandler(l)
			l.Throw(errors.New("this can only be done while an event is handled"))
		}
		return p
	}
	peer := func(v goja.Value) Peer {
		p, ok := jsloop.Unwrap[Peer](v)
		if !ok {
			l.ThrowType("not a peer")
		}
		return p
	}
	packing := globals.Once(l, packScript, nil)
	packer := func(name string) jsloop.Native {
		return func(c goja.FunctionCall) goja.Value {
			parts, err := packing()
			if err != nil {
				l.Throw(err)
			}
			f, _ := goja.AssertFunction(parts.Get(name))
			v, err := f(goja.Undefined(), c.Arguments...)
			if err != nil {
				globals.Rethrow(l, err)
			}
			return v
		}
	}
	inside := func(name string) jsloop.Native {
		return func(c goja.FunctionCall) goja.Value {
			f, _ := goja.AssertFunction(l.Internals().Get("fetch").ToObject(vm).Get(name))
			v, err := f(goja.Undefined(), c.Arguments...)
			if err != nil {
				globals.Rethrow(l, err)
			}
			return v
		}
	}
	return map[string]jsloop.Native{
		"id":    func(goja.FunctionCall) goja.Value { return vm.ToValue(lastID.Add(1)) },
		"self":  func(goja.FunctionCall) goja.Value { return l.Wrap(self()) },
		"key":   func(goja.FunctionCall) goja.Value { return vm.ToValue(self().Key()) },
		"local": func(c goja.FunctionCall) goja.Value { return vm.ToValue(peer(c.Argument(0)).Loop() == l) },
		"open": func(c goja.FunctionCall) goja.Value {
			self()
			p, err := s.host.Open(addressOf(c.Argument(0)))
			if err != nil {
				l.Throw(err)
			}
			return l.Wrap(p)
		},
		"entry": func(goja.FunctionCall) goja.Value {
			a := self().Address()
			props, err := s.props(l, a)
			if err != nil {
				l.Throw(err)
			}
			return vm.NewArray(entrypointName(a), props)
		},
		// keep(props) gives the text that stands for them in an address.
		"keep": func(c goja.FunctionCall) goja.Value {
			key, id := self().Key(), lastID.Add(1)
			if s.kept[key] == nil {
				s.kept[key] = map[int64]goja.Value{}
			}
			s.kept[key][id] = c.Argument(0)
			return vm.ToValue("#" + strconv.FormatInt(id, 10))
		},
		"portable": func(c goja.FunctionCall) goja.Value {
			a := addressOf(c.Argument(0))
			if a.Worker == "" || a.Props != "" && a.Props[0] == '#' {
				l.Throw(jsloop.DOMError("DataCloneError", "A stub of ctx.exports cannot be passed to another Worker here: pass an RpcTarget."))
			}
			return c.Argument(0)
		},
		"flag": func(c goja.FunctionCall) goja.Value {
			return vm.ToValue(s.host != nil && s.host.On(c.Argument(0).String()))
		},
		"hold": func(c goja.FunctionCall) goja.Value {
			if p := s.host.Self(); p != nil {
				p.Hold(int(c.Argument(0).ToInteger()))
			}
			return goja.Undefined()
		},
		"isProxy": func(c goja.FunctionCall) goja.Value {
			o, ok := c.Argument(0).(*goja.Object)
			return vm.ToValue(ok && o.ExportType() == proxyType)
		},
		// An event that can go on no more is found by what it has under way: see Hung.
		"watched": func(c goja.FunctionCall) goja.Value { return c.Argument(0) },
		"pack":    packer("pack"),
		"unpack":  packer("unpack"),
		"post": func(c goja.FunctionCall) goja.Value {
			reply, _ := goja.AssertFunction(c.Argument(3))
			s.post(l, self(), peer(c.Argument(0)), c.Argument(1).String(), s.take(l, c.Argument(2)), reply)
			return goja.Undefined()
		},
		"count": func(c goja.FunctionCall) goja.Value {
			if a := addressOf(c.Argument(0)); a.Binding != "" {
				s.host.Count(a.Binding, c.Argument(1).String())
			}
			return goja.Undefined()
		},
		// whole(message) is the body of a request or a response as bytes, when it is not
		// to be streamed.
		"whole":    inside("whole"),
		"signal":   inside("signal"),
		"incoming": inside("incoming"),
		"fetched":  inside("fetched"),
		"checked": func(c goja.FunctionCall) goja.Value {
			if !inside("isResponse")(c).ToBoolean() {
				l.ThrowType("Incorrect type for Promise: the Promise did not resolve to 'Response'.")
			}
			return inside("checked")(c)
		},
		// handler(entrypoint, props) is what takes requests in another way than by the
		// method fetch; undefined when there is none.
		"handler": func(c goja.FunctionCall) goja.Value { return s.host.Handler() },
	}
}

// Why a message is not answered: its event is over (workerd's words), or the isolate
// it was in has ended.
const (
	notRunning = "The execution context which hosts this callback is no longer running."
	ended      = "The Worker that was called ended before it answered."
)

// post takes a message of from, the running event, to another, and calls reply with
// what that answers. reply may be nil.
func (s *state) post(l *jsloop.Loop, from, to Peer, text string, w *wire, reply goja.Callable) {
	owner, store := l.Current(), l.Current().Store
	settle := func(bool, *wire, string, func()) {}
	if reply != nil {
		end := owner.Begin()
		var once sync.Once
		var stop atomic.Pointer[func() bool]
		settle = func(ok bool, answer *wire, why string, lost func()) {
			once.Do(func() {
				if f := stop.Load(); f != nil {
					(*f)()
				}
				posted := l.PostIn(owner, func() {
					defer l.Defer(end)
					if owner.Ended() {
						lost()
						return
					}
					owner.Store = store
					if _, err := l.Call(reply, nil, l.VM().ToValue(ok), answer.give(l), l.VM().ToValue(why)); err != nil && !l.Fatal(err) {
						l.Log().Error("answer of RPC", "error", err.Error())
					}
				})
				if !posted {
					end()
					lost()
				}
			})
		}
		f := to.Gone(func() { settle(false, nil, ended, func() {}) })
		stop.Store(&f)
	}
	target := to.Loop()
	posted := to.Post(func(over bool) {
		if over {
			settle(false, nil, notRunning, func() {})
			return
		}
		there := stateOf(target)
		receive, err := there.function("receive")
		if err == nil {
			answer := target.VM().ToValue(func(c goja.FunctionCall) goja.Value {
				back, _ := goja.AssertFunction(c.Argument(2))
				settle(c.Argument(0).ToBoolean(), there.take(target, c.Argument(1)), "", func() {
					to.Post(func(bool) {
						if _, err := target.Call(back, nil); err != nil && !target.Fatal(err) {
							target.Log().Error("answer of RPC", "error", err.Error())
						}
					})
				})
				return goja.Undefined()
			})
			_, err = target.Call(receive, nil, target.Wrap(from), target.VM().ToValue(text), w.give(target), answer)
		}
		if err != nil {
			if !target.Fatal(err) {
				target.Log().Error("message of RPC", "error", err.Error())
			}
			settle(false, nil, ended, func() {})
		}
	})
	if !posted {
		settle(false, nil, ended, func() {})
	}
}
