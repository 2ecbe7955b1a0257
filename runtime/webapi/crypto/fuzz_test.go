package crypto

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"testing"
)

// FuzzKeys: whoever sends a key sends its bytes. What is read can be written, and
// is then read as the same key.
func FuzzKeys(f *testing.F) {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	for _, private := range []any{curve, edwards} {
		b, err := x509.MarshalPKCS8PrivateKey(private)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	for _, public := range []any{&curve.PublicKey, edwards.Public()} {
		b, err := x509.MarshalPKIXPublicKey(public)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	// A compressed point, which crypto/x509 does not read.
	f.Add(append([]byte("\x30\x39\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x22\x00"),
		elliptic.MarshalCompressed(curve.Curve, curve.X, curve.Y)...)) //nolint:staticcheck // the encoding is what is tested
	f.Fuzz(func(t *testing.T, der []byte) {
		if p, err := ParseSPKI(der); err == nil {
			b, err := x509.MarshalPKIXPublicKey(p.Public)
			if err != nil {
				t.Fatalf("%x was read and cannot be written: %v", der, err)
			}
			if again, err := ParseSPKI(b); err != nil || Family(again.Public) != Family(p.Public) {
				t.Fatalf("%x was written as %x: %v", der, b, err)
			}
		}
		if p, err := ParsePrivate(der); err == nil {
			b, err := x509.MarshalPKCS8PrivateKey(p.Private)
			if err != nil {
				t.Fatalf("%x was read and cannot be written: %v", der, err)
			}
			again, err := ParsePrivate(b)
			if err != nil {
				t.Fatalf("%x was written as %x: %v", der, b, err)
			}
			if twice, err := x509.MarshalPKCS8PrivateKey(again.Private); err != nil || !bytes.Equal(twice, b) {
				t.Fatalf("%x was written as %x and then as %x: %v", der, b, twice, err)
			}
		}
	})
}
