package sqlite

import (
	"io"
	"os"
	"runtime"

	"github.com/w2c-dev/w2c/runtime/store"
)

// slice is a part of one blob.
type slice struct {
	id             string
	offset, length int64
}

// cut finds the pieces of blobs that a span covers.
func cut(list []blob, span store.R2Span) (out []slice) {
	start := int64(0)
	for _, b := range list {
		from, to := max(span.Offset-start, 0), min(span.Offset+span.Length-start, b.Size)
		if from < to {
			out = append(out, slice{b.ID, from, to - from})
		}
		start += b.Size
	}
	return out
}

// open gives the bytes of the pieces. The caller holds the lock.
func (b *R2) open(pieces []slice) (io.ReadCloser, error) {
	if len(pieces) == 0 {
		return io.NopCloser(eof{}), nil
	}
	if len(pieces) == 1 { // a file that is open may lose its name
		return b.blobs.open(pieces[0])
	}
	for _, p := range pieces {
		b.inUse[p.id]++
	}
	c := &chain{b: b, rest: pieces}
	body := &struct{ io.ReadCloser }{c}
	// A body that nobody read and everybody forgot lets go of its files.
	runtime.AddCleanup(body, func(c *chain) { _ = c.Close() }, c)
	return body, nil
}

type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// piece is a part of an open file.
type piece struct {
	io.Reader
	io.Closer
}

func (s blobs) open(p slice) (io.ReadCloser, error) {
	f, err := os.Open(s.path(p.id))
	if err != nil {
		return nil, err
	}
	return piece{io.NewSectionReader(f, p.offset, p.length), f}, nil
}

// chain reads several files one behind the other, with one open at a time: a body
// can have ten thousand.
type chain struct {
	b    *R2
	rest []slice
	now  io.ReadCloser
}

func (c *chain) Read(p []byte) (int, error) {
	for {
		if c.now == nil {
			if len(c.rest) == 0 {
				return 0, io.EOF
			}
			var err error
			if c.now, err = c.b.blobs.open(c.rest[0]); err != nil {
				return 0, err
			}
		}
		n, err := c.now.Read(p)
		if err != io.EOF { //nolint:errorlint // a SectionReader returns it bare
			return n, err
		}
		c.next()
		if n > 0 {
			return n, nil
		}
	}
}

// next is done with the first piece.
func (c *chain) next() {
	_ = c.now.Close()
	c.now = nil
	c.b.release(c.rest[0].id)
	c.rest = c.rest[1:]
}

// Close lets go of all that has not been read.
func (c *chain) Close() error {
	if c.now != nil {
		_ = c.now.Close()
		c.now = nil
	}
	for _, p := range c.rest {
		c.b.release(p.id)
	}
	c.rest = nil
	return nil
}

// release removes a blob that waited for this reader.
func (b *R2) release(id string) {
	b.held.Lock()
	defer b.held.Unlock()
	if b.inUse[id]--; b.inUse[id] > 0 {
		return
	}
	delete(b.inUse, id)
	if b.doomed[id] {
		delete(b.doomed, id)
		b.remove(id)
	}
}
