package crypto

import (
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"testing"
)

// What deriving a key costs: 1000 iterations.
func BenchmarkPBKDF2(b *testing.B) {
	for name, h := range map[string]func() hash.Hash{"SHA-1": sha1.New, "SHA-256": sha256.New, "SHA-512": sha512.New} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, _ = pbkdf2.Key(h, "password", []byte("salt"), 1000, 32)
			}
		})
	}
}
