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

func addRSA(l *jsloop.Loop, n map[string]jsloop.Native) {
	n["rsaGenerate"] = rsaGenerate(l)
	n["rsaFromJWK"] = rsaFromJWK(l)
	n["rsaToJWK"] = rsaToJWK(l)
	n["rsaInfo"] = rsaInfo(l)
	n["rsaSign"] = rsaSign(l)
	n["rsaVerify"] = rsaVerify(l)
	n["rsaCipher"] = rsaOAEP(l)
	n["rsaRaw"] = rsaRaw(l)
}

// GenerateRSA makes a key; Go's own function knows one exponent only.
func GenerateRSA(bits, exponent int) (Pair, error) {
	if exponent == 65537 {
		private, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			return Pair{}, err
		}
		return Pair{&private.PublicKey, private}, nil
	}
	e, one := big.NewInt(int64(exponent)), big.NewInt(1)
	prime := func() (*big.Int, error) {
		for {
			p, err := rand.Prime(rand.Reader, bits/2)
			if err != nil {
				return nil, err
			}
			if new(big.Int).GCD(nil, nil, new(big.Int).Sub(p, one), e).Cmp(one) == 0 {
				return p, nil
			}
		}
	}
	for {
		p, err := prime()
		if err != nil {
			return Pair{}, err
		}
		q, err := prime()
		if err != nil {
			return Pair{}, err
		}
		n := new(big.Int).Mul(p, q)
		if p.Cmp(q) == 0 || n.BitLen() != bits {
			continue
		}
		totient := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		private := &rsa.PrivateKey{
			PublicKey: rsa.PublicKey{N: n, E: exponent},
			D:         new(big.Int).ModInverse(e, totient),
			Primes:    []*big.Int{p, q},
		}
		private.Precompute()
		return Pair{&private.PublicKey, private}, private.Validate()
	}
}

// rsaGenerate(bits, exponent) → a promise for a key; finding primes takes a second.
func rsaGenerate(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		bits, exponent := int(call.Argument(0).ToInteger()), int(call.Argument(1).ToInteger())
		return l.Async("crypto.generateKey", func(context.Context) (jsloop.Settle, error) {
			p, err := GenerateRSA(bits, exponent)
			if err != nil {
				return nil, operationError("%s", err)
			}
			return func() (goja.Value, error) { return p.Value(l), nil }, nil
		})
	}
}

// RSAFromNumbers makes a key of a JSON Web Key's numbers, which bytes gives by
// their names: no "d" in public keys, no "p" in private keys that came without
// what follows it. Go takes three times as long when it has to find dp, dq and
// qi itself.
func RSAFromNumbers(bytes func(string) []byte) (Pair, bool) {
	number := func(name string) *big.Int { return new(big.Int).SetBytes(bytes(name)) }
	exponent, modulus := number("e"), number("n")
	if !exponent.IsInt64() || exponent.Int64() > 1<<31-1 || exponent.Int64() < 2 || modulus.Sign() == 0 {
		return Pair{}, false
	}
	public := rsa.PublicKey{N: modulus, E: int(exponent.Int64())}
	if bytes("d") == nil {
		return Pair{Public: &public}, true
	}
	private := &rsa.PrivateKey{PublicKey: public, D: number("d")}
	if bytes("p") != nil {
		private.Primes = []*big.Int{number("p"), number("q")}
		if bytes("qi") != nil {
			private.Precomputed.Dp, private.Precomputed.Dq, private.Precomputed.Qinv = number("dp"), number("dq"), number("qi")
		}
	} else if private.Primes = primes(public.N, exponent, private.D); private.Primes == nil {
		return Pair{}, false
	}
	private.Precompute()
	if private.Validate() != nil {
		return Pair{}, false
	}
	return Pair{&private.PublicKey, private}, true
}

// primes finds the factors of n from both exponents (NIST SP 800-56B, C.1).
func primes(n, e, d *big.Int) []*big.Int {
	one := big.NewInt(1)
	odd := new(big.Int).Sub(new(big.Int).Mul(e, d), one)
	if odd.Sign() <= 0 || n.Sign() <= 0 {
		return nil
	}
	last := new(big.Int).Sub(n, one)
	odd.Rsh(odd, odd.TrailingZeroBits())
	for g := int64(2); g < 100; g++ {
		x := new(big.Int).Exp(big.NewInt(g), odd, n)
		for range n.BitLen() {
			if x.Cmp(one) == 0 || x.Cmp(last) == 0 {
				break
			}
			next := new(big.Int).Mul(x, x)
			if next.Mod(next, n).Cmp(one) == 0 {
				p := new(big.Int).GCD(nil, nil, x.Sub(x, one), n)
				q := new(big.Int).Div(n, p)
				if p.Cmp(q) < 0 {
					p, q = q, p
				}
				return []*big.Int{p, q}
			}
			x = next
		}
	}
	return nil
}

// rsaFromJWK(fields) → key or null.
func rsaFromJWK(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		o := call.Argument(0).ToObject(l.VM())
		p, ok := RSAFromNumbers(func(name string) []byte {
			b, _ := jsloop.Bytes(o.Get(name))
			return b
		})
		if !ok {
			return goja.Null()
		}
		return p.Value(l)
	}
}

// RSAFields are the members of a JSON Web Key in the order of RSANumbers.
var RSAFields = []string{"d", "n", "e", "p", "q", "dp", "dq", "qi"}

// RSANumbers are those members; all but n and e are nil in a public key.
func RSANumbers(k Pair) [][]byte {
	public := k.Public.(*rsa.PublicKey)
	out := make([][]byte, len(RSAFields))
	out[1], out[2] = public.N.Bytes(), big.NewInt(int64(public.E)).Bytes()
	private, ok := k.Private.(*rsa.PrivateKey)
	if !ok {
		return out
	}
	out[0] = private.D.Bytes()
	if len(private.Primes) == 2 {
		private.Precompute()
		p := private.Precomputed
		out[3], out[4] = private.Primes[0].Bytes(), private.Primes[1].Bytes()
		out[5], out[6], out[7] = p.Dp.Bytes(), p.Dq.Bytes(), p.Qinv.Bytes()
	}
	return out
}

func rsaToJWK(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		return object(l, RSAFields, RSANumbers(keyOf(l, call.Argument(0)))...)
	}
}

// rsaInfo(key) → [bits of the modulus in whole bytes, exponent as bytes]
func rsaInfo(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		public := keyOf(l, call.Argument(0)).Public.(*rsa.PublicKey)
		return l.VM().NewArray(public.Size()*8, l.Uint8Array(big.NewInt(int64(public.E)).Bytes()))
	}
}

// SignRSA signs a digest, with PSS when pss and PKCS #1 v1.5 when not; salt is
// the length of PSS's.
func SignRSA(private *rsa.PrivateKey, pss bool, h crypto.Hash, digest []byte, salt int) ([]byte, error) {
	switch {
	case !pss:
		return rsa.SignPKCS1v15(rand.Reader, private, h, digest)
	case salt > 0:
		return rsa.SignPSS(rand.Reader, private, h, digest, &rsa.PSSOptions{SaltLength: salt, Hash: h})
	}
	// Go reads a salt of no bytes as "as many as fit".
	encoded, err := encodePSS(h, digest, private.N.BitLen()-1)
	if err != nil {
		return nil, err
	}
	return RawPrivate(private, encoded)
}

// VerifyRSA is the other half of SignRSA.
func VerifyRSA(public *rsa.PublicKey, pss bool, h crypto.Hash, digest, signature []byte, salt int) bool {
	switch {
	case !pss:
		return rsa.VerifyPKCS1v15(public, h, digest, signature) == nil
	case salt > 0:
		return rsa.VerifyPSS(public, h, digest, signature, &rsa.PSSOptions{SaltLength: salt, Hash: h}) == nil
	}
	if len(signature) != public.Size() {
		return false
	}
	encoded, err := encodePSS(h, digest, public.N.BitLen()-1)
	if err != nil {
		return false
	}
	opened, err := RawPublic(public, signature)
	// Without a salt there is one right encoding only.
	return err == nil && new(big.Int).SetBytes(opened).Cmp(new(big.Int).SetBytes(encoded)) == 0
}

// rsaSign(name, key, hash, data, saltLength) → a promise for an ArrayBuffer.
func rsaSign(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		pss := call.Argument(0).String() == "RSA-PSS"
		private := keyOf(l, call.Argument(1)).Private.(*rsa.PrivateKey)
		h, salt := digests[call.Argument(2).String()], int(call.Argument(4).ToInteger())
		digest := sum(h, bytesOf(l, call.Argument(3)))
		return compute(l, "crypto.sign", func() ([]byte, error) {
			out, err := SignRSA(private, pss, h, digest, salt)
			if err != nil {
				return nil, operationError("%s", err)
			}
			return out, nil
		})
	}
}

// rsaVerify(name, key, hash, signature, data, saltLength) → boolean
func rsaVerify(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		public := keyOf(l, call.Argument(1)).Public.(*rsa.PublicKey)
		h, salt := digests[call.Argument(2).String()], int(call.Argument(5).ToInteger())
		signature, digest := bytesOf(l, call.Argument(3)), sum(h, bytesOf(l, call.Argument(4)))
		pss := call.Argument(0).String() == "RSA-PSS"
		return l.VM().ToValue(VerifyRSA(public, pss, h, digest, signature, salt))
	}
}

// rsaCipher(encrypt, key, hash, data, label) → a promise for an ArrayBuffer.
func rsaOAEP(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		encrypt := call.Argument(0).ToBoolean()
		k := keyOf(l, call.Argument(1))
		h := digests[call.Argument(2).String()]
		data := bytes.Clone(bytesOf(l, call.Argument(3)))
		label, _ := jsloop.CopyBytes(call.Argument(4))
		return compute(l, "crypto.rsa", func() ([]byte, error) {
			var out []byte
			var err error
			if encrypt {
				out, err = rsa.EncryptOAEP(h.New(), rand.Reader, k.Public.(*rsa.PublicKey), data, label)
			} else {
				out, err = rsa.DecryptOAEP(h.New(), nil, k.Private.(*rsa.PrivateKey), data, label)
			}
			if err != nil && !encrypt && len(data) != k.Public.(*rsa.PublicKey).Size() {
				return nil, operationError("RSA-OAEP failed encrypt/decrypt: Invalid RSA signature..")
			}
			if err != nil {
				return nil, operationError("RSA-OAEP failed encrypt/decrypt.")
			}
			return out, nil
		})
	}
}

// rsaRaw(key, data) → ArrayBuffer, null when data is not below the modulus
func rsaRaw(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		out, err := RawPrivate(keyOf(l, call.Argument(0)).Private.(*rsa.PrivateKey), bytesOf(l, call.Argument(1)))
		if err != nil {
			return goja.Null()
		}
		return l.ArrayBuffer(out)
	}
}
