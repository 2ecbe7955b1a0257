// Package crypto is the Web Crypto API: random values, digests, HMAC, AES, RSA,
// ECDSA, ECDH, Ed25519, X25519, PBKDF2 and HKDF, with workerd's extras
// timingSafeEqual and DigestStream.
//
// Specification: https://w3c.github.io/webcrypto/
// The script checks arguments and keeps keys; the functions here see bytes.
package crypto

import (
	"context"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"embed"
	"encoding/hex"
	"hash"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Class installs the crypto classes.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "crypto" }

//go:embed *.js
var sources embed.FS

func newScript(name string) *jsloop.Script {
	source, err := sources.ReadFile(name + ".js")
	if err != nil {
		panic(err) // embedded
	}
	return jsloop.NewScript("crypto/"+name+".js", string(source))
}

var (
	script   = newScript("crypto")
	families = map[string]*jsloop.Script{
		"hmac": newScript("hmac"), "aes": newScript("aes"), "derive": newScript("derive"),
		"rsa": newScript("rsa"), "curve": newScript("curve"),
	}
)

// Install defines the globals in l's VM.
func (Class) Install(l *jsloop.Loop) error {
	natives := map[string]map[string]jsloop.Native{
		"hmac":   {"hmac": hmacNative(l), "equal": equalNative(l), "random": randomNative(l)},
		"aes":    {"cipher": cipherNative(l), "random": randomNative(l)},
		"derive": {"pbkdf2": pbkdf2Native(l), "hkdf": hkdfNative(l)},
		"rsa":    rsaNatives(l),
		"curve":  curveNatives(l),
	}
	loaded := map[string]globals.Load{}
	for name, s := range families {
		loaded[name] = globals.Once(l, s, natives[name])
	}
	load := globals.Once(l, script, map[string]jsloop.Native{
		"load": func(call goja.FunctionCall) goja.Value {
			o, err := loaded[call.Argument(0).String()]()
			if err != nil {
				l.Throw(err)
			}
			return o
		},
		"digest": digestNative(l),
		"hasher": hasherNative(l),
		"fill":   fillNative(l),
		"uuid":   uuidNative(l),
		"equal":  equalNative(l),
		"isView": func(call goja.FunctionCall) goja.Value {
			_, ok := jsloop.Bytes(call.Argument(0))
			return l.VM().ToValue(ok)
		},
	})
	return globals.Lazy(l, l.VM().GlobalObject(), load, "crypto", "Crypto", "SubtleCrypto", "CryptoKey")
}

var hashes = map[string]func() hash.Hash{
	"SHA-1": sha1.New, "SHA-256": sha256.New, "SHA-384": sha512.New384, "SHA-512": sha512.New, "MD5": md5.New,
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

// digest(name, bytes) → ArrayBuffer or a promise for one.
func digestNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		h := hashes[call.Argument(0).String()]()
		b := bytesOf(l, call.Argument(1))
		if len(b) < slow {
			h.Write(b)
			return l.ArrayBuffer(h.Sum(nil))
		}
		return compute(l, "crypto.digest", append([]byte(nil), b...), func(b []byte) ([]byte, error) {
			h.Write(b)
			return h.Sum(nil), nil
		})
	}
}

// hasher(name) → [write(bytes), sum()], for DigestStream.
func hasherNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		h := hashes[call.Argument(0).String()]()
		return l.VM().NewArray(
			func(call goja.FunctionCall) goja.Value {
				h.Write(bytesOf(l, call.Argument(0)))
				return goja.Undefined()
			},
			func(goja.FunctionCall) goja.Value { return l.ArrayBuffer(h.Sum(nil)) },
		)
	}
}

// hmac(hash, key, bytes) → ArrayBuffer
func hmacNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		h := hmac.New(hashes[call.Argument(0).String()], bytesOf(l, call.Argument(1)))
		h.Write(bytesOf(l, call.Argument(2)))
		return l.ArrayBuffer(h.Sum(nil))
	}
}

func equalNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		a, b := bytesOf(l, call.Argument(0)), bytesOf(l, call.Argument(1))
		return l.VM().ToValue(subtle.ConstantTimeCompare(a, b) == 1)
	}
}

// random(n) → ArrayBuffer
func randomNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		globals.InHandler(l)
		b := make([]byte, call.Argument(0).ToInteger())
		_, _ = rand.Read(b) // cannot fail since Go 1.24
		return l.ArrayBuffer(b)
	}
}

func fillNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		globals.InHandler(l)
		_, _ = rand.Read(bytesOf(l, call.Argument(0)))
		return call.Argument(0)
	}
}

func uuidNative(l *jsloop.Loop) jsloop.Native {
	return func(goja.FunctionCall) goja.Value {
		globals.InHandler(l)
		var b [16]byte
		_, _ = rand.Read(b[:])
		b[6] = b[6]&0x0F | 0x40
		b[8] = b[8]&0x3F | 0x80
		s := hex.EncodeToString(b[:])
		return l.VM().ToValue(s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:])
	}
}

// compute runs work on a goroutine and returns a promise for an ArrayBuffer.
func compute(l *jsloop.Loop, what string, b []byte, work func([]byte) ([]byte, error)) goja.Value {
	return l.Async(what, func(context.Context) (jsloop.Settle, error) {
		out, err := work(b)
		if err != nil {
			return nil, err
		}
		return func() (goja.Value, error) { return l.ArrayBuffer(out), nil }, nil
	})
}
