package crypto

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// Pair is an asymmetric key as a CryptoKey holds it: Public is always there,
// Private only in private keys. X25519 keys are crypto/ecdh's, ECDH over NIST
// curves shares ECDSA's.
type Pair struct {
	Public  crypto.PublicKey
	Private crypto.PrivateKey
}

// PairOf finds the pair behind a value that a native gave out.
func PairOf(v goja.Value) (Pair, bool) {
	k, ok := jsloop.Unwrap[Pair](v)
	return k, ok
}

func keyOf(l *jsloop.Loop, v goja.Value) Pair {
	k, ok := PairOf(v)
	if !ok {
		l.ThrowType("not a key")
	}
	return k
}

// Value hands the pair to scripts, which can hold it and not open it.
func (p Pair) Value(l *jsloop.Loop) goja.Value { return l.Wrap(p) }

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

// Family names what kind of key it is: "RSA", a curve, or "" for others.
func Family(public crypto.PublicKey) string {
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

func addKeys(l *jsloop.Loop, n map[string]jsloop.Native) {
	n["spki"] = readNative(l, ParseSPKI)
	n["pkcs8"] = readNative(l, ParsePrivate)
	n["encodeKey"] = encodeNative(l)
}

// readNative makes spki(bytes) and pkcs8(bytes) → [key, family], the number of
// bytes behind the key, or null.
func readNative(l *jsloop.Loop, parse func([]byte) (Pair, error)) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		b := bytesOf(l, call.Argument(0))
		var first asn1.RawValue
		rest, err := asn1.Unmarshal(b, &first)
		if err != nil {
			return goja.Null()
		}
		p, err := parse(first.FullBytes)
		if err != nil {
			return goja.Null()
		}
		if len(rest) > 0 {
			return l.VM().ToValue(len(rest))
		}
		return l.VM().NewArray(p.Value(l), Family(p.Public))
	}
}

var errKey = errors.New("unknown kind of key")

// ParseSPKI reads a public key; unlike crypto/x509 it takes compressed points.
func ParseSPKI(der []byte) (Pair, error) {
	public, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		public, err = compressedSPKI(der)
	}
	if err == nil && Family(public) == "" {
		err = errKey
	}
	return Pair{Public: public}, err
}

var (
	oidEC     = asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}
	oidCurves = map[string]string{"1.2.840.10045.3.1.7": "P-256", "1.3.132.0.34": "P-384", "1.3.132.0.35": "P-521"}
)

func compressedSPKI(der []byte) (crypto.PublicKey, error) {
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		Key       asn1.BitString
	}
	if rest, err := asn1.Unmarshal(der, &info); err != nil || len(rest) > 0 || !info.Algorithm.Algorithm.Equal(oidEC) {
		return nil, errKey
	}
	var curve asn1.ObjectIdentifier
	if _, err := asn1.Unmarshal(info.Algorithm.Parameters.FullBytes, &curve); err != nil {
		return nil, err
	}
	name := oidCurves[curve.String()]
	if name == "" {
		return nil, errKey
	}
	if public := publicFrom(name, info.Key.RightAlign()); public != nil {
		return public, nil
	}
	return nil, errKey
}

// ParsePrivate reads a private key in any of the three encodings OpenSSL takes
// for one: PKCS #8, PKCS #1 (RSA) and SEC 1 (curves).
func ParsePrivate(der []byte) (Pair, error) {
	private, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		if k, e := x509.ParsePKCS1PrivateKey(der); e == nil {
			private, err = k, nil
		} else if k, e := x509.ParseECPrivateKey(der); e == nil {
			private, err = k, nil
		}
	}
	if err != nil {
		return Pair{}, err
	}
	public := publicOf(private)
	if Family(public) == "" {
		return Pair{}, errKey
	}
	return Pair{public, private}, nil
}

// encodeKey(key, "spki" or "pkcs8") → ArrayBuffer
func encodeNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		k := keyOf(l, call.Argument(0))
		var out []byte
		var err error
		if call.Argument(1).String() == "spki" {
			if out, err = x509.MarshalPKIXPublicKey(k.Public); err != nil {
				l.Throw(operationError("Public key export failed."))
			}
		} else if out, err = x509.MarshalPKCS8PrivateKey(k.Private); err != nil {
			l.Throw(operationError("Private key export failed."))
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

func curveOf(name string) elliptic.Curve {
	switch name {
	case "P-256":
		return elliptic.P256()
	case "P-384":
		return elliptic.P384()
	case "P-521":
		return elliptic.P521()
	}
	return nil
}
