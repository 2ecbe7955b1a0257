package crypto

import (
	gocrypto "crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	subtle "github.com/w2c-dev/w2c/runtime/webapi/crypto"
)

// Keys are subtle's pairs, so that KeyObject.from(cryptoKey) costs nothing.
func pairOf(l *jsloop.Loop, v goja.Value) subtle.Pair {
	p, ok := subtle.PairOf(v)
	if !ok {
		l.ThrowType("not a key")
	}
	return p
}

// typeName is asymmetricKeyType.
func typeName(public gocrypto.PublicKey) string {
	switch k := public.(type) {
	case *rsa.PublicKey:
		return "rsa"
	case *ecdsa.PublicKey:
		return "ec"
	case ed25519.PublicKey:
		return "ed25519"
	case *ecdh.PublicKey:
		return "x25519"
	case *dhPublic:
		_ = k
		return "dh"
	}
	return ""
}

var curveNames = map[string]string{"P-224": "secp224r1", "P-256": "prime256v1", "P-384": "secp384r1", "P-521": "secp521r1"}

// curveByName takes NIST's names and OpenSSL's.
func curveByName(name string) elliptic.Curve {
	switch name {
	case "P-224", "secp224r1":
		return elliptic.P224()
	case "P-256", "prime256v1":
		return elliptic.P256()
	case "P-384", "secp384r1":
		return elliptic.P384()
	case "P-521", "secp521r1":
		return elliptic.P521()
	}
	return nil
}

func addKeys(l *jsloop.Loop, n map[string]jsloop.Native) {
	n["keyType"] = func(c goja.FunctionCall) goja.Value {
		return l.VM().ToValue(typeName(pairOf(l, c.Argument(0)).Public))
	}
	n["keyDetails"] = keyDetails(l)
	n["keyEqual"] = func(c goja.FunctionCall) goja.Value {
		a, b := pairOf(l, c.Argument(0)).Public, pairOf(l, c.Argument(1)).Public
		k, ok := a.(interface{ Equal(gocrypto.PublicKey) bool })
		return l.VM().ToValue(ok && k.Equal(b))
	}
	n["keyPublic"] = func(c goja.FunctionCall) goja.Value {
		return subtle.Pair{Public: pairOf(l, c.Argument(0)).Public}.Value(l)
	}
	n["keyParse"] = keyParse(l)
	n["keyFromJWK"] = keyFromJWK(l)
	n["keyToJWK"] = keyToJWK(l)
	n["keyEncode"] = keyEncode(l)
	n["keyGenerate"] = keyGenerate(l)
}

// keyDetails(key) → [modulusLength, publicExponent as text, namedCurve]
func keyDetails(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		switch k := pairOf(l, c.Argument(0)).Public.(type) {
		case *rsa.PublicKey:
			return l.VM().NewArray(k.N.BitLen(), big.NewInt(int64(k.E)).String(), goja.Undefined())
		case *ecdsa.PublicKey:
			return l.VM().NewArray(goja.Undefined(), goja.Undefined(), curveNames[k.Curve.Params().Name])
		}
		return l.VM().NewArray()
	}
}

// keyParse(bytes, "pem" or "der", type, passphrase, private) → key or null. A
// public key is also taken from a certificate or a private key.
func keyParse(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		der, kind := bytesOf(l, c.Argument(0)), c.Argument(2).String()
		private := c.Argument(4).ToBoolean()
		passphrase := optional(c.Argument(3))
		encrypted := false
		if c.Argument(1).String() == "pem" {
			block, _ := pem.Decode(der)
			if block == nil {
				return goja.Null()
			}
			der, kind = block.Bytes, block.Type
			encrypted = kind == "ENCRYPTED PRIVATE KEY"
			if x509.IsEncryptedPEMBlock(block) { //nolint:staticcheck // old files exist
				var err error
				if der, err = x509.DecryptPEMBlock(block, passphrase); err != nil { //nolint:staticcheck // the same
					return goja.Null()
				}
			}
		}
		if encrypted || private && passphrase != nil && c.Argument(1).String() == "der" {
			if plain, err := openPKCS8(der, passphrase); err == nil {
				der = plain
			} else if encrypted {
				return goja.Null()
			}
		}
		p, ok := parse(der, kind, private)
		if !ok {
			return goja.Null()
		}
		return p.Value(l)
	}
}

func parse(der []byte, kind string, private bool) (subtle.Pair, bool) {
	if private {
		p, err := subtle.ParsePrivate(der)
		return p, err == nil
	}
	switch kind {
	case "RSA PUBLIC KEY", "pkcs1":
		k, err := x509.ParsePKCS1PublicKey(der)
		return subtle.Pair{Public: k}, err == nil
	case "CERTIFICATE":
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return subtle.Pair{}, false
		}
		return subtle.Pair{Public: c.PublicKey}, subtle.Family(c.PublicKey) != ""
	}
	if p, err := subtle.ParseSPKI(der); err == nil {
		return p, true
	}
	p, err := subtle.ParsePrivate(der)
	return subtle.Pair{Public: p.Public}, err == nil
}

// keyFromJWK(kty, crv, fields, private) → key or null
func keyFromJWK(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		o := c.Argument(2).ToObject(l.VM())
		field := func(name string) []byte {
			v := o.Get(name)
			if v == nil || goja.IsUndefined(v) {
				return nil
			}
			b, err := base64.RawURLEncoding.DecodeString(v.String())
			if err != nil {
				return nil
			}
			return b
		}
		var d []byte
		if c.Argument(3).ToBoolean() {
			d = field("d")
		}
		var p subtle.Pair
		var ok bool
		if c.Argument(0).String() == "RSA" {
			p, ok = subtle.RSAFromNumbers(func(name string) []byte {
				if name == "d" {
					return d
				}
				return field(name)
			})
		} else if crv := c.Argument(1).String(); crv == "P-256" || crv == "P-384" || crv == "P-521" || crv == "Ed25519" || crv == "X25519" {
			if p, ok = subtle.CurveFromNumbers(crv, field("x"), field("y"), d); !ok && (crv == "Ed25519" || crv == "X25519") && d != nil {
				p, ok = subtle.CurveFromNumbers(crv, nil, nil, d)
			}
		}
		if !ok {
			return goja.Null()
		}
		return p.Value(l)
	}
}

// keyToJWK(key, private) → object of texts, undefined for what has no such form
func keyToJWK(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		p, private := pairOf(l, c.Argument(0)), c.Argument(1).ToBoolean()
		o := l.VM().NewObject()
		set := func(name string, b []byte) {
			if b != nil {
				_ = o.Set(name, base64.RawURLEncoding.EncodeToString(b))
			}
		}
		switch k := p.Public.(type) {
		case *rsa.PublicKey:
			_ = o.Set("kty", "RSA")
			for i, b := range subtle.RSANumbers(p) {
				if private || i == 1 || i == 2 {
					set(subtle.RSAFields[i], b)
				}
			}
			return o
		case *ecdsa.PublicKey:
			_ = o.Set("kty", "EC")
			_ = o.Set("crv", k.Curve.Params().Name)
		case ed25519.PublicKey, *ecdh.PublicKey:
			_ = o.Set("kty", "OKP")
			if subtle.Family(k) == "Ed25519" {
				_ = o.Set("alg", "EdDSA")
			}
			_ = o.Set("crv", subtle.Family(k))
		default:
			return goja.Undefined()
		}
		x, y, d := subtle.CurveNumbers(p)
		set("x", x)
		set("y", y)
		if private {
			set("d", d)
		}
		return o
	}
}

// keyEncode(key, private, "pem" or "der", type, cipher, passphrase) → text or ArrayBuffer
func keyEncode(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		p, private := pairOf(l, c.Argument(0)), c.Argument(1).ToBoolean()
		der, label, err := encode(p, private, c.Argument(3).String())
		if cipher := c.Argument(4); err == nil && private && !goja.IsUndefined(cipher) {
			if label != "PRIVATE KEY" {
				err = fail("Failed to export key")
			} else {
				der, err = sealPKCS8(der, cipher.String(), optional(c.Argument(5)))
				label = "ENCRYPTED PRIVATE KEY"
			}
		}
		if err != nil {
			l.Throw(err)
		}
		if c.Argument(2).String() == "pem" {
			return l.VM().ToValue(string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})))
		}
		return l.ArrayBuffer(der)
	}
}

func encode(p subtle.Pair, private bool, kind string) (der []byte, label string, err error) {
	_, isRSA := p.Public.(*rsa.PublicKey)
	_, isEC := p.Public.(*ecdsa.PublicKey)
	switch {
	case kind == "pkcs1" && !isRSA: // of public keys; the script has checked private ones
		return nil, "", fail("PKCS1 can only be used for RSA keys")
	case kind == "sec1" && !isEC:
		return nil, "", fail("SEC1 can only be used for EC keys")
	case kind == "pkcs1" && private:
		return x509.MarshalPKCS1PrivateKey(p.Private.(*rsa.PrivateKey)), "RSA PRIVATE KEY", nil
	case kind == "pkcs1":
		return x509.MarshalPKCS1PublicKey(p.Public.(*rsa.PublicKey)), "RSA PUBLIC KEY", nil
	case kind == "sec1" && private:
		der, err = x509.MarshalECPrivateKey(p.Private.(*ecdsa.PrivateKey))
		return der, "EC PRIVATE KEY", err
	case kind == "pkcs8" && private:
		if k, ok := p.Private.(*dhPrivate); ok {
			return k.marshal(), "PRIVATE KEY", nil
		}
		der, err = x509.MarshalPKCS8PrivateKey(p.Private)
		return der, "PRIVATE KEY", err
	case kind != "spki" && kind != "pkcs8" && kind != "sec1":
		return nil, "", fail("Invalid key encoding")
	case !private: // any other name gives the same
		if k, ok := p.Public.(*dhPublic); ok {
			return k.marshal(), "PUBLIC KEY", nil
		}
		der, err = x509.MarshalPKIXPublicKey(p.Public)
		return der, "PUBLIC KEY", err
	}
	return nil, "", fail("Failed to export key")
}

// keyGenerate(type, bits or curve, exponent, wait) → key
func keyGenerate(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		p, err := generate(c.Argument(0).String(), c.Argument(1), int(c.Argument(2).ToInteger()))
		if err != nil {
			l.Throw(err)
		}
		return p.Value(l)
	}
}

func generate(kind string, detail goja.Value, exponent int) (subtle.Pair, error) {
	switch kind {
	case "rsa":
		p, err := subtle.GenerateRSA(int(detail.ToInteger()), exponent)
		if err != nil {
			return p, fail("Failed to generate RSA key")
		}
		return p, nil
	case "ec":
		curve := curveByName(detail.String())
		if curve == nil {
			return subtle.Pair{}, fail("Invalid or unsupported curve")
		}
		return subtle.GenerateCurve(curve.Params().Name)
	case "ed25519":
		return subtle.GenerateCurve("Ed25519")
	}
	return subtle.GenerateCurve("X25519")
}
