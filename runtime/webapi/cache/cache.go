// Package cache is the Cache API for a goja VM: caches.default, caches.open() and
// the store behind them.
//
// https://developers.cloudflare.com/workers/runtime-apis/cache/
//
// What is kept and for how long is decided as wrangler's local cache does it, and
// so are Vary (not looked at), ranges and conditions. Differences from Cloudflare:
// one cache a process instead of one a data centre; a response with a
// content-encoding is kept decoded and encoded again when it is sent.
package cache

import (
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

//go:embed cache.js
var source string

func function() string { return "function (native, internals) {\n\"use strict\";\n" + source + "}" }

// Module is the script as an ES module for Node.
func Module() []byte {
	return []byte("// The Cache API, the same for every server that w2c converts to; cache.ts keeps the\n// responses.\nexport default " + function() + "\n")
}

var script = jsloop.NewScriptFrom("w2c:cache.js", func() string { return "(" + function() + ")" })

// Class is the entry for webapi.Classes; it needs fetch and streams.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "cache" }

type state struct {
	l     *jsloop.Loop
	store *Store
}

const stateKey = "cache:go"

// Install defines the globals, late.
func (Class) Install(l *jsloop.Loop) error {
	s := &state{l: l}
	if err := l.Internals().Set(stateKey, l.Wrap(s)); err != nil {
		return err
	}
	return globals.Lazy(l, l.VM().GlobalObject(), globals.Once(l, script, s.natives()), "Cache", "CacheStorage", "caches")
}

// SetStore gives the VM the store that it shares with the others; the loop's
// goroutine. Without one it has its own, in memory.
func SetStore(l *jsloop.Loop, store *Store) {
	if s, ok := jsloop.Unwrap[*state](l.Internals().Get(stateKey)); ok {
		s.store = store
	}
}

func (s *state) natives() map[string]jsloop.Native {
	l, vm := s.l, s.l.VM()
	kept := func() *Store {
		if s.store == nil {
			s.store = &Store{}
		}
		return s.store
	}
	key := func(c goja.FunctionCall) string { return c.Argument(0).String() + "\n" + c.Argument(1).String() }
	fetchPart := func(name string) jsloop.Native {
		return func(c goja.FunctionCall) goja.Value {
			f, ok := goja.AssertFunction(l.Internals().Get("fetch").(*goja.Object).Get(name))
			if !ok {
				l.ThrowType("fetch has no %s", name)
			}
			v, err := f(goja.Undefined(), c.Arguments...)
			if err != nil {
				globals.Rethrow(l, err)
			}
			return v
		}
	}
	return map[string]jsloop.Native{
		"isRequest":  fetchPart("isRequest"),
		"isResponse": fetchPart("isResponse"),
		"respond":    fetchPart("frozen"),
		"lengthOf":   fetchPart("bodyLength"),
		"find": func(c goja.FunctionCall) goja.Value {
			if l.TopLevel() {
				globals.InHandler(l)
			}
			store, key := kept(), key(c)
			return l.Async("cache.match", func(context.Context) (jsloop.Settle, error) {
				e, ok, err := store.Get(key)
				if err != nil {
					return nil, err
				}
				return func() (goja.Value, error) {
					if !ok {
						return goja.Null(), nil
					}
					o := vm.NewObject()
					list := make([]any, len(e.Headers))
					for i, h := range e.Headers {
						list[i] = h
					}
					_ = o.Set("status", e.Status)
					_ = o.Set("headers", vm.NewArray(list...))
					_ = o.Set("body", l.Uint8Array(append([]byte(nil), e.Body...)))
					return o, nil
				}, nil
			})
		},
		"keep": func(c goja.FunctionCall) goja.Value {
			store, key := kept(), key(c)
			e := Entry{Status: int(c.Argument(2).ToInteger()), Expires: time.UnixMilli(c.Argument(5).ToInteger())}
			if list, ok := c.Argument(3).(*goja.Object); ok {
				for i := range list.Get("length").ToInteger() {
					e.Headers = append(e.Headers, list.Get(strconv.FormatInt(i, 10)).String())
				}
			}
			e.Body, _ = jsloop.CopyBytes(c.Argument(4))
			return l.Async("cache.put", func(context.Context) (jsloop.Settle, error) { return nil, store.Put(key, e) })
		},
		"remove": func(c goja.FunctionCall) goja.Value {
			store, key := kept(), key(c)
			return l.Async("cache.delete", func(context.Context) (jsloop.Settle, error) {
				found := store.Delete(key)
				return func() (goja.Value, error) { return vm.ToValue(found), nil }, nil
			})
		},
		"boundary": func(goja.FunctionCall) goja.Value {
			var b [16]byte
			_, _ = rand.Read(b[:])
			return vm.ToValue(hex.EncodeToString(b[:]))
		},
		"join": func(c goja.FunctionCall) goja.Value {
			var all []byte
			if list, ok := c.Argument(0).(*goja.Object); ok {
				for i := range list.Get("length").ToInteger() {
					piece := list.Get(strconv.FormatInt(i, 10))
					if b, ok := jsloop.Bytes(piece); ok {
						all = append(all, b...)
					} else {
						all = append(all, piece.String()...)
					}
				}
			}
			return l.Uint8Array(all)
		},
		"utf8Length": func(c goja.FunctionCall) goja.Value { return vm.ToValue(len(c.Argument(0).String())) },
	}
}
