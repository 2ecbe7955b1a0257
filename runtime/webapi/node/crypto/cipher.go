package crypto

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/rc4"
	"crypto/subtle"
	"math/big"
	"slices"
	"strings"

	"github.com/dop251/goja"
	"golang.org/x/crypto/chacha20"
	"golang.org/x/crypto/chacha20poly1305"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// kind is what is known of a cipher by its name.
type kind struct {
	name           string // as getCipherInfo gives it back
	mode           string
	nid            int
	key, iv, block int // bytes; block is 1 for stream ciphers
	make           func(key []byte) (cipher.Block, error)
}

func aesKind(bits int, mode string, nid, iv, block int) kind {
	size := map[int]string{128: "128", 192: "192", 256: "256"}[bits]
	name := "AES-" + size + "-" + strings.ToUpper(mode)
	if mode == "gcm" {
		name = "id-aes" + size + "-GCM"
	}
	return kind{name, mode, nid, bits / 8, iv, block, aes.NewCipher}
}

// kindOf finds a cipher, whatever the case of its name.
func kindOf(name string) (kind, bool) {
	lower := strings.ToLower(name)
	switch lower {
	case "des-cbc":
		return kind{"DES-CBC", "cbc", 31, 8, 8, 8, des.NewCipher}, true
	case "des-ecb":
		return kind{"DES-ECB", "ecb", 29, 8, 0, 8, des.NewCipher}, true
	case "des-ede":
		return kind{"DES-EDE", "ecb", 32, 16, 0, 8, twoKeys}, true
	case "des-ede-cbc":
		return kind{"DES-EDE-CBC", "cbc", 43, 16, 8, 8, twoKeys}, true
	case "des-ede3-cbc":
		return kind{"DES-EDE3-CBC", "cbc", 44, 24, 8, 8, des.NewTripleDESCipher}, true
	case "rc4":
		return kind{"RC4", "stream", 5, 16, 0, 1, nil}, true
	case "chacha20-poly1305":
		return kind{"chacha20-poly1305", "stream", 950, 32, 12, 1, nil}, true
	}
	var nids = map[string][3]int{"cbc": {419, 423, 427}, "ctr": {904, 905, 906}, "ecb": {418, 422, 426}, "ofb": {420, 424, 428}, "gcm": {895, 898, 901}}
	parts := strings.Split(lower, "-")
	if len(parts) != 3 || parts[0] != "aes" {
		return kind{}, false
	}
	i := slices.Index([]string{"128", "192", "256"}, parts[1])
	nid, ok := nids[parts[2]]
	if i < 0 || !ok {
		return kind{}, false
	}
	iv, block := 16, 1
	switch parts[2] {
	case "ecb":
		iv, block = 0, 16
	case "cbc":
		block = 16
	case "gcm":
		iv = 12
	}
	return aesKind(128+64*i, parts[2], nid[i], iv, block), true
}

func twoKeys(key []byte) (cipher.Block, error) {
	return des.NewTripleDESCipher(append(bytes.Clone(key), key[:8]...))
}

func (k kind) sealed() bool { return k.mode == "gcm" || k.nid == 950 }

// engine is a cipher under way.
type engine struct {
	kind
	decrypt, over, noPad bool
	once                 bool // update has been called
	key, iv              []byte
	stream               cipher.Stream
	blocks               cipher.BlockMode
	wait                 []byte // input that makes no whole block yet, or the last block of a padded text
	aad, all             []byte // of sealed ciphers: all additional data, all plain text
	tag                  []byte
	tagSize              int
}

func newEngine(decrypt bool, name string, key, iv []byte, tagSize int) (*engine, error) {
	k, ok := kindOf(name)
	if !ok {
		return nil, fail("Unknown or unsupported cipher: %s", name)
	}
	e := &engine{kind: k, decrypt: decrypt, key: bytes.Clone(key), iv: bytes.Clone(iv), tagSize: 16}
	switch {
	case k.iv == 0 && len(iv) != 0 && !k.sealed(), k.iv != 0 && !k.sealed() && len(iv) != k.iv,
		k.sealed() && len(iv) == 0, k.nid == 950 && len(iv) > 12:
		return nil, fail("Invalid initialization vector")
	}
	if tagSize >= 0 {
		if k.mode == "gcm" && tagSize != 4 && tagSize != 8 && (tagSize < 12 || tagSize > 16) {
			return nil, fail("Invalid authentication tag length")
		}
		e.tagSize = tagSize
	}
	if len(key) != k.key && k.nid != 5 {
		return nil, fail("Invalid key length")
	}
	return e, e.start()
}

func (e *engine) start() error {
	switch {
	case e.nid == 5:
		s, err := rc4.NewCipher(e.key)
		if err != nil {
			return fail("Invalid key length")
		}
		e.stream = s
		return nil
	case e.nid == 950:
		s, err := chacha20.NewUnauthenticatedCipher(e.key, e.nonce())
		if err != nil {
			return fail("Failed to initialize cipher/cipher context")
		}
		s.SetCounter(1)
		e.stream = s
		return nil
	}
	block, err := e.make(e.key)
	if err != nil {
		return fail("Invalid key length")
	}
	switch {
	case e.mode == "ctr":
		e.stream = cipher.NewCTR(block, e.iv)
	case e.mode == "ofb":
		e.stream = cipher.NewOFB(block, e.iv) //nolint:staticcheck // asked for by name
	case e.mode == "gcm":
		e.stream = cipher.NewCTR(block, counter(block, e.iv))
	case e.mode == "ecb":
		e.blocks = &ecb{block, e.decrypt}
	case e.decrypt:
		e.blocks = cipher.NewCBCDecrypter(block, e.iv)
	default:
		e.blocks = cipher.NewCBCEncrypter(block, e.iv)
	}
	return nil
}

// nonce is ChaCha20's, filled up from the left as BoringSSL does.
func (e *engine) nonce() []byte {
	out := make([]byte, 12)
	copy(out[12-len(e.iv):], e.iv)
	return out
}

type ecb struct {
	block   cipher.Block
	decrypt bool
}

func (e *ecb) BlockSize() int { return e.block.BlockSize() }
func (e *ecb) CryptBlocks(dst, src []byte) {
	for n := e.BlockSize(); len(src) > 0; dst, src = dst[n:], src[n:] {
		if e.decrypt {
			e.block.Decrypt(dst, src)
		} else {
			e.block.Encrypt(dst, src)
		}
	}
}

// counter is GCM's first counter block for the text: NIST SP 800-38D, 7.1.
func counter(block cipher.Block, iv []byte) []byte {
	out := make([]byte, 16)
	if len(iv) == 12 {
		copy(out, iv)
		out[15] = 2
		return out
	}
	h := make([]byte, 16)
	block.Encrypt(h, h)
	key := new(big.Int).SetBytes(h)
	padded := append(bytes.Clone(iv), make([]byte, (16-len(iv)%16)%16+8)...)
	padded = append(padded, new(big.Int).SetUint64(uint64(len(iv))*8).FillBytes(make([]byte, 8))...)
	y := new(big.Int)
	for ; len(padded) > 0; padded = padded[16:] {
		y = multiply(y.Xor(y, new(big.Int).SetBytes(padded[:16])), key)
	}
	y.FillBytes(out)
	for i := 15; i >= 12; i-- { // the last 32 bits count
		if out[i]++; out[i] != 0 {
			break
		}
	}
	return out
}

// multiply is the product in GCM's field, whose first bit is the lowest power.
func multiply(x, y *big.Int) *big.Int {
	z, v := new(big.Int), new(big.Int).Set(y)
	r := new(big.Int).Lsh(big.NewInt(0xE1), 120)
	for i := 127; i >= 0; i-- {
		if x.Bit(i) == 1 {
			z.Xor(z, v)
		}
		low := v.Bit(0)
		v.Rsh(v, 1)
		if low == 1 {
			v.Xor(v, r)
		}
	}
	return z
}

var errOver = "Cipher/decipher context has already been finalized"

func (e *engine) update(b []byte) ([]byte, error) {
	if e.over {
		return nil, fail("%s", errOver)
	}
	if e.nid == 950 {
		// BoringSSL seals and opens such a text in one piece.
		switch {
		case e.decrypt && e.tag == nil:
			return nil, fail("No auth tag provided")
		case e.once:
			return nil, fail("update() can only be invoked once on an AEAD")
		}
		e.once = true
	}
	if e.stream != nil {
		out := make([]byte, len(b))
		e.stream.XORKeyStream(out, b)
		if e.sealed() && e.decrypt {
			e.all = append(e.all, out...)
		} else if e.sealed() {
			e.all = append(e.all, b...)
		}
		return out, nil
	}
	e.wait = append(e.wait, b...)
	whole := len(e.wait) / e.block * e.block
	if e.decrypt && !e.noPad && whole == len(e.wait) && whole > 0 {
		whole -= e.block // it may be the padding
	}
	out := make([]byte, whole)
	e.blocks.CryptBlocks(out, e.wait[:whole])
	e.wait = e.wait[whole:]
	return out, nil
}

func (e *engine) final() ([]byte, error) {
	if e.over {
		return nil, fail("%s", errOver)
	}
	switch {
	case e.sealed():
		return e.finalSealed()
	case e.stream != nil:
		e.over = true
		return nil, nil
	case e.noPad:
		if len(e.wait) > 0 {
			return nil, fail("Authentication failed")
		}
		e.over = true
		return nil, nil
	case !e.decrypt:
		pad := e.block - len(e.wait)%e.block
		out := append(e.wait, bytes.Repeat([]byte{byte(pad)}, pad)...)
		e.blocks.CryptBlocks(out, out)
		e.over = true
		return out, nil
	}
	if len(e.wait) != e.block {
		return nil, fail("Authentication failed")
	}
	out := make([]byte, e.block)
	e.blocks.CryptBlocks(out, e.wait)
	pad := int(out[e.block-1])
	if pad == 0 || pad > e.block || !bytes.Equal(out[e.block-pad:], bytes.Repeat([]byte{byte(pad)}, pad)) {
		return nil, fail("Authentication failed")
	}
	e.over = true
	return out[:e.block-pad], nil
}

func (e *engine) finalSealed() ([]byte, error) {
	var aead cipher.AEAD
	var err error
	iv := e.iv
	if e.nid == 950 {
		iv = e.nonce()
		aead, err = chacha20poly1305.New(e.key)
	} else {
		var block cipher.Block
		if block, err = aes.NewCipher(e.key); err == nil {
			aead, err = cipher.NewGCMWithNonceSize(block, len(iv))
		}
	}
	if err != nil {
		return nil, fail("Authentication failed")
	}
	full := aead.Seal(nil, iv, e.all, e.aad)[len(e.all):]
	if e.decrypt {
		if e.tag == nil {
			return nil, fail("No auth tag provided")
		}
		if subtle.ConstantTimeCompare(full[:len(e.tag)], e.tag) != 1 {
			return nil, fail("Authentication failed")
		}
	} else {
		e.tag = full[:e.tagSize]
	}
	e.over = true
	return nil, nil
}

func addCipher(l *jsloop.Loop, n map[string]jsloop.Native) {
	of := func(v goja.Value) *engine {
		e, ok := jsloop.Unwrap[*engine](v)
		if !ok {
			l.ThrowType("not a cipher")
		}
		return e
	}
	give := func(out []byte, err error) goja.Value {
		if err != nil {
			l.Throw(err)
		}
		return l.ArrayBuffer(out)
	}
	n["cipherNew"] = func(c goja.FunctionCall) goja.Value {
		tag := -1
		if v := c.Argument(4); !goja.IsUndefined(v) {
			tag = int(v.ToInteger())
		}
		e, err := newEngine(c.Argument(0).ToBoolean(), c.Argument(1).String(), bytesOf(l, c.Argument(2)), bytesOf(l, c.Argument(3)), tag)
		if err != nil {
			l.Throw(err)
		}
		return l.Wrap(e)
	}
	n["cipherUpdate"] = func(c goja.FunctionCall) goja.Value { return give(of(c.Argument(0)).update(bytesOf(l, c.Argument(1)))) }
	n["cipherFinal"] = func(c goja.FunctionCall) goja.Value { return give(of(c.Argument(0)).final()) }
	n["cipherPad"] = func(c goja.FunctionCall) goja.Value {
		e := of(c.Argument(0))
		if e.over {
			l.Throw(fail("%s", errOver))
		}
		e.noPad = !c.Argument(1).ToBoolean()
		return goja.Undefined()
	}
	n["cipherAAD"] = func(c goja.FunctionCall) goja.Value {
		e := of(c.Argument(0))
		switch {
		case e.over:
			l.Throw(fail("%s", errOver))
		case !e.sealed():
			l.Throw(fail("Cipher does not support authenticated mode"))
		}
		e.aad = append(e.aad, bytesOf(l, c.Argument(1))...)
		return goja.Undefined()
	}
	n["cipherGetTag"] = func(c goja.FunctionCall) goja.Value {
		e := of(c.Argument(0))
		switch {
		case !e.over:
			l.Throw(fail("Auth tag is only available once cipher context has been finalized"))
		case e.decrypt || e.tag == nil:
			return goja.Undefined()
		}
		return l.ArrayBuffer(bytes.Clone(e.tag))
	}
	n["cipherSetTag"] = func(c goja.FunctionCall) goja.Value {
		e, tag := of(c.Argument(0)), bytesOf(l, c.Argument(1))
		size := len(tag)
		switch {
		case e.over:
			l.Throw(fail("%s", errOver))
		case !e.sealed():
			l.Throw(fail("Cipher does not support authenticated mode"))
		case !e.decrypt:
			l.Throw(fail("Setting auth tag only support in decipher mode"))
		case e.tag != nil:
			l.Throw(fail("Auth tag is already set"))
		case size > 16 || e.mode == "gcm" && size != 4 && size != 8 && size < 12:
			l.Throw(fail("Invalid authentication tag length"))
		}
		e.tag = bytes.Clone(tag)
		return goja.Undefined()
	}
	// cipherInfo(name) → [name, nid, block, iv, key, mode] or undefined
	n["cipherInfo"] = func(c goja.FunctionCall) goja.Value {
		k, ok := kindOf(c.Argument(0).String())
		if !ok {
			return goja.Undefined()
		}
		return l.VM().NewArray(k.name, k.nid, k.block, k.iv, k.key, k.mode)
	}
}
