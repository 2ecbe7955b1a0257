// Package zlib is node:zlib as workerd has it: gzip, deflate, raw deflate,
// brotli and zstd, at once, with callbacks and as streams, and crc32.
//
// Specification: https://nodejs.org/docs/latest-v22.x/api/zlib.html
// Differences from Cloudflare: compressed bytes are another encoder's, so they
// differ while they decompress to the same; windowBits and memLevel have no
// effect on them, params() none on the level.
package zlib

import (
	"embed"
	"hash/crc32"
	"runtime"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/node/nodemod"
)

//go:embed js
var files embed.FS

// Modules are zlib and its constants.
func Modules() []nodemod.Module {
	script := func(file, name string) *jsloop.Script {
		return jsloop.NewScriptFrom("node:"+name, func() string {
			source, err := files.ReadFile("js/" + file + ".js")
			if err != nil {
				panic(err) // embedded
			}
			return string(source)
		})
	}
	return []nodemod.Module{
		{Name: "zlib", Script: script("zlib", "zlib"), Natives: natives},
		{Name: "internal/zlib_constants", Script: script("constants", "internal/zlib_constants")},
	}
}

func natives(l *jsloop.Loop) map[string]jsloop.Native {
	of := func(v goja.Value) coder {
		c, ok := jsloop.Unwrap[coder](v)
		if !ok {
			l.ThrowType("not a coder")
		}
		return c
	}
	return map[string]jsloop.Native{
		// crc32(bytes or text, start)
		"crc32": func(c goja.FunctionCall) goja.Value {
			b, ok := jsloop.Bytes(c.Argument(0))
			if !ok {
				b = []byte(strings.ToValidUTF8(c.Argument(0).String(), "\uFFFD"))
			}
			return l.VM().ToValue(int64(crc32.Update(uint32(c.Argument(1).ToInteger()), crc32.IEEETable, b)))
		},
		// open(kind, level, strategy, quality, dictionary) → handle
		"open": func(c goja.FunctionCall) goja.Value {
			dictionary, _ := jsloop.CopyBytes(c.Argument(4))
			z, err := open(settings{
				kind: c.Argument(0).String(), level: int(c.Argument(1).ToInteger()), strategy: int(c.Argument(2).ToInteger()),
				quality: int(c.Argument(3).ToInteger()), dictionary: dictionary,
			})
			if err != nil {
				l.Throw(err)
			}
			h := l.Wrap(z)
			if d, ok := z.(*decoder); ok {
				// A stream nobody finishes must not keep its coroutine.
				runtime.AddCleanup(h, func(stop func()) { stop() }, d.stop)
			}
			return h
		},
		// push(handle, bytes, flush, limit) → ArrayBuffer; flush is Z_NO_FLUSH … Z_FINISH
		"push": func(c goja.FunctionCall) goja.Value {
			b, _ := jsloop.CopyBytes(c.Argument(1))
			out, err := of(c.Argument(0)).push(b, int(c.Argument(2).ToInteger()), int(c.Argument(3).ToInteger()))
			if err != nil {
				l.Throw(err)
			}
			return l.ArrayBuffer(out)
		},
	}
}
