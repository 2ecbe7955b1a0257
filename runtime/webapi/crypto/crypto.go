// Package crypto is the Web Crypto API: random values, digests, HMAC, AES, RSA,
// ECDSA, ECDH, Ed25519, X25519, PBKDF2 and HKDF, with workerd's extras
// timingSafeEqual, DigestStream and RSA-RAW.
//
// Specification: https://w3c.github.io/webcrypto/
// The scripts, which the Node host runs as well, check arguments and keep keys;
// the functions here see bytes.
package crypto

import (
	"context"
	"embed"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Class installs the crypto classes.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "crypto" }

//go:embed *.gen.js
var sources embed.FS

func newScript(name string) *jsloop.Script {
	return jsloop.NewScriptFrom("crypto/"+name+".js", func() string {
		source, err := sources.ReadFile(name + ".gen.js")
		if err != nil {
			panic(err) // embedded
		}
		return string(source)
	})
}

var (
	subtle  = newScript("subtle")
	scripts = map[string]*jsloop.Script{
		"core": newScript("core"), "asymmetric": newScript("asymmetric"),
		"hmac": newScript("hmac"), "aes": newScript("aes"), "derive": newScript("derive"),
		"rsa": newScript("rsa"), "curve": newScript("curve"),
	}
)

// Install defines the globals in l's VM.
func (Class) Install(l *jsloop.Loop) error {
	load := func() (*goja.Object, error) {
		o, err := subtle.Run(l, natives(l))
		if err != nil {
			return nil, err
		}
		return o.(*goja.Object).Get("globals").(*goja.Object), nil
	}
	var made *goja.Object
	once := func() (*goja.Object, error) {
		if made != nil {
			return made, nil
		}
		var err error
		made, err = load()
		return made, err
	}
	return globals.Lazy(l, l.VM().GlobalObject(), once, "crypto", "Crypto", "SubtleCrypto", "CryptoKey")
}

// natives are what the scripts call; each script runs when another needs it.
func natives(l *jsloop.Loop) map[string]jsloop.Native {
	n := map[string]jsloop.Native{}
	loaded := map[string]*goja.Object{}
	need := func(name string) *goja.Object {
		if o := loaded[name]; o != nil {
			return o
		}
		v, err := scripts[name].Run(l, n)
		if err != nil {
			l.Throw(err)
		}
		o := v.(*goja.Object)
		loaded[name] = o
		if name == "core" {
			// What others ask of keys: structuredClone, node:crypto.
			_ = l.Internals().Set("crypto", o)
		}
		return o
	}
	n["need"] = func(call goja.FunctionCall) goja.Value { return need(call.Argument(0).String()) }
	n["load"] = func(call goja.FunctionCall) goja.Value { return need(call.Argument(0).String()).Get("algorithms") }
	addBytes(l, n)
	addKeys(l, n)
	addRSA(l, n)
	addCurves(l, n)
	n["cipher"] = cipherNative(l)
	n["pbkdf2"] = pbkdf2Native(l)
	n["hkdf"] = hkdfNative(l)
	return n
}

func bytesOf(l *jsloop.Loop, v goja.Value) []byte {
	b, ok := jsloop.Bytes(v)
	if !ok {
		l.ThrowType("not a buffer")
	}
	return b
}

// slow is how many bytes are worth a goroutine; below, hashing takes less than
// handing the work over.
const slow = 1 << 18

func operationError(format string, args ...any) error {
	return jsloop.DOMError("OperationError", format, args...)
}

// compute runs work on a goroutine and returns a promise for an ArrayBuffer.
func compute(l *jsloop.Loop, what string, work func() ([]byte, error)) goja.Value {
	return l.Async(what, func(context.Context) (jsloop.Settle, error) {
		out, err := work()
		if err != nil {
			return nil, err
		}
		return func() (goja.Value, error) { return l.ArrayBuffer(out), nil }, nil
	})
}
