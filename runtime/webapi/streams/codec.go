package streams

import (
	"bytes"
	"errors"
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
// the loop's goroutine: chunks are small and a hop costs more than they do.
type codec interface {
	// write takes a chunk and returns what came out.
	write([]byte) ([]byte, error)
	close() ([]byte, error)
}

func addCodecs(l *jsloop.Loop, natives map[string]jsloop.Native) {
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
	use := func(c goja.FunctionCall, f func(codec) ([]byte, error)) goja.Value {
		z, ok := jsloop.Unwrap[*deflater](c.Argument(0))
		var out []byte
		var err error
		if ok {
			out, err = f(z)
		} else if d, dok := jsloop.Unwrap[*inflater](c.Argument(0)); dok {
			out, err = f(d)
		} else {
			l.ThrowType("not a codec")
		}
		if err != nil {
			l.Throw(err)
		}
		if len(out) == 0 {
			return goja.Undefined()
		}
		return l.Uint8Array(out)
	}
	natives["codecWrite"] = func(c goja.FunctionCall) goja.Value {
		b, _ := jsloop.CopyBytes(c.Argument(1))
		return use(c, func(z codec) ([]byte, error) { return z.write(b) })
	}
	natives["codecClose"] = func(c goja.FunctionCall) goja.Value { return use(c, codec.close) }
}

type deflater struct {
	w   io.WriteCloser
	out bytes.Buffer
}

func newDeflater(format string) *deflater {
	d := &deflater{}
	switch format {
	case "gzip":
		d.w = gzip.NewWriter(&d.out)
	case "deflate":
		d.w = zlib.NewWriter(&d.out)
	default:
		w, err := flate.NewWriter(&d.out, flate.DefaultCompression)
		if err != nil {
			panic(err) // the level is a constant
		}
		d.w = w
	}
	return d
}

func (d *deflater) take() []byte {
	b := bytes.Clone(d.out.Bytes())
	d.out.Reset()
	return b
}

func (d *deflater) write(b []byte) ([]byte, error) {
	_, err := d.w.Write(b)
	return d.take(), err
}

func (d *deflater) close() ([]byte, error) {
	err := d.w.Close()
	return d.take(), err
}

// inflater turns Go's pull-style decompressors into something one can push to:
// the decompressor runs as a coroutine that yields when its input is used up.
type inflater struct {
	in     []byte
	closed bool // no input will follow
	ended  bool // the compressed data is complete
	out    bytes.Buffer
	err    error
	gzip   bool
	seen   int // bytes of the magic number

	next func() (struct{}, bool)
	stop func()
}

var (
	errInflate  = jsloop.Errorf("TypeError", "Decompression failed.")
	errTrailing = jsloop.Errorf("TypeError", "Trailing bytes after end of compressed data")
	errPartial  = jsloop.Errorf("TypeError", "Called close() on a decompression stream with incomplete data")
)

const gzipMagic = "\x1f\x8b"

// feed is the coroutine's view of the input. It is an io.ByteReader so that no
// decompressor buffers and every byte behind the data is noticed.
type feed struct {
	z     *inflater
	yield func(struct{}) bool
}

func (f feed) wait() error {
	for len(f.z.in) == 0 {
		if f.z.closed || !f.yield(struct{}{}) {
			return io.ErrUnexpectedEOF
		}
	}
	return nil
}

func (f feed) Read(p []byte) (int, error) {
	if err := f.wait(); err != nil {
		return 0, err
	}
	n := copy(p, f.z.in)
	f.z.in = f.z.in[n:]
	return n, nil
}

func (f feed) ReadByte() (byte, error) {
	if err := f.wait(); err != nil {
		return 0, err
	}
	b := f.z.in[0]
	f.z.in = f.z.in[1:]
	return b, nil
}

func newInflater(format string) *inflater {
	z := &inflater{gzip: format == "gzip"}
	z.next, z.stop = iter.Pull(func(yield func(struct{}) bool) {
		z.err = inflate(format, feed{z, yield}, &z.out)
		z.ended = z.err == nil
	})
	return z
}

func inflate(format string, in feed, out io.Writer) error {
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
	// Without its ReadFrom: the coroutine may rest inside, and the buffer is
	// emptied meanwhile.
	_, err := io.Copy(struct{ io.Writer }{out}, r)
	return err
}

func (z *inflater) write(b []byte) ([]byte, error) {
	// Go waits for the ten bytes of a gzip header before it looks at the first.
	for i := 0; z.gzip && z.seen < len(gzipMagic) && i < len(b); i++ {
		if b[i] != gzipMagic[z.seen] {
			z.err = errInflate
			return nil, errInflate
		}
		z.seen++
	}
	if z.ended && len(b) > 0 {
		return nil, errTrailing
	}
	z.in = b
	return z.run()
}

func (z *inflater) close() ([]byte, error) {
	if z.ended {
		return nil, nil
	}
	z.closed = true
	b, err := z.run()
	z.stop()
	return b, err
}

func (z *inflater) run() ([]byte, error) {
	z.next()
	switch {
	case z.err != nil && z.closed && errors.Is(z.err, io.ErrUnexpectedEOF):
		return nil, errPartial
	case z.err != nil:
		return nil, errInflate
	case z.ended && len(z.in) > 0:
		return nil, errTrailing
	}
	b := bytes.Clone(z.out.Bytes())
	z.out.Reset()
	return b, nil
}
