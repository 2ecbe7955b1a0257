package httpd

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// body is a request's body that is still on its way. Whoever reads it has the
// connection's input.
type body struct {
	c       *conn
	q       *Request
	chunked bool

	mu     sync.Mutex // held while somebody reads
	left   int64      // of the body, or of the chunk; -1 before a chunk's size
	first  bool       // a chunk has been read, so that CRLF comes before the next size
	extra  int        // bytes of chunk extensions, which must not be the most of it
	expect bool       // the client waits for 100 Continue
	err    error
	closed atomic.Bool
}

var errChunk = errors.New("malformed chunked encoding")

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed.Load() {
		return 0, http.ErrBodyReadAfterClose
	}
	return b.read(p)
}

func (b *body) read(p []byte) (int, error) {
	if b.err != nil || len(p) == 0 {
		return 0, b.err
	}
	if b.expect {
		b.expect = false
		b.q.sayContinue()
	}
	n, err := b.next(p)
	if err == nil && b.left == 0 && !b.chunked {
		err = io.EOF
	}
	if err == nil {
		return n, nil
	}
	if b.closed.Load() && errors.Is(err, os.ErrDeadlineExceeded) {
		return n, http.ErrBodyReadAfterClose // stop woke us: the rest may still be read away
	}
	b.err = err
	b.c.bodyEnded(b, err == io.EOF)
	return n, err
}

// next reads some of the body's bytes; io.EOF comes alone.
func (b *body) next(p []byte) (int, error) {
	if b.chunked && b.left <= 0 {
		if err := b.chunk(); err != nil {
			return 0, err
		}
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	c := b.c
	var n int
	var err error
	if c.w > c.r {
		n = copy(p, c.buf[c.r:c.w])
		c.r += n
	} else if n, err = c.nc.Read(p); n > 0 {
		err = nil
	} else if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if b.left -= int64(n); b.left == 0 && n > 0 {
		b.first = true
	}
	return n, err
}

// chunk reads the size of the next chunk; after the last one the trailers, and
// gives io.EOF.
func (b *body) chunk() error {
	if b.first {
		if line, err := b.line(0); err != nil {
			return err
		} else if len(line) != 0 {
			return errChunk
		}
		b.first = false
	}
	line, err := b.line(4 << 10)
	if err != nil {
		return err
	}
	size, rest := line, []byte(nil)
	if k := bytes.IndexByte(line, ';'); k >= 0 {
		size, rest = bytes.TrimRight(line[:k], " \t"), line[k:]
	}
	if hasControl(rest) {
		return errChunk
	}
	if b.extra += len(rest); b.extra > keptBuffer || len(size) == 0 || len(size) > 15 {
		return errChunk
	}
	var n int64
	for _, c := range size {
		switch {
		case isDigit(c):
			n = n<<4 | int64(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			n = n<<4 | int64(c|0x20-'a'+10)
		default:
			return errChunk
		}
	}
	if n > 0 {
		b.left = n
		return nil
	}
	return b.trailers()
}

// trailers reads the fields behind the last chunk away: nobody can see them.
func (b *body) trailers() error {
	for all := 0; ; {
		line, err := b.line(4 << 10)
		if err != nil {
			return err
		}
		if len(line) == 0 {
			return io.EOF
		}
		name, value, ok := bytes.Cut(line, []byte(":"))
		if all += len(line); !ok || !isToken(name) || hasControl(value) || all > keptBuffer {
			return errChunk
		}
	}
}

// hasControl says whether text has a character that no field value may have.
func hasControl(text []byte) bool {
	for _, c := range text {
		if c < ' ' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return false
}

// line reads a line of at most most bytes, without its CRLF.
func (b *body) line(most int) ([]byte, error) {
	c := b.c
	for {
		if k := bytes.IndexByte(c.buf[c.r:c.w], '\n'); k >= 0 {
			line := c.buf[c.r : c.r+k]
			if k == 0 || line[k-1] != '\r' || k-1 > most || bytes.IndexByte(line[:k-1], '\r') >= 0 {
				return nil, errChunk
			}
			c.r += k + 1
			return line[:k-1], nil
		}
		if c.w-c.r > most+1 {
			return nil, errChunk
		}
		if err := c.fill(); err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
	}
}

// Close gives the rest of the body up.
func (b *body) Close() error {
	b.stop()
	return nil
}

// stop ends the body for its readers. One that waits for the client is woken.
func (b *body) stop() {
	if b.closed.Swap(true) {
		return
	}
	if b.mu.TryLock() {
		b.mu.Unlock()
		return
	}
	_ = b.c.nc.SetReadDeadline(time.Unix(1, 0))
	b.mu.Lock()
	_ = b.c.nc.SetReadDeadline(time.Time{})
	b.mu.Unlock()
}

// discard reads away what nobody has read, so that the connection can be kept;
// it reports false when that is too much.
func (b *body) discard() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil || b.tooMuch() {
		return b.err == io.EOF
	}
	b.c.enter(reads)
	for left := int64(maxUnread); left > 0; {
		n, err := b.next(b.c.scratch())
		left -= int64(n)
		if err == io.EOF || err == nil && b.left == 0 && !b.chunked {
			return true
		}
		if err != nil {
			return false
		}
	}
	return false
}

// tooMuch reports that what is left is not worth reading; mu is held, or nobody
// reads any more.
func (b *body) tooMuch() bool { return b.expect || !b.chunked && b.left > maxUnread }

// scratch is room to read away into.
func (c *conn) scratch() []byte { return make([]byte, 16<<10) }

// keeps reports whether the connection can be kept although b has not been read.
func (b *body) keeps() bool {
	if !b.mu.TryLock() {
		return true // somebody reads: that it is too much will show
	}
	defer b.mu.Unlock()
	return b.err == io.EOF || b.err == nil && !b.tooMuch()
}

// memory is a body that came with its head.
type memory struct {
	bytes.Reader
	all []byte
}

// Close implements io.Closer.
func (*memory) Close() error { return nil }

// Bytes is the whole body, for who would rather have it at once, and the caller's
// from then on; ok is false when some of it has been read.
func (m *memory) Bytes() (b []byte, ok bool) {
	if int64(m.Len()) != m.Size() {
		return nil, false
	}
	_, _ = m.Seek(0, io.SeekEnd)
	return m.all, true
}
