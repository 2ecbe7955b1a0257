package crypto

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	csubtle "crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

var hashes = map[string]func() hash.Hash{
	"SHA-1": sha1.New, "SHA-256": sha256.New, "SHA-384": sha512.New384, "SHA-512": sha512.New, "MD5": md5.New,
}

// addBytes adds hashes, random bytes, comparison and base64.
func addBytes(l *jsloop.Loop, n map[string]jsloop.Native) {
	n["digest"] = digestNative(l)
	n["hasher"] = hasherNative(l)
	n["hmac"] = hmacNative(l)
	n["equal"] = func(call goja.FunctionCall) goja.Value {
		a, b := bytesOf(l, call.Argument(0)), bytesOf(l, call.Argument(1))
		return l.VM().ToValue(csubtle.ConstantTimeCompare(a, b) == 1)
	}
	n["random"] = func(call goja.FunctionCall) goja.Value {
		globals.InHandler(l)
		b := make([]byte, call.Argument(0).ToInteger())
		_, _ = rand.Read(b) // cannot fail since Go 1.24
		return l.ArrayBuffer(b)
	}
	n["fill"] = func(call goja.FunctionCall) goja.Value {
		globals.InHandler(l)
		_, _ = rand.Read(bytesOf(l, call.Argument(0)))
		return call.Argument(0)
	}
	// structuredClone knows keys by itself.
	n["hold"] = func(goja.FunctionCall) goja.Value { return goja.Undefined() }
	n["uuid"] = func(goja.FunctionCall) goja.Value {
		globals.InHandler(l)
		return l.VM().ToValue(UUID())
	}
	n["toBase64"] = func(call goja.FunctionCall) goja.Value {
		return l.VM().ToValue(base64.RawURLEncoding.EncodeToString(bytesOf(l, call.Argument(0))))
	}
	n["fromBase64"] = func(call goja.FunctionCall) goja.Value {
		b, ok := fromBase64(call.Argument(0).String())
		if !ok {
			return goja.Null()
		}
		return l.Uint8Array(b)
	}
}

// UUID is a random one, version 4.
func UUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6] = b[6]&0x0F | 0x40
	b[8] = b[8]&0x3F | 0x80
	s := hex.EncodeToString(b[:])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// fromBase64 takes both alphabets and blanks, and padding where it belongs.
func fromBase64(s string) ([]byte, bool) {
	bare := strings.Map(func(r rune) rune {
		switch r {
		case '\t', '\n', '\v', '\f', '\r', ' ':
			return -1
		case '-':
			return '+'
		case '_':
			return '/'
		}
		return r
	}, s)
	data := strings.TrimSuffix(strings.TrimSuffix(bare, "="), "=")
	if len(data) != len(bare) && len(bare)%4 != 0 {
		return nil, false
	}
	b, err := base64.RawStdEncoding.DecodeString(data)
	return b, err == nil
}

// digest(name, bytes) → ArrayBuffer or a promise for one.
func digestNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		name, b := call.Argument(0).String(), bytesOf(l, call.Argument(1))
		if name == "SHA-256" && len(b) < slow {
			sum := sha256.Sum256(b)
			return l.ArrayBuffer(sum[:])
		}
		h := hashes[name]()
		if len(b) < slow {
			h.Write(b)
			return l.ArrayBuffer(h.Sum(nil))
		}
		b = bytes.Clone(b)
		return compute(l, "crypto.digest", func() ([]byte, error) {
			h.Write(b)
			return h.Sum(nil), nil
		})
	}
}

// hasher(name) → [write(bytes), sum()], for DigestStream.
func hasherNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		var h hash.Hash
		switch name := call.Argument(0).String(); name {
		case "crc32":
			h = crc32.NewIEEE()
		case "crc32c":
			h = crc32.New(crc32.MakeTable(crc32.Castagnoli))
		case "crc64nvme":
			h = crc64.New(crc64.MakeTable(0x9A6C9329AC4BC9B5))
		default:
			h = hashes[name]()
		}
		return l.VM().NewArray(
			func(call goja.FunctionCall) goja.Value {
				h.Write(bytesOf(l, call.Argument(0)))
				return goja.Undefined()
			},
			func(goja.FunctionCall) goja.Value { return l.ArrayBuffer(h.Sum(nil)) },
		)
	}
}

// hmac(hash, key, bytes) → ArrayBuffer
func hmacNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		h := hmac.New(hashes[call.Argument(0).String()], bytesOf(l, call.Argument(1)))
		h.Write(bytesOf(l, call.Argument(2)))
		return l.ArrayBuffer(h.Sum(nil))
	}
}
