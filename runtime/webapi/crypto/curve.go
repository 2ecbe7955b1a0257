package crypto

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"math/big"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

var curves = map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()}

func curveNatives(l *jsloop.Loop) map[string]jsloop.Native {
	return map[string]jsloop.Native{
		"spki":     spkiNative(l),
		"pkcs8":    pkcs8Native(l),
		"encode":   encodeNative(l),
		"generate": curveGenerate(l),
		"raw":      curveFromRaw(l),
		"toRaw":    curveToRaw(l),
		"fromJWK":  curveFromJWK(l),
		"toJWK":    curveToJWK(l),
		"sign":     curveSign(l),
		"verify":   curveVerify(l),
		"agree":    curveAgree(l),
	}
}

// generate(curve) → key
func curveGenerate(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		var k pair
		var err error
		switch name := call.Argument(0).String(); name {
		case "Ed25519":
			var public ed25519.PublicKey
			var private ed25519.PrivateKey
			public, private, err = ed25519.GenerateKey(rand.Reader)
			k = pair{public, private}
		case "X25519":
			var private *ecdh.PrivateKey
			if private, err = ecdh.X25519().GenerateKey(rand.Reader); err == nil {
				k = pair{private.PublicKey(), private}
			}
		default:
			var private *ecdsa.PrivateKey
			if private, err = ecdsa.GenerateKey(curves[name], rand.Reader); err == nil {
				k = pair{&private.PublicKey, private}
			}
		}
		if err != nil {
			l.Throw(operationError("%s", err))
		}
		return k.value(l)
	}
}

func size(c elliptic.Curve) int { return (c.Params().BitSize + 7) / 8 }

// publicFrom reads a raw public key of a curve; nil when it is wrong.
func publicFrom(name string, b []byte) any {
	switch name {
	case "Ed25519":
		if len(b) == ed25519.PublicKeySize {
			return ed25519.PublicKey(append([]byte(nil), b...))
		}
	case "X25519":
		if k, err := ecdh.X25519().NewPublicKey(b); err == nil {
			return k
		}
	default:
		c := curves[name]
		if len(b) == 1+size(c) && (b[0] == 2 || b[0] == 3) {
			x, y := elliptic.UnmarshalCompressed(c, b)
			if x == nil {
				return nil
			}
			b = uncompressed(c, x, y)
		}
		if k, err := ecdsa.ParseUncompressedPublicKey(c, b); err == nil {
			return k
		}
	}
	return nil
}

func uncompressed(c elliptic.Curve, x, y *big.Int) []byte {
	n := size(c)
	b := make([]byte, 1+2*n)
	b[0] = 4
	x.FillBytes(b[1 : 1+n])
	y.FillBytes(b[1+n:])
	return b
}

// raw(curve, bytes) → key or null
func curveFromRaw(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		public := publicFrom(call.Argument(0).String(), bytesOf(l, call.Argument(1)))
		if public == nil {
			return goja.Null()
		}
		return pair{public: public}.value(l)
	}
}

// rawOf is the public key as bytes.
func rawOf(public any) []byte {
	switch k := public.(type) {
	case ed25519.PublicKey:
		return append([]byte(nil), k...)
	case *ecdh.PublicKey:
		return k.Bytes()
	case *ecdsa.PublicKey:
		b, _ := k.Bytes()
		return b
	}
	return nil
}

func curveToRaw(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		return l.ArrayBuffer(rawOf(keyOf(l, call.Argument(0)).public))
	}
}

// fromJWK(curve, {x, y, d}) → key or null
func curveFromJWK(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		name := call.Argument(0).String()
		f := fields(call.Argument(1).ToObject(l.VM()), "x", "y", "d")
		x, y, d := f[0], f[1], f[2]
		raw := x
		if c := curves[name]; c != nil {
			if len(x) > size(c) || len(y) > size(c) {
				return goja.Null()
			}
			raw = uncompressed(c, new(big.Int).SetBytes(x), new(big.Int).SetBytes(y))
		}
		public := publicFrom(name, raw)
		if public == nil {
			return goja.Null()
		}
		if d == nil {
			return pair{public: public}.value(l)
		}
		private := privateFrom(name, d)
		if private == nil {
			return goja.Null()
		}
		return pair{publicOf(private), private}.value(l)
	}
}

func privateFrom(name string, d []byte) any {
	switch name {
	case "Ed25519":
		if len(d) == ed25519.SeedSize {
			return ed25519.NewKeyFromSeed(d)
		}
	case "X25519":
		if k, err := ecdh.X25519().NewPrivateKey(d); err == nil {
			return k
		}
	default:
		c := curves[name]
		if len(d) > size(c) {
			return nil
		}
		if k, err := ecdsa.ParseRawPrivateKey(c, new(big.Int).SetBytes(d).FillBytes(make([]byte, size(c)))); err == nil {
			return k
		}
	}
	return nil
}

func curveToJWK(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		k := keyOf(l, call.Argument(0))
		var d []byte
		switch private := k.private.(type) {
		case ed25519.PrivateKey:
			d = private.Seed()
		case *ecdh.PrivateKey:
			d = private.Bytes()
		case *ecdsa.PrivateKey:
			d, _ = private.Bytes()
		}
		raw := rawOf(k.public)
		if p, ok := k.public.(*ecdsa.PublicKey); ok {
			n := size(p.Curve)
			return object(l, []string{"x", "y", "d"}, raw[1:1+n], raw[1+n:], d)
		}
		return object(l, []string{"x", "y", "d"}, raw, nil, d)
	}
}

// sign(key, hash, data) → ArrayBuffer: r and s side by side, or Ed25519's bytes.
func curveSign(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		k, data := keyOf(l, call.Argument(0)), bytesOf(l, call.Argument(2))
		if private, ok := k.private.(ed25519.PrivateKey); ok {
			return l.ArrayBuffer(ed25519.Sign(private, data))
		}
		private := k.private.(*ecdsa.PrivateKey)
		r, s, err := ecdsa.Sign(rand.Reader, private, sum(digests[call.Argument(1).String()], data))
		if err != nil {
			l.Throw(operationError("%s", err))
		}
		n := size(private.Curve)
		out := make([]byte, 2*n)
		r.FillBytes(out[:n])
		s.FillBytes(out[n:])
		return l.ArrayBuffer(out)
	}
}

// verify(key, hash, signature, data) → boolean
func curveVerify(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		k, signature, data := keyOf(l, call.Argument(0)), bytesOf(l, call.Argument(2)), bytesOf(l, call.Argument(3))
		if public, ok := k.public.(ed25519.PublicKey); ok {
			return l.VM().ToValue(ed25519.Verify(public, data, signature))
		}
		public := k.public.(*ecdsa.PublicKey)
		n := size(public.Curve)
		if len(signature) != 2*n {
			return l.VM().ToValue(false)
		}
		r, s := new(big.Int).SetBytes(signature[:n]), new(big.Int).SetBytes(signature[n:])
		return l.VM().ToValue(ecdsa.Verify(public, sum(digests[call.Argument(1).String()], data), r, s))
	}
}

// agree(private, public) → ArrayBuffer with the shared secret
func curveAgree(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		private, public := keyOf(l, call.Argument(0)).private, keyOf(l, call.Argument(1)).public
		mine, ok := private.(*ecdh.PrivateKey)
		if k, is := private.(*ecdsa.PrivateKey); is {
			var err error
			mine, err = k.ECDH()
			ok = err == nil
		}
		theirs, both := public.(*ecdh.PublicKey)
		if k, is := public.(*ecdsa.PublicKey); is {
			var err error
			theirs, err = k.ECDH()
			both = err == nil
		}
		if !ok || !both {
			l.Throw(operationError("deriveBits failed"))
		}
		secret, err := mine.ECDH(theirs)
		if err != nil {
			l.Throw(operationError("deriveBits failed"))
		}
		return l.ArrayBuffer(secret)
	}
}
