package crypto

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"hash"
)

// Encrypted private keys: PKCS #5 v2, RFC 8018, A.4, which is what OpenSSL writes.
type encryptedKey struct {
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

type pbes2 struct {
	KDF, Cipher pkix.AlgorithmIdentifier
}

type pbkdf2Params struct {
	Salt       []byte
	Iterations int
	Length     int                      `asn1:"optional"`
	PRF        pkix.AlgorithmIdentifier `asn1:"optional"`
}

var (
	oidPBES2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidSHA1   = asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 7}
)

// box is a cipher a key can be encrypted with.
type box struct {
	oid  asn1.ObjectIdentifier
	key  int
	make func([]byte) (cipher.Block, error)
}

func boxOf(name string, oid asn1.ObjectIdentifier) (box, bool) {
	for n, b := range map[string]box{
		"aes-128-cbc":  {asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 2}, 16, aes.NewCipher},
		"aes-192-cbc":  {asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 22}, 24, aes.NewCipher},
		"aes-256-cbc":  {asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}, 32, aes.NewCipher},
		"des-ede3-cbc": {asn1.ObjectIdentifier{1, 2, 840, 113549, 3, 7}, 24, des.NewTripleDESCipher},
	} {
		if n == name || b.oid.Equal(oid) {
			return b, true
		}
	}
	return box{}, false
}

func prf(oid asn1.ObjectIdentifier) func() hash.Hash {
	switch {
	case len(oid) == 0 || oid.Equal(oidSHA1):
		return sha1.New
	case oid.Equal(asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9}):
		return sha256.New
	case oid.Equal(asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 10}):
		return sha512.New384
	case oid.Equal(asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 11}):
		return sha512.New
	}
	return nil
}

var errEncrypted = errors.New("cannot decrypt the key")

// openPKCS8 decrypts an encrypted PKCS #8 key.
func openPKCS8(der, passphrase []byte) ([]byte, error) {
	var outer encryptedKey
	if _, err := asn1.Unmarshal(der, &outer); err != nil || !outer.Algorithm.Algorithm.Equal(oidPBES2) {
		return nil, errEncrypted
	}
	var params pbes2
	if _, err := asn1.Unmarshal(outer.Algorithm.Parameters.FullBytes, &params); err != nil || !params.KDF.Algorithm.Equal(oidPBKDF2) {
		return nil, errEncrypted
	}
	var kdf pbkdf2Params
	if _, err := asn1.Unmarshal(params.KDF.Parameters.FullBytes, &kdf); err != nil {
		return nil, err
	}
	var iv []byte
	if _, err := asn1.Unmarshal(params.Cipher.Parameters.FullBytes, &iv); err != nil {
		return nil, err
	}
	b, ok := boxOf("", params.Cipher.Algorithm)
	h := prf(kdf.PRF.Algorithm)
	if !ok || h == nil {
		return nil, errEncrypted
	}
	block, err := b.block(h, passphrase, kdf.Salt, kdf.Iterations)
	if err != nil || len(iv) != block.BlockSize() || len(outer.Data) == 0 || len(outer.Data)%block.BlockSize() != 0 {
		return nil, errEncrypted
	}
	out := make([]byte, len(outer.Data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, outer.Data)
	pad := int(out[len(out)-1])
	if pad == 0 || pad > block.BlockSize() {
		return nil, errEncrypted
	}
	return out[:len(out)-pad], nil
}

func (b box) block(h func() hash.Hash, passphrase, salt []byte, iterations int) (cipher.Block, error) {
	key, err := pbkdf2.Key(h, string(passphrase), salt, iterations, b.key)
	if err != nil {
		return nil, err
	}
	return b.make(key)
}

// sealPKCS8 encrypts a PKCS #8 key as BoringSSL does: PBKDF2 with HMAC-SHA-1,
// 2048 rounds.
func sealPKCS8(der []byte, name string, passphrase []byte) ([]byte, error) {
	b, ok := boxOf(name, nil)
	if !ok {
		return nil, fail("Unknown cipher: %s", name)
	}
	salt := make([]byte, 16)
	_, _ = rand.Read(salt)
	block, err := b.block(sha1.New, passphrase, salt, 2048)
	if err != nil {
		return nil, err
	}
	iv := make([]byte, block.BlockSize())
	_, _ = rand.Read(iv)
	pad := block.BlockSize() - len(der)%block.BlockSize()
	data := append(bytes.Clone(der), bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(data, data)
	kdf, err := asn1.Marshal(struct {
		Salt       []byte
		Iterations int
	}{salt, 2048})
	if err != nil {
		return nil, err
	}
	start, err := asn1.Marshal(iv)
	if err != nil {
		return nil, err
	}
	params, err := asn1.Marshal(pbes2{
		KDF:    pkix.AlgorithmIdentifier{Algorithm: oidPBKDF2, Parameters: asn1.RawValue{FullBytes: kdf}},
		Cipher: pkix.AlgorithmIdentifier{Algorithm: b.oid, Parameters: asn1.RawValue{FullBytes: start}},
	})
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(encryptedKey{pkix.AlgorithmIdentifier{Algorithm: oidPBES2, Parameters: asn1.RawValue{FullBytes: params}}, data})
}
