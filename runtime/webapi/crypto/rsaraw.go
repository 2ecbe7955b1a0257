package crypto

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"math/big"
)

var errRange = errors.New("data is not below the modulus")

// RawPublic is RSA without padding: data to the power of the public exponent.
func RawPublic(k *rsa.PublicKey, data []byte) ([]byte, error) {
	m := new(big.Int).SetBytes(data)
	if m.Cmp(k.N) >= 0 {
		return nil, errRange
	}
	return m.Exp(m, big.NewInt(int64(k.E)), k.N).FillBytes(make([]byte, k.Size())), nil
}

// RawPrivate is RSA without padding: data to the power of the private exponent.
// math/big takes longer for some numbers than for others, so it never sees data
// itself: it is multiplied by a random number first (blinding).
func RawPrivate(k *rsa.PrivateKey, data []byte) ([]byte, error) {
	m := new(big.Int).SetBytes(data)
	if m.Cmp(k.N) >= 0 {
		return nil, errRange
	}
	var r, back *big.Int
	for back == nil {
		var err error
		if r, err = rand.Int(rand.Reader, k.N); err != nil {
			return nil, err
		}
		back = new(big.Int).ModInverse(r, k.N)
	}
	e := big.NewInt(int64(k.E))
	m.Mul(m, r.Exp(r, e, k.N)).Mod(m, k.N)
	m.Exp(m, k.D, k.N)
	m.Mul(m, back).Mod(m, k.N)
	return m.FillBytes(make([]byte, k.Size())), nil
}

// encodePSS is EMSA-PSS of RFC 8017, 9.1.1, with a salt of no bytes.
func encodePSS(h crypto.Hash, digest []byte, bits int) ([]byte, error) {
	size := (bits + 7) / 8
	if size < h.Size()+2 {
		return nil, rsa.ErrMessageTooLong
	}
	w := h.New()
	w.Write(make([]byte, 8))
	w.Write(digest)
	inner := w.Sum(nil)
	out := make([]byte, size)
	mask := out[:size-h.Size()-1]
	mask[len(mask)-1] = 1
	for i, counter := 0, uint32(0); i < len(mask); counter++ {
		w.Reset()
		w.Write(inner)
		w.Write([]byte{byte(counter >> 24), byte(counter >> 16), byte(counter >> 8), byte(counter)})
		for _, b := range w.Sum(nil) {
			if i < len(mask) {
				mask[i] ^= b
				i++
			}
		}
	}
	mask[0] &= 0xFF >> (8*size - bits)
	copy(out[len(mask):], inner)
	out[size-1] = 0xBC
	return out, nil
}
