package zlib

import (
	"bytes"
	"compress/gzip"
	"errors"
	"testing"

	"github.com/andybalholm/brotli"
)

// FuzzDecode: compressed data comes from strangers, in pieces of any size. The
// pieces never change what comes out, nor whether it is an error.
func FuzzDecode(f *testing.F) {
	var b, br bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(bytes.Repeat([]byte("hello "), 100))
	_ = w.Close()
	c := brotli.NewWriter(&br)
	_, _ = c.Write(bytes.Repeat([]byte("hello "), 100))
	_ = c.Close()
	f.Add(b.Bytes(), uint8(0), uint16(7))
	f.Add(append(bytes.Clone(b.Bytes()), b.Bytes()...), uint8(3), uint16(1))
	f.Add(append(bytes.Clone(b.Bytes()), 'x'), uint8(0), uint16(1))
	f.Add([]byte{0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0, 6, 0x2c, 2, 0x15}, uint8(1), uint16(3))
	f.Add([]byte{0xcb, 0x48, 0xcd, 0xc9, 0xc9, 7, 0}, uint8(2), uint16(2))
	f.Add(br.Bytes(), uint8(4), uint16(3))
	f.Add([]byte{0x28, 0xb5, 0x2f, 0xfd, 0, 0, 1, 0, 0}, uint8(5), uint16(2))
	kinds := []string{"gunzip", "inflate", "inflateRaw", "unzip", "brotliDecompress", "zstdDecompress"}
	f.Fuzz(func(t *testing.T, data []byte, which uint8, size uint16) {
		kind := kinds[int(which)%len(kinds)]
		whole, wholeErr := decodeAll(kind, data, len(data)+1)
		pieces, piecesErr := decodeAll(kind, data, int(size)+1)
		if errors.Is(wholeErr, errLimit) || errors.Is(piecesErr, errLimit) {
			return
		}
		if (wholeErr == nil) != (piecesErr == nil) {
			t.Fatalf("%s: the whole: %v, in pieces of %d: %v", kind, wholeErr, size, piecesErr)
		}
		if wholeErr == nil && !bytes.Equal(whole, pieces) {
			t.Fatalf("%s: %d bytes from the whole, %d from pieces of %d", kind, len(whole), len(pieces), size)
		}
	})
}

func decodeAll(kind string, data []byte, size int) (out []byte, err error) {
	d := newDecoder(settings{kind: kind})
	defer d.stop()
	for {
		part := data[:min(size, len(data))]
		data = data[len(part):]
		flush := 0
		if len(data) == 0 {
			flush = finish
		}
		b, err := d.push(part, flush, 1<<20)
		if err != nil {
			return out, err
		}
		if out = append(out, b...); len(out) > 1<<20 {
			return out, errLimit
		}
		if len(data) == 0 {
			return out, nil
		}
	}
}
