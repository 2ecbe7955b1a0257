package crypto

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"math/big"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

func rsaNatives(l *jsloop.Loop) map[string]jsloop.Native {
	return map[string]jsloop.Native{
		"spki":     spkiNative(l),
		"pkcs8":    pkcs8Native(l),
		"encode":   encodeNative(l),
		"generate": rsaGenerate(l),
		"fromJWK":  rsaFromJWK(l),
		"toJWK":    rsaToJWK(l),
		"info":     rsaInfo(l),
		"sign":     rsaSign(l),
		"verify":   rsaVerify(l),
		"encrypt":  rsaOAEP(l, true),
		"decrypt":  rsaOAEP(l, false),
	}
}

// generate(bits) → a promise for a key; finding primes takes a second.
func rsaGenerate(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		bits := int(call.Argument(0).ToInteger())
		return l.Async("crypto.generateKey", func(context.Context) (jsloop.Settle, error) {
			private, err := rsa.GenerateKey(rand.Reader, bits)
			if err != nil {
				return nil, operationError("%s", err)
			}
			return func() (goja.Value, error) { return pair{&private.PublicKey, private}.value(l), nil }, nil
		})
	}
}

var rsaFields = []string{"d", "n", "e", "p", "q", "dp", "dq", "qi"}

// fromJWK(fields) → key or null.
func rsaFromJWK(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		f := fields(call.Argument(0).ToObject(l.VM()), "n", "e", "d", "p", "q")
		number := func(b []byte) *big.Int { return new(big.Int).SetBytes(b) }
		e := number(f[1])
		if !e.IsInt64() || e.Int64() > 1<<31-1 || e.Int64() < 2 || len(f[0]) == 0 {
			return goja.Null()
		}
		public := rsa.PublicKey{N: number(f[0]), E: int(e.Int64())}
		if f[2] == nil {
			return pair{public: &public}.value(l)
		}
		private := &rsa.PrivateKey{PublicKey: public, D: number(f[2]), Primes: []*big.Int{number(f[3]), number(f[4])}}
		if private.Validate() != nil {
			return goja.Null()
		}
		private.Precompute()
		return pair{&private.PublicKey, private}.value(l)
	}
}

func rsaToJWK(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		k := keyOf(l, call.Argument(0))
		public := k.public.(*rsa.PublicKey)
		n, e := public.N.Bytes(), big.NewInt(int64(public.E)).Bytes()
		private, ok := k.private.(*rsa.PrivateKey)
		if !ok {
			return object(l, rsaFields, nil, n, e, nil, nil, nil, nil, nil)
		}
		private.Precompute()
		p := private.Precomputed
		return object(l, rsaFields, private.D.Bytes(), n, e, private.Primes[0].Bytes(), private.Primes[1].Bytes(),
			p.Dp.Bytes(), p.Dq.Bytes(), p.Qinv.Bytes())
	}
}

// info(key) → [bits of the modulus, exponent as bytes]
func rsaInfo(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		public := keyOf(l, call.Argument(0)).public.(*rsa.PublicKey)
		return l.VM().NewArray(public.N.BitLen(), l.Uint8Array(big.NewInt(int64(public.E)).Bytes()))
	}
}

// sign(name, key, hash, data, saltLength) → a promise for an ArrayBuffer.
func rsaSign(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		pss := call.Argument(0).String() == "RSA-PSS"
		private := keyOf(l, call.Argument(1)).private.(*rsa.PrivateKey)
		h, salt := digests[call.Argument(2).String()], int(call.Argument(4).ToInteger())
		return compute(l, "crypto.sign", bytes.Clone(bytesOf(l, call.Argument(3))), func(data []byte) ([]byte, error) {
			digest := sum(h, data)
			if !pss {
				out, err := rsa.SignPKCS1v15(rand.Reader, private, h, digest)
				if err != nil {
					return nil, operationError("%s", err)
				}
				return out, nil
			}
			if salt+h.Size()+2 > private.Size() {
				return nil, operationError("key too small for signing with given digest and salt length")
			}
			out, err := rsa.SignPSS(rand.Reader, private, h, digest, pssOptions(salt, h))
			if err != nil {
				return nil, operationError("%s", err)
			}
			return out, nil
		})
	}
}

func pssOptions(salt int, h crypto.Hash) *rsa.PSSOptions {
	return &rsa.PSSOptions{SaltLength: salt, Hash: h}
}

// verify(name, key, hash, signature, data, saltLength) → boolean
func rsaVerify(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		public := keyOf(l, call.Argument(1)).public.(*rsa.PublicKey)
		h, salt := digests[call.Argument(2).String()], int(call.Argument(5).ToInteger())
		signature, digest := bytesOf(l, call.Argument(3)), sum(h, bytesOf(l, call.Argument(4)))
		var err error
		if call.Argument(0).String() == "RSA-PSS" {
			err = rsa.VerifyPSS(public, h, digest, signature, pssOptions(salt, h))
		} else {
			err = rsa.VerifyPKCS1v15(public, h, digest, signature)
		}
		return l.VM().ToValue(err == nil)
	}
}

// encrypt(key, hash, data, label) → a promise for an ArrayBuffer.
func rsaOAEP(l *jsloop.Loop, encrypt bool) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		k := keyOf(l, call.Argument(0))
		h := digests[call.Argument(1).String()]
		label, _ := jsloop.CopyBytes(call.Argument(3))
		return compute(l, "crypto.rsa", bytes.Clone(bytesOf(l, call.Argument(2))), func(data []byte) ([]byte, error) {
			var out []byte
			var err error
			if encrypt {
				out, err = rsa.EncryptOAEP(h.New(), rand.Reader, k.public.(*rsa.PublicKey), data, label)
			} else {
				out, err = rsa.DecryptOAEP(h.New(), nil, k.private.(*rsa.PrivateKey), data, label)
			}
			if err != nil && !encrypt && len(data) != k.public.(*rsa.PublicKey).Size() {
				return nil, operationError("RSA-OAEP failed encrypt/decrypt: Invalid RSA signature..")
			}
			if err != nil {
				return nil, operationError("RSA-OAEP failed encrypt/decrypt.")
			}
			return out, nil
		})
	}
}
