package zlib

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/adler32"
	"hash/crc32"
	"io"
	"iter"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
)

// decoder reads its input through a coroutine: the readers of Go pull, while a
// stream of Node pushes. It runs until it wants bytes that are not there.
type decoder struct {
	settings
	in    []byte
	ended bool
	seen  []byte // the first bytes of a deflate stream, to name what is wrong with it
	err   error
	done  bool
	next  func() ([]byte, bool)
	stop  func()
}

const piece = 64 << 10

var errStopped = errors.New("stopped")

func newDecoder(s settings) *decoder {
	d := &decoder{settings: s}
	d.next, d.stop = iter.Pull(d.run)
	return d
}

// push implements coder. A text that ends too early is an error when flush is
// Z_FINISH and gives what there is otherwise.
func (d *decoder) push(b []byte, flush, limit int) ([]byte, error) {
	if d.err != nil {
		return nil, d.err
	}
	if d.done {
		return nil, nil
	}
	d.in = append(d.in, b...)
	d.ended = flush == finish
	var out []byte
	for {
		b, more := d.next()
		if !more || b == nil {
			break
		}
		if out = append(out, b...); len(out) > limit {
			d.err = errLimit
			return nil, errLimit
		}
	}
	if d.err != nil {
		return nil, d.err
	}
	return out, nil
}

// source is the input as a reader; asked for more than there is, it waits.
type source struct {
	d     *decoder
	yield func([]byte) bool
}

func (s source) wait() error {
	for len(s.d.in) == 0 {
		if s.d.ended {
			return io.EOF
		}
		if !s.yield(nil) {
			return errStopped
		}
	}
	return nil
}

func (s source) Read(p []byte) (int, error) {
	if err := s.wait(); err != nil {
		return 0, err
	}
	n := copy(p, s.d.in)
	s.d.in = s.d.in[n:]
	return n, nil
}

func (s source) ReadByte() (byte, error) {
	if err := s.wait(); err != nil {
		return 0, err
	}
	b := s.d.in[0]
	s.d.in = s.d.in[1:]
	if len(s.d.seen) < 5 {
		s.d.seen = append(s.d.seen, b)
	}
	return b, nil
}

func (d *decoder) run(yield func([]byte) bool) {
	s := source{d, yield}
	var err error
	switch d.kind {
	case "gunzip":
		err = d.gunzip(s)
	case "inflate":
		err = d.inflate(s)
	case "inflateRaw":
		err = d.deflated(s, io.Discard)
	case "unzip":
		err = d.unzip(s)
	case "brotliDecompress":
		err = d.brotli(s)
	default:
		err = d.zstd(s)
	}
	d.done = true
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = fail("unexpected end of file")
	}
	if err != nil && !errors.Is(err, errStopped) {
		d.err = err
	}
}

// pour gives out what r has, and a copy of it to sum.
func (s source) pour(r io.Reader, sum io.Writer) error {
	for {
		b := make([]byte, piece)
		n, err := r.Read(b)
		if n > 0 {
			_, _ = sum.Write(b[:n])
			if !s.yield(b[:n]) {
				return errStopped
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (d *decoder) deflated(s source, sum io.Writer) error {
	d.seen = nil
	err := s.pour(flate.NewReaderDict(s, d.dictionary), sum)
	var corrupt flate.CorruptInputError
	if errors.As(err, &corrupt) {
		return fail(d.trouble())
	}
	return err
}

// trouble is zlib's text for what is wrong with the first block; Go does not say.
func (d *decoder) trouble() string {
	if len(d.seen) == 0 {
		return "invalid distance too far back"
	}
	switch d.seen[0] >> 1 & 3 {
	case 0:
		return "invalid stored block lengths"
	case 2:
		return "invalid code lengths set"
	case 3:
		return "invalid block type"
	}
	return "invalid distance too far back"
}

func (s source) bytes(n int) ([]byte, error) {
	b := make([]byte, n)
	for i := range b {
		var err error
		if b[i], err = s.ReadByte(); err != nil {
			return nil, err
		}
	}
	return b, nil
}

var errHeader = fail("incorrect header check")

// gunzip reads members until zeros or the end follow one.
func (d *decoder) gunzip(s source) error {
	for first := true; ; first = false {
		b, err := s.ReadByte()
		if !first && (errors.Is(err, io.EOF) || err == nil && b == 0) {
			return nil
		}
		if err != nil {
			return err
		}
		if b != 0x1F {
			return errHeader
		}
		if b, err = s.ReadByte(); err != nil {
			return err
		}
		if b != 0x8B {
			return errHeader
		}
		if err := d.member(s); err != nil {
			return err
		}
	}
}

// member reads what follows the two magic bytes: RFC 1952, 2.3.
func (d *decoder) member(s source) error {
	head, err := s.bytes(8)
	if err != nil {
		return err
	}
	if head[0] != 8 {
		return fail("unknown compression method")
	}
	flags := head[1]
	if flags&0xE0 != 0 {
		return fail("unknown header flags set")
	}
	if flags&4 != 0 {
		size, err := s.bytes(2)
		if err != nil {
			return err
		}
		if _, err = s.bytes(int(binary.LittleEndian.Uint16(size))); err != nil {
			return err
		}
	}
	for _, text := range []byte{8, 16} {
		for b := byte(1); flags&text != 0 && b != 0; {
			if b, err = s.ReadByte(); err != nil {
				return err
			}
		}
	}
	if flags&2 != 0 {
		if _, err := s.bytes(2); err != nil {
			return err
		}
	}
	sum := &counted{crc: crc32.NewIEEE()}
	if err := d.deflated(s, sum); err != nil {
		return err
	}
	tail, err := s.bytes(8)
	if err != nil {
		return err
	}
	if binary.LittleEndian.Uint32(tail) != sum.crc.Sum32() {
		return fail("incorrect data check")
	}
	if binary.LittleEndian.Uint32(tail[4:]) != sum.size {
		return fail("incorrect length check")
	}
	return nil
}

type counted struct {
	crc interface {
		io.Writer
		Sum32() uint32
	}
	size uint32
}

func (c *counted) Write(b []byte) (int, error) {
	c.size += uint32(len(b)) // #nosec G115 -- modulo 2^32, as the format has it
	return c.crc.Write(b)
}

// inflate is RFC 1950.
func (d *decoder) inflate(s source) error {
	head, err := s.bytes(2)
	if err != nil {
		return err
	}
	return d.zlibBody(s, head)
}

func (d *decoder) zlibBody(s source, head []byte) error {
	switch {
	case binary.BigEndian.Uint16(head)%31 != 0:
		return errHeader
	case head[0]&0xF != 8:
		return fail("unknown compression method")
	case head[0]>>4 > 7:
		return fail("invalid window size")
	}
	if head[1]&0x20 != 0 {
		id, err := s.bytes(4)
		if err != nil {
			return err
		}
		if d.dictionary == nil {
			return fail("Missing dictionary")
		}
		if binary.BigEndian.Uint32(id) != adler32.Checksum(d.dictionary) {
			return fail("Bad dictionary")
		}
	} else {
		d.dictionary = nil
	}
	sum := adler32.New()
	if err := d.deflated(s, sum); err != nil {
		return err
	}
	tail, err := s.bytes(4)
	if err != nil {
		return err
	}
	if binary.BigEndian.Uint32(tail) != sum.Sum32() {
		return fail("incorrect data check")
	}
	return nil
}

// unzip tells gzip from deflate by the first byte.
func (d *decoder) unzip(s source) error {
	if err := s.wait(); err != nil {
		return err
	}
	if d.in[0] == 0x1F {
		return d.gunzip(s)
	}
	return d.inflate(s)
}

func (d *decoder) brotli(s source) error {
	err := s.pour(brotli.NewReader(plain{s}), io.Discard)
	switch {
	case err == nil || errors.Is(err, errStopped):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fail("Unexpected end of file")
	}
	return fail("Compression failed")
}

// plain hides ReadByte, which these readers have no use for.
type plain struct{ s source }

func (p plain) Read(b []byte) (int, error) { return p.s.Read(b) }

var zstdMagic = []byte{0x28, 0xB5, 0x2F, 0xFD}

func (d *decoder) zstd(s source) error {
	if err := s.wait(); err != nil {
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	}
	n := min(len(d.in), len(zstdMagic))
	skippable := len(d.in) >= 4 && d.in[0]>>4 == 5 && bytes.Equal(d.in[1:4], []byte{0x2A, 0x4D, 0x18})
	if !skippable && !bytes.Equal(d.in[:n], zstdMagic[:n]) {
		return fail("Zstd decompression failed: Unknown frame descriptor")
	}
	r, err := zstd.NewReader(plain{s}, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return fail("Zstd decompression failed: Data corruption detected")
	}
	defer r.Close()
	if err = s.pour(r, io.Discard); err == nil || errors.Is(err, errStopped) || errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	return fail("Zstd decompression failed: Data corruption detected")
}
