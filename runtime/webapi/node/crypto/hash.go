package crypto

import (
	gocrypto "crypto"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding"
	"encoding/base64"
	"encoding/hex"
	"hash"

	"github.com/dop251/goja"
	"golang.org/x/crypto/md4" //nolint:staticcheck // workerd has it

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// digest is a hash function by the names BoringSSL gives it, which are compared
// letter by letter.
func digest(name string) func() hash.Hash {
	switch name {
	case "sha256", "SHA256", "RSA-SHA256":
		return sha256.New
	case "sha1", "SHA1", "RSA-SHA1", "DSA-SHA", "DSA-SHA1", "ecdsa-with-SHA1":
		return sha1.New
	case "md5", "MD5", "RSA-MD5":
		return md5.New
	case "sha512", "SHA512", "RSA-SHA512":
		return sha512.New
	case "sha384", "SHA384", "RSA-SHA384":
		return sha512.New384
	case "sha224", "SHA224", "RSA-SHA224":
		return sha256.New224
	case "sha512-256", "SHA512-256":
		return sha512.New512_256
	case "md5-sha1", "MD5-SHA1":
		return func() hash.Hash { return &md5sha1{md5.New(), sha1.New()} }
	case "md4", "MD4":
		return md4.New
	}
	return nil
}

// hashID is what crypto/rsa wants to know of a digest; zero when it does not.
func hashID(name string) gocrypto.Hash {
	switch digest(name)().(type) {
	case *md5sha1:
		return gocrypto.MD5SHA1
	}
	switch name {
	case "sha224", "SHA224", "RSA-SHA224":
		return gocrypto.SHA224
	case "sha512-256", "SHA512-256":
		return gocrypto.SHA512_256
	}
	switch digest(name)().Size() {
	case md5.Size:
		return gocrypto.MD5
	case sha1.Size:
		return gocrypto.SHA1
	case sha256.Size:
		return gocrypto.SHA256
	case sha512.Size384:
		return gocrypto.SHA384
	}
	return gocrypto.SHA512
}

// md5sha1 is both side by side, as TLS 1.0 signs them.
type md5sha1 struct{ md5, sha1 hash.Hash }

func (h *md5sha1) Write(b []byte) (int, error) { _, _ = h.md5.Write(b); return h.sha1.Write(b) }
func (h *md5sha1) Sum(b []byte) []byte         { return h.sha1.Sum(h.md5.Sum(b)) }
func (h *md5sha1) Reset()                      { h.md5.Reset(); h.sha1.Reset() }
func (h *md5sha1) Size() int                   { return md5.Size + sha1.Size }
func (h *md5sha1) BlockSize() int              { return md5.BlockSize }

// hasher is a hash under way. parts keeps what was written where the function
// cannot be copied otherwise.
type hasher struct {
	name string
	hash hash.Hash
	kept []byte // only of hashes that cannot be copied
	keep bool
}

func newHasher(name string) *hasher {
	h := digest(name)()
	_, copies := h.(encoding.BinaryMarshaler)
	return &hasher{name: name, hash: h, keep: !copies}
}

func (h *hasher) write(b []byte) {
	h.hash.Write(b)
	if h.keep {
		h.kept = append(h.kept, b...)
	}
}

func (h *hasher) clone() *hasher {
	c := newHasher(h.name)
	if h.keep {
		c.write(h.kept)
		return c
	}
	state, err := h.hash.(encoding.BinaryMarshaler).MarshalBinary()
	if err == nil {
		err = c.hash.(encoding.BinaryUnmarshaler).UnmarshalBinary(state)
	}
	if err != nil {
		panic(err) // both are of one type
	}
	return c
}

// text writes a sum in the encodings worth a shortcut; others are the script's.
func text(l *jsloop.Loop, sum []byte, enc string) goja.Value {
	switch enc {
	case "hex":
		return l.VM().ToValue(hex.EncodeToString(sum))
	case "base64":
		return l.VM().ToValue(base64.StdEncoding.EncodeToString(sum))
	case "base64url":
		return l.VM().ToValue(base64.RawURLEncoding.EncodeToString(sum))
	}
	return l.ArrayBuffer(sum)
}

func hasherOf(l *jsloop.Loop, v goja.Value) *hasher {
	h, ok := jsloop.Unwrap[*hasher](v)
	if !ok {
		l.ThrowType("not a hash")
	}
	return h
}

func addHash(l *jsloop.Loop, n map[string]jsloop.Native) {
	need := func(name string) {
		if digest(name) == nil {
			l.Throw(fail("Digest method not supported"))
		}
	}
	// hashNew(name) → handle
	n["hashNew"] = func(c goja.FunctionCall) goja.Value {
		name := c.Argument(0).String()
		need(name)
		return l.Wrap(newHasher(name))
	}
	n["hashKnown"] = func(c goja.FunctionCall) goja.Value { return l.VM().ToValue(digest(c.Argument(0).String()) != nil) }
	n["hashSize"] = func(c goja.FunctionCall) goja.Value { return l.VM().ToValue(hasherOf(l, c.Argument(0)).hash.Size()) }
	// hashWrite(handle, bytes or text)
	n["hashWrite"] = func(c goja.FunctionCall) goja.Value {
		hasherOf(l, c.Argument(0)).write(bytesOrText(c.Argument(1)))
		return goja.Undefined()
	}
	// hashSum(handle, encoding) → text or ArrayBuffer
	n["hashSum"] = func(c goja.FunctionCall) goja.Value {
		return text(l, hasherOf(l, c.Argument(0)).hash.Sum(nil), c.Argument(1).String())
	}
	n["hashCopy"] = func(c goja.FunctionCall) goja.Value { return l.Wrap(hasherOf(l, c.Argument(0)).clone()) }
	// hashOnce(name, bytes or text, encoding)
	n["hashOnce"] = func(c goja.FunctionCall) goja.Value {
		name := c.Argument(0).String()
		need(name)
		h := digest(name)()
		h.Write(bytesOrText(c.Argument(1)))
		return text(l, h.Sum(nil), c.Argument(2).String())
	}
	// hmacNew(name, key) → handle for hashWrite and hashSum
	n["hmacNew"] = func(c goja.FunctionCall) goja.Value {
		name := c.Argument(0).String()
		need(name)
		return l.Wrap(&hasher{name: name, hash: hmac.New(digest(name), bytesOf(l, c.Argument(1)))})
	}
	n["equal"] = func(c goja.FunctionCall) goja.Value {
		return l.VM().ToValue(subtle.ConstantTimeCompare(bytesOf(l, c.Argument(0)), bytesOf(l, c.Argument(1))) == 1)
	}
}
