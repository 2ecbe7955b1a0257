// Package crypto is node:crypto as workerd has it: what BoringSSL knows, with
// workerd's texts and codes. The scripts check arguments as Node does; the
// functions here see bytes.
//
// Specification: https://nodejs.org/docs/latest-v22.x/api/crypto.html
// Differences from Cloudflare: DSA keys, RC2, the EAX, SIV and CCM ciphers and
// Ed448 are missing and refused as unknown.
package crypto

import (
	"context"
	"embed"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/node/nodemod"
)

//go:embed js
var files embed.FS

type adder func(*jsloop.Loop, map[string]jsloop.Native)

// part is a file of js/, a module, and the functions it stands on.
type part struct {
	file  string
	needs []adder
}

// parts begin with the one a Worker sees.
var parts = []part{
	{"crypto", nil},
	{"util", nil},
	{"hash", []adder{addHash}},
	{"kdf", []adder{addKDF}},
	{"random", []adder{addKDF}},
	{"keys", []adder{addKeys, addDH, addKDF, addHash}},
	{"cipher", []adder{addCipher, addSign}},
	{"sign", []adder{addSign, addHash}},
	{"dh", []adder{addDH, addKDF}},
	{"x509", []adder{addX509, addKeys}},
}

// Modules are crypto and the internal modules it is made of.
func Modules() []nodemod.Module {
	list := make([]nodemod.Module, 0, len(parts))
	for _, p := range parts {
		name := "internal/crypto_" + p.file
		if p.file == "crypto" {
			name = "crypto"
		}
		script := jsloop.NewScriptFrom("node:"+name, func() string {
			source, err := files.ReadFile("js/" + p.file + ".js")
			if err != nil {
				panic(err) // embedded
			}
			return string(source)
		})
		list = append(list, nodemod.Module{Name: name, Script: script, Natives: func(l *jsloop.Loop) map[string]jsloop.Native {
			n := map[string]jsloop.Native{}
			for _, add := range p.needs {
				add(l, n)
			}
			return n
		}})
	}
	return list
}

// bytesOf is an argument's bytes, a view.
func bytesOf(l *jsloop.Loop, v goja.Value) []byte {
	b, ok := jsloop.Bytes(v)
	if !ok {
		l.ThrowType("not a buffer")
	}
	return b
}

// bytesOrText is bytesOf that also takes a string, as UTF-8.
func bytesOrText(v goja.Value) []byte {
	if b, ok := jsloop.Bytes(v); ok {
		return b
	}
	return []byte(strings.ToValidUTF8(v.String(), "\uFFFD"))
}

// optional is the bytes of an argument that may be absent.
func optional(v goja.Value) []byte {
	b, _ := jsloop.Bytes(v)
	return b
}

// fail is an error of workerd's C++: no code, a plain class.
func fail(format string, args ...any) error { return jsloop.Errorf("Error", format, args...) }

// later runs work at once, or on a goroutine when the last argument is true;
// then it returns a promise.
func later(l *jsloop.Loop, what string, wait bool, work func() ([]byte, error)) goja.Value {
	if wait {
		return l.Async(what, func(context.Context) (jsloop.Settle, error) {
			out, err := work()
			if err != nil {
				return nil, err
			}
			return func() (goja.Value, error) { return l.ArrayBuffer(out), nil }, nil
		})
	}
	out, err := work()
	if err != nil {
		l.Throw(err)
	}
	return l.ArrayBuffer(out)
}
