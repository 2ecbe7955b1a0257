package crypto

import (
	gocrypto "crypto"
	"crypto/ecdh"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/asn1"
	"math/big"
	"sync"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	subtle "github.com/w2c-dev/w2c/runtime/webapi/crypto"
)

// dhPublic and dhPrivate are Diffie-Hellman keys over a prime.
type dhPublic struct{ p, g, y *big.Int }

type dhPrivate struct {
	dhPublic
	x *big.Int
}

// Equal is what keyEqual asks.
func (k *dhPublic) Equal(other gocrypto.PublicKey) bool {
	o, ok := other.(*dhPublic)
	return ok && k.p.Cmp(o.p) == 0 && k.g.Cmp(o.g) == 0 && k.y.Cmp(o.y) == 0
}

type dhAlgorithm struct {
	OID    asn1.ObjectIdentifier
	Params struct{ P, G *big.Int }
}

func (k *dhPublic) algorithm() dhAlgorithm {
	a := dhAlgorithm{OID: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 3, 1}}
	a.Params.P, a.Params.G = k.p, k.g
	return a
}

func (k *dhPublic) marshal() []byte {
	y, _ := asn1.Marshal(k.y)
	der, _ := asn1.Marshal(struct {
		A dhAlgorithm
		Y asn1.BitString
	}{k.algorithm(), asn1.BitString{Bytes: y, BitLength: len(y) * 8}})
	return der
}

func (k *dhPrivate) marshal() []byte {
	x, _ := asn1.Marshal(k.x)
	der, _ := asn1.Marshal(struct {
		V int
		A dhAlgorithm
		X []byte
	}{0, k.algorithm(), x})
	return der
}

// groups are the primes of RFC 3526 that BoringSSL has, by Node's names: their size
// and the number that makes 2^n - 2^(n-64) - 1 + 2^64·([2^(n-130)·π] + c) prime.
var groups = map[string][2]int{
	"modp14": {2048, 124476}, "modp15": {3072, 1690314}, "modp16": {4096, 240904}, "modp17": {6144, 929484}, "modp18": {8192, 4743158},
}

// pi is π·2^8200, by Machin's formula.
var pi = sync.OnceValue(func() *big.Int {
	const bits = 8200
	one := new(big.Int).Lsh(big.NewInt(1), bits+64)
	arctan := func(n int64) *big.Int { // of 1/n
		sum, square := new(big.Int), big.NewInt(n*n)
		term := new(big.Int).Div(one, big.NewInt(n))
		for k := int64(1); term.Sign() != 0; k += 2 {
			part := new(big.Int).Div(term, big.NewInt(k))
			if k%4 == 1 {
				sum.Add(sum, part)
			} else {
				sum.Sub(sum, part)
			}
			term.Div(term, square)
		}
		return sum
	}
	p := new(big.Int).Mul(big.NewInt(16), arctan(5))
	p.Sub(p, new(big.Int).Mul(big.NewInt(4), arctan(239)))
	return p.Rsh(p, 64)
})

func groupPrime(name string) *big.Int {
	g, ok := groups[name]
	if !ok {
		return nil
	}
	n := uint(g[0])
	power := func(e uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), e) }
	middle := new(big.Int).Rsh(pi(), 8200-(n-130))
	middle.Add(middle, big.NewInt(int64(g[1]))).Lsh(middle, 64)
	p := new(big.Int).Sub(power(n), power(n-64))
	return p.Sub(p, big.NewInt(1)).Add(p, middle)
}

// curve is an ECDH object's: NIST curves by crypto/ecdh, P-224 by elliptic.
func ecdhCurve(name string) ecdh.Curve {
	switch curveByName(name) {
	case elliptic.P256():
		return ecdh.P256()
	case elliptic.P384():
		return ecdh.P384()
	case elliptic.P521():
		return ecdh.P521()
	}
	return nil
}

func addDH(l *jsloop.Loop, n map[string]jsloop.Native) {
	number := func(v goja.Value) *big.Int { return new(big.Int).SetBytes(bytesOf(l, v)) }
	n["dhGroup"] = func(c goja.FunctionCall) goja.Value {
		p := groupPrime(c.Argument(0).String())
		if p == nil {
			return goja.Null()
		}
		return l.ArrayBuffer(p.Bytes())
	}
	// dhGenerate(prime, generator) → [private, public]; private may be given
	n["dhGenerate"] = func(c goja.FunctionCall) goja.Value {
		p, g := number(c.Argument(0)), number(c.Argument(1))
		if p.BitLen() < 2 || g.Cmp(big.NewInt(1)) <= 0 {
			l.Throw(fail("Invalid DH parameters"))
		}
		x := new(big.Int)
		if b := optional(c.Argument(2)); b != nil {
			x.SetBytes(b)
		} else {
			for x.Sign() == 0 {
				x, _ = rand.Int(rand.Reader, new(big.Int).Rsh(p, 1))
			}
		}
		return l.VM().NewArray(l.ArrayBuffer(x.Bytes()), l.ArrayBuffer(new(big.Int).Exp(g, x, p).Bytes()))
	}
	n["dhSecret"] = func(c goja.FunctionCall) goja.Value {
		p, x, y := number(c.Argument(0)), number(c.Argument(1)), number(c.Argument(2))
		last := new(big.Int).Sub(p, big.NewInt(1))
		if y.Cmp(big.NewInt(1)) <= 0 {
			l.Throw(jsloop.Errorf("RangeError", "Supplied key is too small"))
		}
		if y.Cmp(last) >= 0 {
			l.Throw(jsloop.Errorf("RangeError", "Supplied key is too large"))
		}
		return l.ArrayBuffer(y.Exp(y, x, p).FillBytes(make([]byte, (p.BitLen()+7)/8)))
	}
	// dhKey(prime, generator) → key
	n["dhKey"] = func(c goja.FunctionCall) goja.Value {
		p, g := number(c.Argument(0)), number(c.Argument(1))
		x, _ := rand.Int(rand.Reader, new(big.Int).Rsh(p, 1))
		k := &dhPrivate{dhPublic{p, g, new(big.Int).Exp(g, x, p)}, x}
		return subtle.Pair{Public: &k.dhPublic, Private: k}.Value(l)
	}
	n["agree"] = func(c goja.FunctionCall) goja.Value {
		mine, theirs := pairOf(l, c.Argument(0)), pairOf(l, c.Argument(1))
		if k, ok := mine.Private.(*dhPrivate); ok {
			o, ok := theirs.Public.(*dhPublic)
			if !ok || k.p.Cmp(o.p) != 0 {
				return goja.Null()
			}
			return l.ArrayBuffer(new(big.Int).Exp(o.y, k.x, k.p).FillBytes(make([]byte, (k.p.BitLen()+7)/8)))
		}
		secret := subtle.Agree(mine, theirs)
		if secret == nil {
			return goja.Null()
		}
		return l.ArrayBuffer(secret)
	}
	addECDH(l, n)
}

func addECDH(l *jsloop.Loop, n map[string]jsloop.Native) {
	// ecdhKnown(curve)
	n["ecdhKnown"] = func(c goja.FunctionCall) goja.Value { return l.VM().ToValue(ecdhCurve(c.Argument(0).String()) != nil) }
	// ecdhPair(curve, private or undefined) → [private, public] or null
	n["ecdhPair"] = func(c goja.FunctionCall) goja.Value {
		curve := ecdhCurve(c.Argument(0).String())
		var k *ecdh.PrivateKey
		var err error
		if b := optional(c.Argument(1)); b != nil {
			size := (curveByName(c.Argument(0).String()).Params().BitSize + 7) / 8
			if len(b) > size {
				return goja.Null()
			}
			k, err = curve.NewPrivateKey(new(big.Int).SetBytes(b).FillBytes(make([]byte, size)))
		} else {
			k, err = curve.GenerateKey(rand.Reader)
		}
		if err != nil {
			return goja.Null()
		}
		return l.VM().NewArray(l.ArrayBuffer(k.Bytes()), l.ArrayBuffer(k.PublicKey().Bytes()))
	}
	// ecdhPoint(curve, point, "compressed", "uncompressed" or "hybrid") → point or null
	n["ecdhPoint"] = func(c goja.FunctionCall) goja.Value {
		curve, b := curveByName(c.Argument(0).String()), bytesOf(l, c.Argument(1))
		x, y := unmarshalPoint(curve, b)
		if x == nil {
			return goja.Null()
		}
		if c.Argument(2).String() == "compressed" {
			return l.ArrayBuffer(elliptic.MarshalCompressed(curve, x, y))
		}
		out := elliptic.Marshal(curve, x, y) //nolint:staticcheck // other forms follow from it
		if c.Argument(2).String() == "hybrid" {
			out[0] = 6 + byte(y.Bit(0))
		}
		return l.ArrayBuffer(out)
	}
	// ecdhSecret(curve, private, public) → secret or null
	n["ecdhSecret"] = func(c goja.FunctionCall) goja.Value {
		name := c.Argument(0).String()
		x, y := unmarshalPoint(curveByName(name), bytesOf(l, c.Argument(2)))
		if x == nil {
			return goja.Null()
		}
		public, err := ecdhCurve(name).NewPublicKey(elliptic.Marshal(curveByName(name), x, y)) //nolint:staticcheck // it is what it takes
		if err != nil {
			return goja.Null()
		}
		private, err := ecdhCurve(name).NewPrivateKey(bytesOf(l, c.Argument(1)))
		if err != nil {
			return goja.Null()
		}
		secret, err := private.ECDH(public)
		if err != nil {
			return goja.Null()
		}
		return l.ArrayBuffer(secret)
	}
}

func unmarshalPoint(curve elliptic.Curve, b []byte) (x, y *big.Int) {
	if len(b) == 0 {
		return nil, nil
	}
	if b[0] == 2 || b[0] == 3 {
		return elliptic.UnmarshalCompressed(curve, b)
	}
	return elliptic.Unmarshal(curve, b) //nolint:staticcheck // checks that it is on the curve
}
