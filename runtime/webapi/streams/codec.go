package streams

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"iter"
	"runtime"

	"github.com/dop251/goja"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// codec is one CompressionStream or DecompressionStream at work. Both run on
// the loop's goroutine: pieces are small and a hop costs more than they do.
type codec interface {
	// feed adds input; end says that no more will follow.
	feed(b []byte, end bool) error
	// next gives a piece of output, nil when it wants input or is done.
	next() ([]byte, error)
	drop()
}

// pieceSize bounds what one call of next gives, and so what data that grows a
// thousandfold can put into memory before somebody reads it.
const pieceSize = 64 << 10

func addCodecs(l *jsloop.Loop, natives map[string]jsloop.Native) {
	of := func(v goja.Value) codec {
		if z, ok := jsloop.Unwrap[*deflater](v); ok {
			return z
		}
		z, ok := jsloop.Unwrap[*inflater](v)
		if !ok {
			l.ThrowType("not a coder")
		}
		return z
	}
	natives["compressor"] = func(c goja.FunctionCall) goja.Value {
		return l.Wrap(newDeflater(c.Argument(0).String()))
	}
	natives["decompressor"] = func(c goja.FunctionCall) goja.Value {
		d := newInflater(c.Argument(0).String())
		h := l.Wrap(d)
		// A stream nobody finishes must not keep its coroutine.
		runtime.AddCleanup(h, func(stop func()) { stop() }, d.stop)
		return h
	}
	natives["feed"] = func(c goja.FunctionCall) goja.Value {
		b, more := jsloop.CopyBytes(c.Argument(1))
		if err := of(c.Argument(0)).feed(b, !more); err != nil {
			l.Throw(err)
		}
		return goja.Undefined()
	}
	natives["next"] = func(c goja.FunctionCall) goja.Value {
		b, err := of(c.Argument(0)).next()
		if err != nil {
			l.Throw(err)
		}
		if len(b) == 0 {
			return goja.Null()
		}
		return l.Uint8Array(b)
	}
	natives["drop"] = func(c goja.FunctionCall) goja.Value {
		of(c.Argument(0)).drop()
		return goja.Undefined()
	}
}

// gzipHeader is zlib's: no time, no flags, made on Unix.
const gzipHeader = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"

type deflater struct {
	w    io.WriteCloser
	out  bytes.Buffer
	gzip bool
	sum  uint32
	size uint32
}

func newDeflater(format string) *deflater {
	d := &deflater{gzip: format == "gzip"}
	if format == "deflate" {
		d.w = zlib.NewWriter(&d.out)
		return d
	}
	if d.gzip {
		d.out.WriteString(gzipHeader)
	}
	w, err := flate.NewWriter(&d.out, flate.DefaultCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	d.w = w
	return d
}

func (d *deflater) feed(b []byte, end bool) error {
	if d.gzip {
		d.sum = crc32.Update(d.sum, crc32.IEEETable, b)
		d.size += uint32(len(b)) //nolint:gosec // modulo 2^32, as the format has it
	}
	if _, err := d.w.Write(b); err != nil || !end {
		return err
	}
	err := d.w.Close()
	if d.gzip {
		trailer := binary.LittleEndian.AppendUint32(nil, d.sum)
		d.out.Write(binary.LittleEndian.AppendUint32(trailer, d.size))
	}
	return err
}

func (d *deflater) next() ([]byte, error) { return bytes.Clone(d.out.Next(pieceSize)), nil }

func (d *deflater) drop() {}

// inflater turns Go's pull-style decompressors into something one can push to:
// the decompressor runs as a coroutine that yields pieces of output, and nothing
// when its input is used up.
type inflater struct {
	in     []byte
	closed bool // no input will follow
	ended  bool // the compressed data is complete
	err    error
	format string
	seen   int // bytes of the header's first two

	pull func() ([]byte, bool)
	stop func()
}

var (
	errInflate  = jsloop.Errorf("TypeError", "Decompression failed.")
	errTrailing = jsloop.Errorf("TypeError", "Trailing bytes after end of compressed data")
	errPartial  = jsloop.Errorf("TypeError", "Called close() on a decompression stream with incomplete data")
	errDropped  = errors.New("the stream was dropped")
)

// input is the coroutine's view of the input. It is an io.ByteReader so that no
// decompressor buffers and every byte behind the data is noticed.
type input struct {
	z     *inflater
	yield func([]byte) bool
}

func (f input) wait() error {
	for len(f.z.in) == 0 {
		if f.z.closed {
			return io.ErrUnexpectedEOF
		}
		if !f.yield(nil) {
			return errDropped
		}
	}
	return nil
}

func (f input) Read(p []byte) (int, error) {
	if err := f.wait(); err != nil {
		return 0, err
	}
	n := copy(p, f.z.in)
	f.z.in = f.z.in[n:]
	return n, nil
}

func (f input) ReadByte() (byte, error) {
	if err := f.wait(); err != nil {
		return 0, err
	}
	b := f.z.in[0]
	f.z.in = f.z.in[1:]
	return b, nil
}

func newInflater(format string) *inflater {
	z := &inflater{format: format}
	z.pull, z.stop = iter.Pull(func(yield func([]byte) bool) {
		z.err = inflate(format, input{z, yield})
		z.ended = z.err == nil
	})
	return z
}

func inflate(format string, in input) error {
	var r io.Reader
	switch format {
	case "gzip":
		g, err := gzip.NewReader(in)
		if err != nil {
			return err
		}
		g.Multistream(false)
		r = g
	case "deflate":
		d, err := zlib.NewReader(in)
		if err != nil {
			return err
		}
		r = d
	default:
		r = flate.NewReader(in)
	}
	buf := make([]byte, pieceSize)
	for {
		n, err := r.Read(buf)
		if n > 0 && !in.yield(bytes.Clone(buf[:n])) {
			return errDropped
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (z *inflater) feed(b []byte, end bool) error {
	// Go waits for the ten bytes of a gzip header before it looks at the first.
	// And there are no dictionaries here; Go takes the empty one for granted.
	for i := 0; z.format != "deflate-raw" && z.seen < 2 && i < len(b); i++ {
		if z.format == "gzip" && b[i] != gzipHeader[z.seen] || z.format == "deflate" && z.seen == 1 && b[i]&0x20 != 0 {
			z.err = errInflate
			return errInflate
		}
		z.seen++
	}
	z.in, z.closed = b, end
	return nil
}

func (z *inflater) next() ([]byte, error) {
	if !z.ended && z.err == nil {
		if b, ok := z.pull(); ok {
			return b, nil
		}
	}
	switch {
	case z.ended && len(z.in) > 0:
		return nil, errTrailing
	case z.ended:
		return nil, nil
	case z.closed && errors.Is(z.err, io.ErrUnexpectedEOF):
		return nil, errPartial
	default:
		return nil, errInflate
	}
}

func (z *inflater) drop() { z.stop() }
