package crypto

import (
	"bytes"
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/rand"
	"math/big"

	"github.com/dop251/goja"
	"golang.org/x/crypto/scrypt"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

func addKDF(l *jsloop.Loop, n map[string]jsloop.Native) {
	n["pbkdf2"] = pbkdf2Native(l)
	n["scrypt"] = scryptNative(l)
	n["hkdf"] = hkdfNative(l)
	n["checkPrime"] = func(c goja.FunctionCall) goja.Value {
		checks := int(c.Argument(1).ToInteger())
		return l.VM().ToValue(new(big.Int).SetBytes(bytesOf(l, c.Argument(0))).ProbablyPrime(max(checks, 20)))
	}
	n["randomPrime"] = randomPrimeNative(l)
}

// pbkdf2(password, salt, iterations, size, digest, wait)
func pbkdf2Native(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		name := c.Argument(4).String()
		h := digest(name)
		size, iterations := int(c.Argument(3).ToInteger()), int(c.Argument(2).ToInteger())
		password, salt := string(bytesOf(l, c.Argument(0))), bytes.Clone(bytesOf(l, c.Argument(1)))
		return later(l, "crypto.pbkdf2", c.Argument(5).ToBoolean(), func() ([]byte, error) {
			if h == nil {
				return nil, jsloop.Errorf("TypeError", "Invalid Pbkdf2 digest: %s.", name)
			}
			if size > 255*h().Size() {
				return nil, jsloop.Errorf("RangeError", "Pbkdf2 failed: derived key length exceeds maximum for this hash")
			}
			if size == 0 {
				return nil, nil
			}
			out, err := pbkdf2.Key(h, password, salt, iterations, size)
			if err != nil {
				return nil, fail("Pbkdf2 failed")
			}
			return out, nil
		})
	}
}

// most is what one scrypt may cost, in N·r·p: workerd's limit.
const most = 1 << 20

// scrypt(password, salt, N, r, p, memory, size, wait)
func scryptNative(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		password, salt := bytes.Clone(bytesOf(l, c.Argument(0))), bytes.Clone(bytesOf(l, c.Argument(1)))
		cost, r, p := c.Argument(2).ToInteger(), c.Argument(3).ToInteger(), c.Argument(4).ToInteger()
		memory, size := c.Argument(5).ToInteger(), int(c.Argument(6).ToInteger())
		return later(l, "crypto.scrypt", c.Argument(7).ToBoolean(), func() ([]byte, error) {
			product := new(big.Int).Mul(big.NewInt(cost), new(big.Int).Mul(big.NewInt(r), big.NewInt(p)))
			if product.Cmp(big.NewInt(most)) > 0 {
				return nil, jsloop.Errorf("RangeError", "Scrypt failed: cost exceeds maximum (%d).", most)
			}
			if 128*cost*r+128*r*p+32*r+64 > memory {
				return nil, fail("Scrypt failed")
			}
			if size == 0 {
				return nil, nil
			}
			out, err := scrypt.Key(password, salt, int(cost), int(r), int(p), size)
			if err != nil {
				return nil, fail("Scrypt failed")
			}
			return out, nil
		})
	}
}

// hkdf(digest, key, salt, info, size, wait)
func hkdfNative(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		name := c.Argument(0).String()
		h := digest(name)
		key, salt := bytes.Clone(bytesOf(l, c.Argument(1))), bytes.Clone(bytesOf(l, c.Argument(2)))
		info, size := string(bytesOf(l, c.Argument(3))), int(c.Argument(4).ToInteger())
		return later(l, "crypto.hkdf", c.Argument(5).ToBoolean(), func() ([]byte, error) {
			if h == nil {
				return nil, jsloop.Errorf("TypeError", "Invalid Hkdf digest: %s", name)
			}
			if size > 255*h().Size() {
				return nil, jsloop.Errorf("RangeError", "Invalid Hkdf key length")
			}
			out, err := hkdf.Key(h, key, salt, info, size)
			if err != nil {
				return nil, fail("Hkdf failed")
			}
			return out, nil
		})
	}
}

// randomPrime(bits, safe, add, rem, wait): a prime p with p mod add = rem; a
// safe one has (p-1)/2 prime too.
func randomPrimeNative(l *jsloop.Loop) jsloop.Native {
	return func(c goja.FunctionCall) goja.Value {
		bits, safe := int(c.Argument(0).ToInteger()), c.Argument(1).ToBoolean()
		var add, rem *big.Int
		if b := optional(c.Argument(2)); b != nil {
			add, rem = new(big.Int).SetBytes(b), big.NewInt(1)
			if safe {
				rem.SetInt64(3)
			}
			if b := optional(c.Argument(3)); b != nil {
				rem.SetBytes(b)
			}
			if add.BitLen() > bits || add.Cmp(rem) <= 0 {
				l.Throw(jsloop.Errorf("RangeError", "Invalid values for add and rem"))
			}
		}
		return later(l, "crypto.generatePrime", c.Argument(4).ToBoolean(), func() ([]byte, error) {
			return randomPrime(bits, safe, add, rem)
		})
	}
}

func randomPrime(bits int, safe bool, add, rem *big.Int) ([]byte, error) {
	one, low := big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
	out := make([]byte, (bits+7)/8)
	if bits < 2 {
		return nil, fail("Error while generating prime")
	}
	for range 100_000 {
		var p *big.Int
		var err error
		switch {
		case add != nil:
			if p, err = rand.Int(rand.Reader, low); err != nil {
				return nil, err
			}
			p.Or(p, low)
			p.Sub(p, new(big.Int).Mod(p, add)).Add(p, rem)
			if p.BitLen() != bits || !p.ProbablyPrime(20) {
				continue
			}
		case safe && bits > 3:
			q, err := rand.Prime(rand.Reader, bits-1)
			if err != nil {
				return nil, err
			}
			p = q.Lsh(q, 1).Add(q, one)
			if p.BitLen() != bits || !p.ProbablyPrime(20) {
				continue
			}
		default:
			if p, err = rand.Prime(rand.Reader, bits); err != nil {
				return nil, err
			}
		}
		half := new(big.Int).Rsh(p, 1)
		if safe && !half.ProbablyPrime(20) {
			continue
		}
		return p.FillBytes(out), nil
	}
	return nil, fail("Error while generating prime")
}
