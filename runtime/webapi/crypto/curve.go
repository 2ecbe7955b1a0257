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

func addCurves(l *jsloop.Loop, n map[string]jsloop.Native) {
	n["curveGenerate"] = curveGenerate(l)
	n["curveFromRaw"] = curveFromRaw(l)
	n["curveToRaw"] = curveToRaw(l)
	n["curveFromJWK"] = curveFromJWK(l)
	n["curveToJWK"] = curveToJWK(l)
	n["curveSign"] = curveSign(l)
	n["curveVerify"] = curveVerify(l)
	n["curveAgree"] = curveAgree(l)
}

// GenerateCurve makes a key of a curve by its name here: P-256 … or Ed25519 or X25519.
func GenerateCurve(name string) (Pair, error) {
	switch name {
	case "Ed25519":
		public, private, err := ed25519.GenerateKey(rand.Reader)
		return Pair{public, private}, err
	case "X25519":
		private, err := ecdh.X25519().GenerateKey(rand.Reader)
		if err != nil {
			return Pair{}, err
		}
		return Pair{private.PublicKey(), private}, nil
	}
	private, err := ecdsa.GenerateKey(curveOf(name), rand.Reader)
	if err != nil {
		return Pair{}, err
	}
	return Pair{&private.PublicKey, private}, nil
}

// curveGenerate(curve) → key
func curveGenerate(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		k, err := GenerateCurve(call.Argument(0).String())
		if err != nil {
			l.Throw(operationError("%s", err))
		}
		return k.Value(l)
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
		return nil
	case "X25519":
		if k, err := ecdh.X25519().NewPublicKey(b); err == nil {
			return k
		}
		return nil
	}
	c := curveOf(name)
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

// curveFromRaw(curve, bytes) → key or null
func curveFromRaw(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		public := publicFrom(call.Argument(0).String(), bytesOf(l, call.Argument(1)))
		if public == nil {
			return goja.Null()
		}
		return Pair{Public: public}.Value(l)
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
		return l.ArrayBuffer(rawOf(keyOf(l, call.Argument(0)).Public))
	}
}

// CurveFromNumbers makes a key of a JSON Web Key's numbers; without x the public
// half follows from d. False when they are no key, or not one key.
func CurveFromNumbers(name string, x, y, d []byte) (Pair, bool) {
	var public any
	if x != nil {
		raw := x
		if c := curveOf(name); c != nil {
			bx, by := new(big.Int).SetBytes(x), new(big.Int).SetBytes(y)
			if (bx.BitLen()+7)/8 > size(c) || (by.BitLen()+7)/8 > size(c) {
				return Pair{}, false
			}
			raw = uncompressed(c, bx, by)
		}
		if public = publicFrom(name, raw); public == nil {
			return Pair{}, false
		}
	}
	if d == nil {
		return Pair{Public: public}, public != nil
	}
	private := privateFrom(name, d)
	if private == nil {
		return Pair{}, false
	}
	derived := publicOf(private)
	if k, ok := public.(*ecdsa.PublicKey); ok && !k.Equal(derived) {
		return Pair{}, false
	}
	return Pair{derived, private}, true
}

// curveFromJWK(curve, {x, y, d}) → key or null
func curveFromJWK(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		f := fields(call.Argument(1).ToObject(l.VM()), "x", "y", "d")
		p, ok := CurveFromNumbers(call.Argument(0).String(), f[0], f[1], f[2])
		if !ok {
			return goja.Null()
		}
		return p.Value(l)
	}
}

func privateFrom(name string, d []byte) any {
	switch name {
	case "Ed25519":
		if len(d) == ed25519.SeedSize {
			return ed25519.NewKeyFromSeed(d)
		}
		return nil
	case "X25519":
		if k, err := ecdh.X25519().NewPrivateKey(d); err == nil {
			return k
		}
		return nil
	}
	c := curveOf(name)
	n := new(big.Int).SetBytes(d)
	if (n.BitLen()+7)/8 > size(c) {
		return nil
	}
	if k, err := ecdsa.ParseRawPrivateKey(c, n.FillBytes(make([]byte, size(c)))); err == nil {
		return k
	}
	return nil
}

// CurveNumbers are the numbers of a JSON Web Key; y and d are nil where there is none.
func CurveNumbers(k Pair) (x, y, d []byte) {
	switch private := k.Private.(type) {
	case ed25519.PrivateKey:
		d = private.Seed()
	case *ecdh.PrivateKey:
		d = private.Bytes()
	case *ecdsa.PrivateKey:
		d, _ = private.Bytes()
	}
	raw := rawOf(k.Public)
	if p, ok := k.Public.(*ecdsa.PublicKey); ok {
		n := size(p.Curve)
		return raw[1 : 1+n], raw[1+n:], d
	}
	return raw, nil, d
}

func curveToJWK(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		x, y, d := CurveNumbers(keyOf(l, call.Argument(0)))
		return object(l, []string{"x", "y", "d"}, x, y, d)
	}
}

// curveSign(key, hash, data) → ArrayBuffer: r and s side by side, or Ed25519's bytes.
func curveSign(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		k, data := keyOf(l, call.Argument(0)), bytesOf(l, call.Argument(2))
		if private, ok := k.Private.(ed25519.PrivateKey); ok {
			return l.ArrayBuffer(ed25519.Sign(private, data))
		}
		private := k.Private.(*ecdsa.PrivateKey)
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

// curveVerify(key, hash, signature, data) → boolean
func curveVerify(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		k, signature, data := keyOf(l, call.Argument(0)), bytesOf(l, call.Argument(2)), bytesOf(l, call.Argument(3))
		if public, ok := k.Public.(ed25519.PublicKey); ok {
			return l.VM().ToValue(ed25519.Verify(public, data, signature))
		}
		public := k.Public.(*ecdsa.PublicKey)
		n := size(public.Curve)
		if len(signature) != 2*n {
			return l.VM().ToValue(false)
		}
		r, s := new(big.Int).SetBytes(signature[:n]), new(big.Int).SetBytes(signature[n:])
		return l.VM().ToValue(ecdsa.Verify(public, sum(digests[call.Argument(1).String()], data), r, s))
	}
}

// Agree is the secret that two keys of one curve share; nil when there is none.
func Agree(mine, theirs Pair) []byte {
	private, ok := mine.Private.(*ecdh.PrivateKey)
	if k, is := mine.Private.(*ecdsa.PrivateKey); is {
		var err error
		private, err = k.ECDH()
		ok = err == nil
	}
	public, both := theirs.Public.(*ecdh.PublicKey)
	if k, is := theirs.Public.(*ecdsa.PublicKey); is {
		var err error
		public, err = k.ECDH()
		both = err == nil
	}
	if !ok || !both {
		return nil
	}
	secret, err := private.ECDH(public)
	if err != nil {
		return nil
	}
	return secret
}

// curveAgree(private, public) → ArrayBuffer with the shared secret, or null
func curveAgree(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		secret := Agree(keyOf(l, call.Argument(0)), keyOf(l, call.Argument(1)))
		if secret == nil {
			return goja.Null()
		}
		return l.ArrayBuffer(secret)
	}
}
