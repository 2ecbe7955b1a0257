package crypto

import (
	"bytes"
	gocrypto "crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/asn1"
	"math/big"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	subtle "github.com/w2c-dev/w2c/runtime/webapi/crypto"
)

// The paddings of RSA by OpenSSL's numbers.
const (
	padPKCS1 = 1
	padNone  = 3
	padOAEP  = 4
	padPSS   = 6
)

type signature struct{ R, S *big.Int }

func addSign(l *jsloop.Loop, n map[string]jsloop.Native) {
	n["signDigest"] = signNative(l)
	n["verifyDigest"] = verifyNative(l)
	n["signPlain"] = func(c goja.FunctionCall) goja.Value {
		k, ok := pairOf(l, c.Argument(0)).Private.(ed25519.PrivateKey)
		if !ok {
			l.Throw(fail("Failed to initialize signing context"))
		}
		return l.ArrayBuffer(ed25519.Sign(k, bytesOf(l, c.Argument(1))))
	}
	n["verifyPlain"] = func(c goja.FunctionCall) goja.Value {
		k, ok := pairOf(l, c.Argument(0)).Public.(ed25519.PublicKey)
		if !ok {
			l.Throw(fail("Failed to initialize verification context"))
		}
		return l.VM().ToValue(ed25519.Verify(k, bytesOf(l, c.Argument(1)), bytesOf(l, c.Argument(2))))
	}
	n["rsaOpen"] = rsaOpen(l)
	n["rsaSeal"] = rsaSeal(l)
}

// signDigest(key, digest name, sum, padding, salt length, raw, one shot) → ArrayBuffer
func signNative(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		p, name, sum := pairOf(l, c.Argument(0)), c.Argument(1).String(), bytesOf(l, c.Argument(2))
		if _, ed := p.Private.(ed25519.PrivateKey); ed && c.Argument(6).ToBoolean() {
			l.Throw(fail("Failed to initialize signing context"))
		}
		out, err := sign(p, name, sum, int(c.Argument(3).ToInteger()), c.Argument(4), c.Argument(5).ToBoolean())
		if err != nil {
			l.Throw(err)
		}
		return l.ArrayBuffer(out)
	}
}

func sign(p subtle.Pair, name string, sum []byte, padding int, salt goja.Value, raw bool) ([]byte, error) {
	switch k := p.Private.(type) {
	case *rsa.PrivateKey:
		h := hashID(name)
		if padding != padPKCS1 && padding != padPSS {
			return nil, fail("Failed to set RSA parameters for signature")
		}
		out, err := subtle.SignRSA(k, padding == padPSS, h, sum, saltLength(salt, &k.PublicKey, h))
		if err != nil {
			return nil, fail("Failed to generate signature")
		}
		return out, nil
	case *ecdsa.PrivateKey:
		r, s, err := ecdsa.Sign(rand.Reader, k, sum)
		if err != nil {
			return nil, fail("Failed to generate signature")
		}
		if raw {
			size := (k.Curve.Params().BitSize + 7) / 8
			out := make([]byte, 2*size)
			r.FillBytes(out[:size])
			s.FillBytes(out[size:])
			return out, nil
		}
		return asn1.Marshal(signature{r, s})
	case ed25519.PrivateKey:
		return nil, fail("Failed to set signature digest")
	}
	return nil, fail("Invalid key for sign operation")
}

// saltLength reads Node's: -1 is the digest's length, -2 the longest that fits.
func saltLength(v goja.Value, k *rsa.PublicKey, h gocrypto.Hash) int {
	longest := (k.N.BitLen()-1+7)/8 - h.Size() - 2
	if goja.IsUndefined(v) {
		return h.Size()
	}
	switch n := int(v.ToInteger()); n {
	case -1:
		return h.Size()
	case -2:
		return longest
	default:
		return n
	}
}

// verifyDigest(key, digest name, sum, signature, padding, salt length, raw)
func verifyNative(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		p, name, sum, sig := pairOf(l, c.Argument(0)), c.Argument(1).String(), bytesOf(l, c.Argument(2)), bytesOf(l, c.Argument(3))
		padding, raw := int(c.Argument(4).ToInteger()), c.Argument(6).ToBoolean()
		ok := false
		switch k := p.Public.(type) {
		case *rsa.PublicKey:
			h := hashID(name)
			pss := padding == padPSS
			switch v := c.Argument(5); {
			case pss && !goja.IsUndefined(v) && v.ToInteger() == -2:
				// Any length that was used will do.
				ok = rsa.VerifyPSS(k, h, sum, sig, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthAuto, Hash: h}) == nil
			default:
				ok = subtle.VerifyRSA(k, pss, h, sum, sig, saltLength(v, k, h))
			}
		case *ecdsa.PublicKey:
			ok = verifyEC(k, sum, sig, raw)
		case ed25519.PublicKey:
			if c.Argument(7).ToBoolean() {
				l.Throw(fail("Failed to initialize verification context"))
			}
			l.Throw(fail("Unsupported operation for this key"))
		default:
			l.Throw(fail("Invalid key for verify operation"))
		}
		return l.VM().ToValue(ok)
	}
}

func verifyEC(k *ecdsa.PublicKey, sum, sig []byte, raw bool) bool {
	if !raw {
		return ecdsa.VerifyASN1(k, sum, sig)
	}
	size := (k.Curve.Params().BitSize + 7) / 8
	if len(sig) != 2*size {
		return false
	}
	return ecdsa.Verify(k, sum, new(big.Int).SetBytes(sig[:size]), new(big.Int).SetBytes(sig[size:]))
}

// rsaSeal(key, private, data, padding, hash, label): publicEncrypt and privateEncrypt
func rsaSeal(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		p, data := pairOf(l, c.Argument(0)), bytesOf(l, c.Argument(2))
		public, ok := p.Public.(*rsa.PublicKey)
		padding := int(c.Argument(3).ToInteger())
		checkRSA(l, ok, padding)
		private, _ := p.Private.(*rsa.PrivateKey)
		var out []byte
		var err error
		switch {
		case c.Argument(1).ToBoolean():
			block, e := pad(data, public.Size(), padding)
			if err = e; err == nil {
				out, err = subtle.RawPrivate(private, block)
			}
		case padding == padOAEP:
			h := digest(c.Argument(4).String())
			if h == nil {
				l.Throw(fail("Unsupported hash digest"))
			}
			out, err = rsa.EncryptOAEP(h(), rand.Reader, public, data, optional(c.Argument(5)))
		case padding == padPKCS1:
			out, err = rsa.EncryptPKCS1v15(rand.Reader, public, data) //nolint:staticcheck // asked for by number
		case padding == padNone && len(data) == public.Size():
			out, err = subtle.RawPublic(public, data)
		default:
			err = fail("")
		}
		if err != nil {
			l.Throw(fail("Failed to cipher/decipher"))
		}
		return l.ArrayBuffer(out)
	}
}

func checkRSA(l *jsloop.Loop, ok bool, padding int) {
	if !ok {
		// The name is this one in all four functions.
		l.Throw(fail("publicEncrypt() currently only supports RSA keys"))
	}
	if padding != padPKCS1 && padding != padNone && padding != padOAEP {
		l.Throw(fail("Failed to set the padding"))
	}
}

// pad is what the private key encrypts: PKCS #1 v1.5, block type 1, or nothing.
func pad(data []byte, size, padding int) ([]byte, error) {
	if padding == padNone && len(data) == size {
		return data, nil
	}
	if padding != padPKCS1 || len(data) > size-11 {
		return nil, fail("")
	}
	out := append([]byte{0, 1}, bytes.Repeat([]byte{0xFF}, size-len(data)-3)...)
	return append(append(out, 0), data...), nil
}

func unpad(block []byte, padding int) ([]byte, error) {
	if padding == padNone {
		return block, nil
	}
	end := bytes.IndexByte(block[2:], 0)
	if padding != padPKCS1 || block[0] != 0 || block[1] != 1 || end < 8 || bytes.ContainsFunc(block[2:2+end], func(r rune) bool { return r != '\uFFFD' }) {
		return nil, fail("")
	}
	return block[3+end:], nil
}

// rsaOpen(key, private, data, padding, hash, label): privateDecrypt and publicDecrypt
func rsaOpen(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		p, data := pairOf(l, c.Argument(0)), bytesOf(l, c.Argument(2))
		padding := int(c.Argument(3).ToInteger())
		private, _ := p.Private.(*rsa.PrivateKey)
		public, ok := p.Public.(*rsa.PublicKey)
		checkRSA(l, ok, padding)
		if len(data) != public.Size() {
			l.Throw(fail("Failed to cipher/decipher"))
		}
		var out []byte
		var err error
		switch {
		case !c.Argument(1).ToBoolean():
			var block []byte
			if block, err = subtle.RawPublic(public, data); err == nil {
				out, err = unpad(block, padding)
			}
		case padding == padOAEP:
			h := digest(c.Argument(4).String())
			if h == nil {
				l.Throw(fail("Unsupported hash digest"))
			}
			out, err = rsa.DecryptOAEP(h(), nil, private, data, optional(c.Argument(5)))
		case padding == padPKCS1:
			out, err = rsa.DecryptPKCS1v15(nil, private, data) //nolint:staticcheck // asked for by number
		default:
			out, err = subtle.RawPrivate(private, data)
		}
		if err != nil {
			l.Throw(fail("Failed to cipher/decipher"))
		}
		return l.ArrayBuffer(out)
	}
}
