package zlib

import (
	"bytes"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// zlib's numbers for how much must come out now.
const (
	noFlush = 0
	finish  = 4
)

// settings are what a coder is made with.
type settings struct {
	kind                     string // "gzip", "gunzip", "deflate", …
	level, strategy, quality int
	dictionary               []byte
}

// coder is one compression or decompression at work, on the loop's goroutine:
// pieces are small and a hop costs more than they do.
type coder interface {
	// push adds input and gives what comes out of it, at most limit bytes.
	push(b []byte, flush, limit int) ([]byte, error)
}

func fail(text string) error { return jsloop.Errorf("Error", "%s", text) }

var errLimit = jsloop.Errorf("RangeError", "Memory limit exceeded")

type flusher interface {
	io.WriteCloser
	Flush() error
}

type encoder struct {
	out bytes.Buffer
	w   flusher
}

func open(s settings) (coder, error) {
	e := &encoder{}
	var err error
	const huffman = 2 // Z_HUFFMAN_ONLY
	level := s.level
	if s.strategy == huffman && level != 0 {
		level = flate.HuffmanOnly
	}
	switch s.kind {
	case "gzip":
		e.w, err = gzip.NewWriterLevel(&e.out, level)
	case "deflate":
		e.w, err = zlib.NewWriterLevelDict(&e.out, level, s.dictionary)
	case "deflateRaw":
		if s.dictionary != nil {
			e.w, err = flate.NewWriterDict(&e.out, level, s.dictionary)
		} else {
			e.w, err = flate.NewWriter(&e.out, level)
		}
	case "brotliCompress":
		e.w = brotli.NewWriterLevel(&e.out, s.quality)
	case "zstdCompress":
		e.w, err = zstd.NewWriter(&e.out, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true),
			zstd.WithEncoderLevel(zstd.EncoderLevelFromZstd(s.quality)), zstd.WithZeroFrames(true))
	default:
		return newDecoder(s), nil
	}
	if err != nil {
		return nil, fail("Compression failed")
	}
	return e, nil
}

func (e *encoder) push(b []byte, flush, limit int) ([]byte, error) {
	e.out.Reset()
	if _, err := e.w.Write(b); err != nil {
		return nil, fail("Compression failed")
	}
	var err error
	switch flush {
	case noFlush:
	case finish:
		err = e.w.Close()
	default:
		err = e.w.Flush()
	}
	if err != nil {
		return nil, fail("Compression failed")
	}
	if e.out.Len() > limit {
		return nil, errLimit
	}
	return bytes.Clone(e.out.Bytes()), nil
}
