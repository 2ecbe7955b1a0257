package gojahost

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/webapi"
	"github.com/w2c-dev/w2c/runtime/webapi/cache"
	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/fetch"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
	"github.com/w2c-dev/w2c/runtime/webapi/module"
	"github.com/w2c-dev/w2c/runtime/webapi/sockets"
	"github.com/w2c-dev/w2c/runtime/webapi/wasm"
	"github.com/w2c-dev/w2c/runtime/webapi/websocket"
)

//go:embed prelude.js
var preludeSource string

var prelude = jsloop.NewScript("w2c:host.js", preludeSource)

//go:embed events.js
var eventsSource string

var eventsScript = jsloop.NewScript("w2c:host/events.js", eventsSource)

// isolate is one VM with the Worker loaded, and the events it works on.
type isolate struct {
	loop *jsloop.Loop
	host *server

	// ctx is the parent of all its events: it ends with the VM.
	ctx    context.Context
	cancel context.CancelFunc

	inFlight atomic.Int64 // events, including those that only have waitUntil work left
	retired  atomic.Bool  // gets no new events

	unanswered unanswered

	// The rest belongs to the loop's goroutine and does not change after the start.
	env      *goja.Object
	context  *goja.Object // ExecutionContext.prototype
	events   globals.Load // the part of the prelude that few Workers need
	web      *fetch.Host
	worker   goja.Value // this of the handlers
	fetch    goja.Callable
	handlers map[string]goja.Callable // that no request calls, by their names
}

// startTimeout bounds the Worker's top-level code, which may not wait for anything.
const (
	startTimeout = 30 * time.Second
	startCPU     = 5 * time.Second
)

// blank is a VM on its way to be an isolate: the platform is installed, or being
// installed, and the Worker is not loaded. The first one is made beside the rest
// of the process's start.
type blank struct {
	loop *jsloop.Loop
	// broken is set before code of the Worker runs.
	broken atomic.Pointer[func(error)]
	err    error // of the installation; loop's goroutine
}

func newBlank() *blank {
	b := &blank{}
	b.loop = jsloop.New(jsloop.Options{Broken: func(err error) {
		if broken := b.broken.Load(); broken != nil {
			(*broken)(err)
		}
	}})
	b.loop.Global().LimitCPU(startCPU)
	go b.loop.Run()
	b.loop.Post(func() { b.err = webapi.Install(b.loop) })
	return b
}

func (s *server) newIsolate(b *blank) (*isolate, error) {
	i := &isolate{host: s, loop: b.loop, handlers: map[string]goja.Callable{}}
	i.ctx, i.cancel = context.WithCancel(context.Background())
	context.AfterFunc(i.ctx, i.orphan)
	broken := func(err error) {
		i.cancel()
		s.pool.retire(i, err)
	}
	b.broken.Store(&broken)
	started := make(chan error, 1)
	i.loop.Post(func() {
		b.loop.SetLog(s.log.With("logger", "worker"))
		if b.err != nil {
			started <- b.err
			return
		}
		i.start(func(err error) { started <- err })
	})
	var err error
	select {
	case err = <-started:
	case <-i.loop.Done():
		err = i.loop.Err()
		var cpu *jsloop.ErrCPU
		if errors.As(err, &cpu) {
			err = &StartError{Reason: fmt.Sprintf("the Worker's top-level code used more than %s of CPU time", cpu.Limit)}
		} else {
			err = &StartError{Reason: "the Worker's top-level code ended the isolate: " + err.Error()}
		}
	case <-time.After(startTimeout):
		err = &StartError{Reason: "the Worker's top-level code did not end"}
	}
	if err != nil {
		i.close()
		return nil, err
	}
	return i, nil
}

func (i *isolate) close() {
	i.retired.Store(true)
	i.loop.Close()
	i.cancel()
}

// start makes the blank VM an isolate of this Worker; done is called once, on the loop.
func (i *isolate) start(done func(error)) {
	l := i.loop
	i.web = fetch.For(l)
	fetch.SetTransport(l, i.host.transport)
	host, err := prelude.Run(l, map[string]jsloop.Native{
		"waitUntil":              i.waitUntil,
		"passThroughOnException": i.passThroughOnException,
		"exports":                func(goja.FunctionCall) goja.Value { return module.Exports(l) },
	})
	if err != nil {
		done(err)
		return
	}
	parts := host.(*goja.Object)
	i.context = parts.Get("context").(*goja.Object)
	i.events = globals.Once(l, eventsScript, map[string]jsloop.Native{
		"waitUntil":              i.waitUntil,
		"passThroughOnException": i.passThroughOnException,
	})
	l.OnRejection(i.onRejection)
	l.OnHandled(i.onHandled)
	if err := i.attach(); err != nil {
		done(err)
		return
	}
	if err := i.nodeCompat(); err != nil {
		done(err)
		return
	}
	i.run(parts, done)
}

// attach makes env, and for service-worker syntax the globals that stand for it.
func (i *isolate) attach() error {
	l, app := i.loop, i.host.app
	i.env = l.VM().NewObject()
	for _, b := range app.Manifest.Bindings {
		v, err := app.kinds[b.Kind].Attach(l, i.host.stores, b)
		if err != nil {
			return fmt.Errorf("attach %s %s: %w", b.Kind, b.Name, err)
		}
		if v == nil || b.Name == "" {
			continue
		}
		if err := i.env.Set(b.Name, v); err != nil {
			return err
		}
		if app.Manifest.Syntax == manifest.ServiceWorker {
			if err := l.VM().Set(b.Name, v); err != nil {
				return err
			}
		}
	}
	module.SetEnv(l, i.env)
	module.SetHost(l, calls{i})
	module.SetWaitUntil(l, func(p goja.Value) { i.waits(p) })
	sockets.BeforeTLS(l, useRoots)
	cache.SetStore(l, i.host.cache)
	websocket.SetKeep(l, i.waits)
	websocket.SetWatch(l, i.host.sockets.add)
	websocket.SetFlags(l, i.host.compat.On)
	events.SetFlags(l, i.host.compat.On)
	for _, m := range i.host.app.wasm {
		wasm.Define(l, m.Name, m)
	}
	return nil
}

// run loads the script and takes its handlers.
func (i *isolate) run(parts *goja.Object, done func(error)) {
	l, vm := i.loop, i.loop.VM()
	if i.host.app.program == nil {
		done(nil)
		return
	}
	serviceWorker := i.host.app.Manifest.Syntax == manifest.ServiceWorker
	var listeners *goja.Object
	if serviceWorker {
		late, err := i.events()
		if err != nil {
			done(err)
			return
		}
		f, _ := goja.AssertFunction(late.Get("serviceWorker"))
		v, err := l.Call(f, nil)
		if err != nil {
			done(err)
			return
		}
		listeners = v.(*goja.Object)
	}
	var registered goja.Value
	err := vm.GlobalObject().DefineDataProperty("__w2c_register", vm.ToValue(func(c goja.FunctionCall) goja.Value {
		registered = c.Argument(0)
		return goja.Undefined()
	}), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	if err != nil {
		done(err)
		return
	}
	i.topLevel(true)
	v, err := vm.RunProgram(i.host.app.program)
	if err != nil {
		if !l.Fatal(err) { // else the end of the loop tells
			done(i.startError(l.Error(err)))
		}
		return
	}
	settled := false
	l.Watch(v, func(goja.Value) {
		settled = true
		if registered == nil {
			done(&StartError{Reason: "the script does not register a Worker: convert it again with the matching w2c"})
			return
		}
		_ = vm.GlobalObject().Delete("__w2c_register")
		i.topLevel(false)
		if err := es.Started(l); err != nil {
			done(err)
			return
		}
		done(i.takeHandlers(parts, registered, listeners))
	}, func(reason goja.Value) {
		settled = true
		done(i.startError(reason))
	})
	if !settled && l.Global().Ops() == 0 {
		done(&StartError{Reason: "the Worker's top-level await never settles"})
	}
}

// topLevel tells the classes that top-level code runs, or that it has ended.
func (i *isolate) topLevel(on bool) {
	i.loop.SetTopLevel(on)
	if f, ok := goja.AssertFunction(i.loop.Internals().Get("topLevel")); ok {
		_, _ = i.loop.Call(f, nil, i.loop.VM().ToValue(on))
	}
}

func (i *isolate) startError(reason goja.Value) error {
	return &StartError{Reason: "the Worker threw while it was starting: " + i.loop.Describe(reason)}
}

// takeHandlers keeps the handlers of the default export: an object, or a class
// that extends WorkerEntrypoint.
func (i *isolate) takeHandlers(parts *goja.Object, registered goja.Value, listeners *goja.Object) error {
	if listeners != nil {
		i.worker = goja.Undefined()
		i.fetch, _ = goja.AssertFunction(listeners.Get("fetch"))
		for _, name := range handlers {
			i.handlers[name], _ = goja.AssertFunction(listeners.Get(name))
		}
		return nil
	}
	ns, ok := registered.(*goja.Object)
	if !ok {
		return &StartError{Reason: "the Worker exports nothing"}
	}
	module.SetExports(i.loop, ns)
	module.SetContext(i.loop, func(props goja.Value) goja.Value {
		ctx := i.newContext().(*goja.Object)
		_ = ctx.DefineDataProperty("props", props, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
		return ctx
	})
	worker, ok := ns.Get("default").(*goja.Object)
	if !ok {
		return &StartError{Reason: "the Worker has no default export"}
	}
	i.worker = worker
	if _, isClass := goja.AssertConstructor(worker); isClass {
		entrypoint, _ := goja.AssertFunction(parts.Get("entrypoint"))
		of := func(name string) (f goja.Callable, err error) {
			v, err := entrypoint(goja.Undefined(), worker, i.loop.VM().ToValue(name))
			f, _ = goja.AssertFunction(v)
			return f, err
		}
		var err error
		if i.fetch, err = of("fetch"); err != nil {
			return err
		}
		for _, name := range handlers {
			if i.handlers[name], err = of(name); err != nil {
				return err
			}
		}
		return nil
	}
	var err error
	ex := i.loop.VM().Try(func() {
		i.fetch, _ = goja.AssertFunction(worker.Get("fetch"))
		for _, name := range handlers {
			i.handlers[name], _ = goja.AssertFunction(worker.Get(name))
		}
	})
	if ex != nil {
		err = i.startError(ex.Value())
	}
	return err
}

// newContext makes the ctx of one event.
func (i *isolate) newContext() goja.Value {
	return i.loop.VM().CreateObject(i.context)
}

// onRejection tells listeners for unhandledrejection; it says whether one dealt with it.
func (i *isolate) onRejection(_ *jsloop.Context, p *goja.Promise) bool {
	dealt, err := events.Rejected(i.loop, "unhandledrejection", p)
	if err != nil {
		i.loop.Log().Error("Uncaught "+err.Error(), "request_id", i.loop.Current().ID)
	}
	return dealt
}

// onHandled tells listeners for rejectionhandled.
func (i *isolate) onHandled(p *goja.Promise) {
	if _, err := events.Rejected(i.loop, "rejectionhandled", p); err != nil {
		i.loop.Log().Error("Uncaught "+err.Error(), "request_id", i.loop.Current().ID)
	}
}

// current is the event of the running code, nil for top-level code.
func (i *isolate) current() *event {
	e, _ := i.loop.Current().Value.(*event)
	return e
}

func (i *isolate) waitUntil(c goja.FunctionCall) goja.Value {
	i.waits(c.Argument(0))
	return goja.Undefined()
}

// waits lets the event of the running code live until p settles.
func (i *isolate) waits(p goja.Value) {
	e := i.current()
	if e == nil {
		globals.InHandler(i.loop)
		return
	}
	e.waitFor(p)
}

func (i *isolate) passThroughOnException(goja.FunctionCall) goja.Value {
	if e := i.current(); e != nil {
		e.passThrough = true
	}
	return goja.Undefined()
}
