package queues

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// producer is one binding in one isolate: Carrier of queue_api.ts.
type producer struct {
	l     *jsloop.Loop
	queue store.Queue
	name  string
	delay int // seconds, when send does not say
}

func (p *producer) send(call goja.FunctionCall) goja.Value {
	p.inHandler()
	now := time.UnixMilli(time.Now().UnixMilli())
	list := call.Argument(0).(*goja.Object)
	messages := make([]store.QueueMessage, list.Get("length").ToInteger())
	for i := range messages {
		m := list.Get(strconv.Itoa(i)).(*goja.Object)
		body, _ := jsloop.CopyBytes(m.Get("body"))
		delay := p.delay
		if v := m.Get("delay"); v != nil && !goja.IsUndefined(v) {
			delay = int(v.ToInteger())
		}
		messages[i] = store.QueueMessage{ID: newID(), Sent: now, Type: m.Get("type").String(), Body: body, Delay: time.Duration(delay) * time.Second}
	}
	return p.l.Async("queue.send", func(ctx context.Context) (jsloop.Settle, error) {
		return p.answer(p.queue.Send(ctx, messages))
	})
}

func (p *producer) backlog(goja.FunctionCall) goja.Value {
	p.inHandler()
	return p.l.Async("queue.metrics", func(ctx context.Context) (jsloop.Settle, error) {
		return p.answer(p.queue.Backlog(ctx))
	})
}

func (p *producer) inHandler() {
	if p.l.TopLevel() {
		globals.InHandler(p.l)
	}
}

// answer is Answer of queue_api.ts. What is wrong with the store is for the log.
func (p *producer) answer(b store.QueueBacklog, err error) (jsloop.Settle, error) {
	if err != nil {
		p.l.Log().Error("queue store", "binding", p.name, "error", err.Error())
	}
	return func() (goja.Value, error) {
		out := p.l.VM().NewObject()
		if err == nil {
			_ = out.Set("backlog", backlogOf(p.l, b))
		}
		return out, nil
	}, nil
}

func backlogOf(l *jsloop.Loop, b store.QueueBacklog) *goja.Object {
	o := l.VM().NewObject()
	_ = o.Set("count", b.Count)
	_ = o.Set("bytes", b.Bytes)
	oldest := int64(0)
	if !b.Oldest.IsZero() {
		oldest = b.Oldest.UnixMilli()
	}
	_ = o.Set("oldest", oldest)
	return o
}

// newID is 32 hex digits, as Cloudflare's are.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// codecOf is Codec of queue_api.ts.
func codecOf(l *jsloop.Loop, clone *goja.Object) (*goja.Object, error) {
	vm := l.VM()
	write, _ := goja.AssertFunction(clone.Get("writeClone"))
	readBack, _ := goja.AssertFunction(clone.Get("readClone"))
	structuredClone, _ := goja.AssertFunction(vm.Get("structuredClone"))
	call := func(f goja.Callable, args ...goja.Value) goja.Value {
		v, err := f(goja.Undefined(), args...)
		if err != nil {
			globals.Rethrow(l, err)
		}
		return v
	}
	bytes := vm.NewObject()
	codec := vm.NewObject()
	for _, f := range []struct {
		on   *goja.Object
		name string
		do   jsloop.Native
	}{
		{bytes, "base64", func(c goja.FunctionCall) goja.Value {
			b, _ := jsloop.Bytes(c.Argument(0))
			return vm.ToValue(base64.StdEncoding.EncodeToString(b))
		}},
		{bytes, "unbase64", func(c goja.FunctionCall) goja.Value {
			b, err := base64.StdEncoding.DecodeString(c.Argument(0).String())
			if err != nil {
				l.ThrowType("a message is not in a format this app reads")
			}
			return l.Uint8Array(b)
		}},
		{codec, "utf8", func(c goja.FunctionCall) goja.Value { return l.Uint8Array([]byte(c.Argument(0).String())) }},
		{codec, "text", func(c goja.FunctionCall) goja.Value {
			b, _ := jsloop.Bytes(c.Argument(0))
			return vm.ToValue(jsloop.DecodeUTF8(b))
		}},
		{codec, "write", func(c goja.FunctionCall) goja.Value {
			return call(write, call(structuredClone, c.Argument(0)), bytes)
		}},
		{codec, "read", func(c goja.FunctionCall) goja.Value { return call(readBack, c.Argument(0), bytes) }},
		{codec, "detach", func(c goja.FunctionCall) goja.Value {
			if view, ok := c.Argument(0).(*goja.Object); ok {
				if b, ok := view.Get("buffer").Export().(goja.ArrayBuffer); ok {
					b.Detach()
				}
			}
			return goja.Undefined()
		}},
	} {
		if err := f.on.Set(f.name, f.do); err != nil {
			return nil, err
		}
	}
	return codec, nil
}
