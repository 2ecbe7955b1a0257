package streams

import (
	"bytes"
	"errors"
	"io"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// What other rooms need from streams. Unless said otherwise a function must be
// called on the loop's goroutine.

// FromReader makes a ReadableStream (a byte stream) that reads r on goroutines,
// one chunk at a time and only when somebody asks: nothing is read ahead.
// Cancelling the stream closes r; so does the end of the data.
func FromReader(l *jsloop.Loop, r io.ReadCloser) goja.Value { return FromReaderN(l, r, -1) }

// FromReaderN is FromReader for n bytes; -1 means unknown. A known length is
// passed on when the stream becomes a body.
func FromReaderN(l *jsloop.Loop, r io.ReadCloser, n int64) goja.Value {
	v, err := l.Call(stateOf(l).fromGo, nil, NewHandle(l, r, n))
	if err != nil {
		l.Throw(err)
	}
	return v
}

// NewHandle wraps r, n bytes long or -1, for scripts that make the stream
// themselves, and only when somebody looks: internals.streams.fromGo(handle).
func NewHandle(l *jsloop.Loop, r io.ReadCloser, n int64) *goja.Object {
	return l.Wrap(&source{r: r, length: n, l: l, owner: l.Current()})
}

// Foreign is the error of using the handle v in another event than its own.
func Foreign(v goja.Value) error {
	if s, ok := jsloop.Unwrap[*source](v); ok {
		return globals.Foreign(s.l, s.owner, "ReadableStreamSource>")
	}
	return nil
}

// HandleReader gives back the reader of a handle, and its length or -1. It is
// the caller's then.
func HandleReader(v goja.Value) (r io.ReadCloser, n int64, ok bool) {
	s, ok := jsloop.Unwrap[*source](v)
	if !ok {
		return nil, 0, false
	}
	return s, s.length, true
}

// Inner is the reader that FromReader or NewHandle was given, when r is what
// Reader or HandleReader made of it; otherwise r.
func Inner(r io.ReadCloser) io.ReadCloser {
	if s, ok := r.(*source); ok {
		return s.r
	}
	return r
}

// Reader locks the ReadableStream v and gives its bytes to another goroutine.
// A stream that is Go-backed and untouched gives the reader it was made from,
// so a copy between two Go ends never enters the VM; one that is in memory
// gives a *bytes.Reader. Close cancels the stream. The reader implements
// io.WriterTo, one Write a chunk.
func Reader(l *jsloop.Loop, v goja.Value) (io.ReadCloser, error) {
	if !IsStream(l, v) {
		return nil, jsloop.Errorf("TypeError", "not a ReadableStream")
	}
	st := stateOf(l)
	opened, err := l.Call(st.open, nil, v)
	if err != nil {
		return nil, err
	}
	if r, _, ok := HandleReader(opened); ok {
		return r, nil
	}
	if o, ok := opened.(*goja.Object); ok {
		if b, ok := jsloop.CopyBytes(o); ok {
			return Memory{bytes.NewReader(b)}, nil
		}
	}
	return newPuller(l, opened), nil
}

// Memory is a Reader over bytes that were there already.
type Memory struct{ *bytes.Reader }

// Close does nothing.
func (Memory) Close() error { return nil }

// Drain pumps any ReadableStream into write, which runs on a goroutine; the
// next chunk is asked for when write has returned. done runs once, on a
// goroutine that is not the loop's. An error of write cancels the stream.
func Drain(l *jsloop.Loop, v goja.Value, write func([]byte) error, done func(error)) {
	r, err := Reader(l, v)
	if err != nil {
		go done(err)
		return
	}
	go func() {
		_, err := io.Copy(writerFunc(write), r)
		r.Close()
		done(err)
	}()
}

type writerFunc func([]byte) error

func (f writerFunc) Write(p []byte) (int, error) {
	if err := f(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// ErrTooLarge is ReadAll's error for a stream longer than its limit.
var ErrTooLarge = errors.New("stream is larger than the limit")

// ReadAll reads any ReadableStream to its end and calls done on the loop's
// goroutine. More than limit bytes is an error; 0 means no limit.
func ReadAll(l *jsloop.Loop, v goja.Value, limit int64, done func([]byte, error)) {
	r, err := Reader(l, v)
	if err != nil {
		done(nil, err)
		return
	}
	owner := l.Current()
	end := owner.Begin()
	go func() {
		b, err := readAll(r, limit)
		r.Close()
		if !l.PostIn(owner, func() { defer end(); done(b, err) }) {
			end()
		}
	}()
}

func readAll(r io.Reader, limit int64) ([]byte, error) {
	if limit <= 0 {
		return io.ReadAll(r)
	}
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(b)) > limit {
		return nil, ErrTooLarge
	}
	return b, err
}

// IsStream reports whether v is a ReadableStream.
func IsStream(l *jsloop.Loop, v goja.Value) bool {
	if _, ok := v.(*goja.Object); !ok {
		return false
	}
	if !peek(l).loaded {
		return false // there is no stream in this VM yet
	}
	is, err := l.Call(stateOf(l).isStream, nil, v)
	return err == nil && is.ToBoolean()
}
