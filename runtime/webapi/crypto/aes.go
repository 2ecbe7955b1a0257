package crypto

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	csubtle "crypto/subtle"
	"encoding/binary"
	"math/big"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// request is one call of a cipher; the fields that a mode does not know are empty.
type request struct {
	key, iv, data, more []byte
	bits                int // the tag's length (GCM), the counter's (CTR)
}

var ciphers = map[string]func(request) ([]byte, error){
	"AES-GCM encrypt": gcmSeal, "AES-GCM decrypt": gcmOpen,
	"AES-CBC encrypt": cbcEncrypt, "AES-CBC decrypt": cbcDecrypt,
	"AES-CTR encrypt": ctr, "AES-CTR decrypt": ctr,
	"AES-KW encrypt": kwWrap, "AES-KW decrypt": kwUnwrap,
}

// cipher(operation, key, iv, data, additional, bits) → ArrayBuffer or promise.
func cipherNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		optional := func(i int) []byte {
			b, _ := jsloop.Bytes(call.Argument(i))
			return b
		}
		r := request{key: optional(1), iv: optional(2), data: optional(3), more: optional(4), bits: int(call.Argument(5).ToInteger())}
		run := ciphers[call.Argument(0).String()]
		if len(r.data) < slow {
			out, err := run(r)
			if err != nil {
				l.Throw(err)
			}
			return l.ArrayBuffer(out)
		}
		r.key, r.iv, r.data, r.more = bytes.Clone(r.key), bytes.Clone(r.iv), bytes.Clone(r.data), bytes.Clone(r.more)
		return compute(l, "crypto.cipher", func() ([]byte, error) { return run(r) })
	}
}

func decryptionFailed(mode string, input, output int) error {
	return operationError("Decryption failed. This could be due to a ciphertext authentication failure, bad padding, "+
		"incorrect CryptoKey, or another algorithm-specific reason. Input length was %d, output length expected to be %d for %s",
		input, output, mode)
}

func gcm(r request) (cipher.AEAD, error) {
	block, err := aes.NewCipher(r.key)
	if err != nil {
		return nil, operationError("%s", err)
	}
	aead, err := cipher.NewGCMWithNonceSize(block, len(r.iv))
	if err != nil {
		return nil, operationError("%s", err)
	}
	return aead, nil
}

// gcmSeal cuts the tag: a shorter tag is the front of the full one.
func gcmSeal(r request) ([]byte, error) {
	aead, err := gcm(r)
	if err != nil {
		return nil, err
	}
	out := aead.Seal(nil, r.iv, r.data, r.more)
	return out[:len(r.data)+r.bits/8], nil
}

// gcmOpen works with every tag length: encrypting the ciphertext gives the
// plaintext (the key stream is the same), encrypting that gives the tag.
func gcmOpen(r request) ([]byte, error) {
	aead, err := gcm(r)
	if err != nil {
		return nil, err
	}
	size := len(r.data) - r.bits/8
	plain := aead.Seal(nil, r.iv, r.data[:size], nil)[:size]
	again := aead.Seal(nil, r.iv, plain, r.more)
	if csubtle.ConstantTimeCompare(again[size:len(r.data)], r.data[size:]) != 1 {
		return nil, decryptionFailed("AES-GCM", size, size)
	}
	return plain, nil
}

func cbcEncrypt(r request) ([]byte, error) {
	block, err := aes.NewCipher(r.key)
	if err != nil {
		return nil, operationError("%s", err)
	}
	pad := aes.BlockSize - len(r.data)%aes.BlockSize
	out := append(bytes.Clone(r.data), bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(block, r.iv).CryptBlocks(out, out)
	return out, nil
}

func cbcDecrypt(r request) ([]byte, error) {
	block, err := aes.NewCipher(r.key)
	if err != nil {
		return nil, operationError("%s", err)
	}
	n := len(r.data)
	whole := max(0, (n+aes.BlockSize-1)/aes.BlockSize-1) * aes.BlockSize // what OpenSSL gives before it looks at the padding
	if n == 0 || n%aes.BlockSize != 0 {
		return nil, decryptionFailed("AES-CBC", n, whole)
	}
	out := make([]byte, n)
	cipher.NewCBCDecrypter(block, r.iv).CryptBlocks(out, r.data)
	pad := int(out[n-1])
	if pad == 0 || pad > aes.BlockSize || !bytes.Equal(out[n-pad:], bytes.Repeat([]byte{byte(pad)}, pad)) {
		return nil, decryptionFailed("AES-CBC", n, whole)
	}
	return out[:n-pad], nil
}

// ctr counts in the last bits of the counter only: where they overflow, they
// begin again at zero and the rest stays.
func ctr(r request) ([]byte, error) {
	block, err := aes.NewCipher(r.key)
	if err != nil {
		return nil, operationError("%s", err)
	}
	size := new(big.Int).Lsh(big.NewInt(1), uint(r.bits))
	mask := new(big.Int).Sub(size, big.NewInt(1))
	counter := new(big.Int).SetBytes(r.iv)
	low := new(big.Int).And(counter, mask)
	blocks := big.NewInt(int64((len(r.data) + aes.BlockSize - 1) / aes.BlockSize))
	if blocks.Cmp(size) > 0 {
		return nil, operationError("Counter block values will repeat.")
	}
	out := make([]byte, len(r.data))
	left := new(big.Int).Sub(size, low) // blocks before the overflow
	if left.Cmp(blocks) >= 0 {
		cipher.NewCTR(block, r.iv).XORKeyStream(out, r.data)
		return out, nil
	}
	cut := int(left.Int64()) * aes.BlockSize
	cipher.NewCTR(block, r.iv).XORKeyStream(out[:cut], r.data[:cut])
	wrapped := new(big.Int).AndNot(counter, mask).FillBytes(make([]byte, aes.BlockSize))
	cipher.NewCTR(block, wrapped).XORKeyStream(out[cut:], r.data[cut:])
	return out, nil
}

var kwStart = []byte{0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6}

// kwWrap and kwUnwrap are RFC 3394.
func kwWrap(r request) ([]byte, error) {
	block, err := aes.NewCipher(r.key)
	if err != nil {
		return nil, operationError("%s", err)
	}
	n := len(r.data) / 8
	out := append(bytes.Clone(kwStart), r.data...)
	var b [16]byte
	for j := range 6 {
		for i := 1; i <= n; i++ {
			copy(b[:8], out[:8])
			copy(b[8:], out[8*i:8*i+8])
			block.Encrypt(b[:], b[:])
			binary.BigEndian.PutUint64(out[:8], binary.BigEndian.Uint64(b[:8])^uint64(n*j+i))
			copy(out[8*i:], b[8:])
		}
	}
	return out, nil
}

func kwUnwrap(r request) ([]byte, error) {
	block, err := aes.NewCipher(r.key)
	if err != nil {
		return nil, operationError("%s", err)
	}
	n := len(r.data)/8 - 1
	out := bytes.Clone(r.data)
	var b [16]byte
	for j := 5; j >= 0; j-- {
		for i := n; i >= 1; i-- {
			binary.BigEndian.PutUint64(b[:8], binary.BigEndian.Uint64(out[:8])^uint64(n*j+i))
			copy(b[8:], out[8*i:8*i+8])
			block.Decrypt(b[:], b[:])
			copy(out[:8], b[:8])
			copy(out[8*i:], b[8:])
		}
	}
	if csubtle.ConstantTimeCompare(out[:8], kwStart) != 1 {
		return nil, operationError("AES-KW key unwrapping failed.")
	}
	return out[8:], nil
}
