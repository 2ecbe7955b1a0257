package crypto

import (
	"bytes"
	"crypto/hkdf"
	"crypto/pbkdf2"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// pbkdf2(hash, password, salt, iterations, bytes) → a promise: it is slow by design.
func pbkdf2Native(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		h := hashes[call.Argument(0).String()]
		password, salt := string(bytesOf(l, call.Argument(1))), bytes.Clone(bytesOf(l, call.Argument(2)))
		iterations, size := int(call.Argument(3).ToInteger()), int(call.Argument(4).ToInteger())
		if size == 0 {
			return l.ArrayBuffer(nil)
		}
		return compute(l, "crypto.pbkdf2", func() ([]byte, error) {
			out, err := pbkdf2.Key(h, password, salt, iterations, size)
			if err != nil {
				return nil, jsloop.Errorf("Error", "PBKDF2 deriveBits failed.")
			}
			return out, nil
		})
	}
}

// hkdf(hash, secret, salt, info, bytes) → ArrayBuffer
func hkdfNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		h := hashes[call.Argument(0).String()]
		secret, salt, info := bytesOf(l, call.Argument(1)), bytesOf(l, call.Argument(2)), string(bytesOf(l, call.Argument(3)))
		out, err := hkdf.Key(h, secret, salt, info, int(call.Argument(4).ToInteger()))
		if err != nil {
			l.Throw(operationError("HKDF deriveBits failed."))
		}
		return l.ArrayBuffer(out)
	}
}
