package fetch

import (
	"compress/gzip"
	"errors"
	"io"
	"strings"

	"github.com/andybalholm/brotli"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// decodable reports whether enc is a content encoding that bodies are decoded
// from and encoded to: what workerd knows.
func decodable(enc string) bool {
	switch strings.ToLower(enc) {
	case "gzip", "br":
		return true
	}
	return false
}

// decoder is a compressed body that decompresses itself when it is read. As
// long as nobody reads it can be sent on as it came.
type decoder struct {
	raw io.ReadCloser
	enc string
	r   io.Reader
	err error
}

func newDecoder(raw io.ReadCloser, enc string) *decoder {
	return &decoder{raw: raw, enc: strings.ToLower(enc)}
}

func (d *decoder) Read(p []byte) (int, error) {
	if d.err != nil {
		return 0, d.err
	}
	if d.r == nil {
		if d.enc == "br" {
			d.r = brotli.NewReader(d.raw)
		} else {
			g, err := gzip.NewReader(d.raw)
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

// fail tells broken data from a broken connection.
func (d *decoder) fail(err error) error {
	var thrown *jsloop.Thrown
	switch {
	case errors.As(err, &thrown):
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), strings.HasPrefix(err.Error(), "flate:"):
		err = jsloop.Errorf("TypeError", "Gzip decompression failed.")
	case strings.HasPrefix(err.Error(), "brotli:"):
		err = jsloop.Errorf("TypeError", "Brotli decompression failed.")
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
	if strings.EqualFold(enc, "br") {
		return brotli.NewWriter(w)
	}
	return gzip.NewWriter(w)
}
