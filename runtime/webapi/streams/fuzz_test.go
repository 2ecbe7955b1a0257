package streams

import (
	"bytes"
	"compress/gzip"
	"testing"
)

// Compressed data comes from strangers, in pieces of any size: the pieces never
// change what comes out, and nothing but an error ends a decompression.
func FuzzInflate(f *testing.F) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(bytes.Repeat([]byte("hello "), 100))
	_ = w.Close()
	f.Add(b.Bytes(), uint8(0), uint16(7))
	f.Add(append(b.Bytes(), 'x'), uint8(0), uint16(1))
	f.Add([]byte{0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0, 6, 0x2c, 2, 0x15}, uint8(1), uint16(3))
	f.Add([]byte{0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0}, uint8(2), uint16(2))
	f.Add([]byte{0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 0xff, 0xff}, uint8(0), uint16(1))
	f.Fuzz(func(t *testing.T, data []byte, which uint8, size uint16) {
		format := []string{"gzip", "deflate", "deflate-raw"}[which%3]
		whole, wholeErr := inflateAll(format, data, len(data)+1)
		pieces, piecesErr := inflateAll(format, data, int(size)+1)
		if !bytes.Equal(whole, pieces) {
			t.Errorf("%d bytes from the whole, %d from pieces of %d", len(whole), len(pieces), size)
		}
		if (wholeErr == nil) != (piecesErr == nil) {
			t.Errorf("the whole: %v, in pieces: %v", wholeErr, piecesErr)
		}
	})
}

// inflateAll feeds data in pieces of size and stops after the first error, or
// after more output than a fuzzer has time for.
func inflateAll(format string, data []byte, size int) (out []byte, err error) {
	z := newInflater(format)
	defer z.drop()
	for {
		piece := data[:min(size, len(data))]
		data = data[len(piece):]
		if err := z.feed(piece, len(data) == 0); err != nil {
			return out, err
		}
		for len(out) < 1<<20 {
			b, err := z.next()
			if err != nil {
				return out, err
			}
			if len(b) == 0 {
				break
			}
			out = append(out, b...)
		}
		if len(data) == 0 || len(out) >= 1<<20 {
			return out, nil
		}
	}
}
