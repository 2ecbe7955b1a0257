package fetch

import (
	"compress/gzip"
	"errors"
	"io"

	"github.com/andybalholm/brotli"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// decodable reports whether enc is a content encoding that bodies are decoded
// from and encoded to: what workerd knows.
func decodable(enc string) bool {
	return enc == "gzip" || enc == "br"
}

// decoder is a compressed body that decompresses itself when it is read. As
// long as nobody reads it can be sent on as it came.
type decoder struct {
	raw    io.ReadCloser
	rawErr error // what raw ended with
	enc    string
	r      io.Reader
	err    error
}

// rawReader notes how the raw body ended, to tell broken data from a broken
// connection.
type rawReader struct{ d *decoder }

func (r rawReader) Read(p []byte) (int, error) {
	n, err := r.d.raw.Read(p)
	if err != nil {
		r.d.rawErr = err
	}
	return n, err
}

func newDecoder(raw io.ReadCloser, enc string) *decoder {
	return &decoder{raw: raw, enc: enc}
}

func (d *decoder) Read(p []byte) (int, error) {
	if d.err != nil {
		return 0, d.err
	}
	if d.r == nil {
		if d.enc == "br" {
			d.r = brotli.NewReader(rawReader{d})
		} else {
			g, err := gzip.NewReader(rawReader{d})
			if err != nil {
				return 0, d.fail(err)
			}
			d.r = g
		}
	}
	n, err := d.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = d.fail(err)
	}
	return n, err
}

// fail makes the error a script sees. A body that ended as it should but does
// not decode is bad data.
func (d *decoder) fail(err error) error {
	if d.rawErr != nil && !errors.Is(d.rawErr, io.EOF) {
		err = d.rawErr
	} else if d.enc == "br" {
		err = jsloop.Errorf("TypeError", "Brotli decompression failed.")
	} else {
		err = jsloop.Errorf("TypeError", "Gzip decompression failed.")
	}
	d.err = err
	return err
}

func (d *decoder) Close() error { return d.raw.Close() }

// encoder compresses what is written, a chunk at a time.
func encoder(w io.Writer, enc string) interface {
	io.WriteCloser
	Flush() error
} {
	if enc == "br" {
		return brotli.NewWriter(w)
	}
	return gzip.NewWriter(w)
}
