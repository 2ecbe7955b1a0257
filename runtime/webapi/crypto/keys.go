package crypto

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// pair is an asymmetric key as a CryptoKey holds it: public is always there,
// private only in private keys. X25519 keys are crypto/ecdh's, ECDH over NIST
// curves shares ECDSA's.
type pair struct {
	public  crypto.PublicKey
	private crypto.PrivateKey
}

// keyOf finds the pair behind a value that a native gave out.
func keyOf(l *jsloop.Loop, v goja.Value) pair {
	if v != nil {
		if k, ok := v.Export().(*pair); ok {
			return *k
		}
	}
	l.ThrowType("not a key")
	return pair{}
}

func (p pair) value(l *jsloop.Loop) goja.Value { return l.VM().ToValue(&p) }

// publicOf is the public half of a private key; nil for kinds we do not know.
func publicOf(private crypto.PrivateKey) crypto.PublicKey {
	switch k := private.(type) {
	case *rsa.PrivateKey:
		return &k.PublicKey
	case *ecdsa.PrivateKey:
		return &k.PublicKey
	case ed25519.PrivateKey:
		return k.Public()
	case *ecdh.PrivateKey:
		return k.PublicKey()
	}
	return nil
}

// family names what kind of key it is: "RSA", a curve, or "" for others.
func family(public crypto.PublicKey) string {
	switch k := public.(type) {
	case *rsa.PublicKey:
		return "RSA"
	case *ecdsa.PublicKey:
		return k.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	case *ecdh.PublicKey:
		if k.Curve() == ecdh.X25519() {
			return "X25519"
		}
	}
	return ""
}

// spki(bytes) → [key, family] or null; pkcs8 the same for private keys.
func spkiNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		public, err := x509.ParsePKIXPublicKey(bytesOf(l, call.Argument(0)))
		if err != nil || family(public) == "" {
			return goja.Null()
		}
		return l.VM().NewArray(pair{public: public}.value(l), family(public))
	}
}

func pkcs8Native(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		private, err := x509.ParsePKCS8PrivateKey(bytesOf(l, call.Argument(0)))
		if err != nil || family(publicOf(private)) == "" {
			return goja.Null()
		}
		public := publicOf(private)
		return l.VM().NewArray(pair{public, private}.value(l), family(public))
	}
}

// encode(key, "spki" or "pkcs8") → ArrayBuffer
func encodeNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		k := keyOf(l, call.Argument(0))
		var out []byte
		var err error
		if call.Argument(1).String() == "spki" {
			out, err = x509.MarshalPKIXPublicKey(k.public)
		} else {
			out, err = x509.MarshalPKCS8PrivateKey(k.private)
		}
		if err != nil {
			l.Throw(operationError("%s", err))
		}
		return l.ArrayBuffer(out)
	}
}

// fields reads byte fields of an object made by our scripts.
func fields(o *goja.Object, names ...string) [][]byte {
	out := make([][]byte, len(names))
	for i, name := range names {
		out[i], _ = jsloop.Bytes(o.Get(name))
	}
	return out
}

// object makes an object of byte fields, in order.
func object(l *jsloop.Loop, names []string, values ...[]byte) goja.Value {
	o := l.VM().NewObject()
	for i, name := range names {
		if values[i] != nil {
			_ = o.Set(name, l.Uint8Array(values[i]))
		}
	}
	return o
}

var digests = map[string]crypto.Hash{
	"SHA-1": crypto.SHA1, "SHA-256": crypto.SHA256, "SHA-384": crypto.SHA384, "SHA-512": crypto.SHA512, "MD5": crypto.MD5,
}

func sum(h crypto.Hash, b []byte) []byte {
	w := h.New()
	w.Write(b)
	return w.Sum(nil)
}
