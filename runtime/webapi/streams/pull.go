package streams

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// state is what Go keeps of the streams script in one VM.
type state struct {
	open, pull, cancel, isStream, fromGo goja.Callable
}

const stateKey = "streams:go"

func keep(l *jsloop.Loop, exports *goja.Object) error {
	f := func(name string) goja.Callable {
		c, ok := goja.AssertFunction(exports.Get(name))
		if !ok {
			panic("streams script does not export " + name)
		}
		return c
	}
	return l.Internals().Set(stateKey, l.Wrap(&state{f("open"), f("pull"), f("cancel"), f("isStream"), f("fromGo")}))
}

func stateOf(l *jsloop.Loop) *state {
	s, ok := jsloop.Unwrap[*state](l.Internals().Get(stateKey))
	if !ok {
		l.ThrowType("streams are not installed")
	}
	return s
}

// puller reads a stream that lives in JS from another goroutine: each Read posts
// a pull to the loop and waits for the chunk.
type puller struct {
	l      *jsloop.Loop
	owner  *jsloop.Context
	reader goja.Value // loop goroutine only
	handle *goja.Object

	waiting atomic.Bool // a pull has no answer yet
	answers chan answer
	rest    []byte // of the last chunk
	err     error
	once    sync.Once
	closed  chan struct{}
}

type answer struct {
	b   []byte
	err error
}

var errCancelled = errors.New("stream was cancelled")

func newPuller(l *jsloop.Loop, reader goja.Value) *puller {
	p := &puller{l: l, owner: l.Current(), reader: reader, answers: make(chan answer, 1), closed: make(chan struct{})}
	p.handle = l.Wrap(p)
	return p
}

// next returns the next chunk; it is good until the following call.
func (p *puller) next() ([]byte, error) {
	if len(p.rest) > 0 {
		b := p.rest
		p.rest = nil
		return b, nil
	}
	if p.err != nil {
		return nil, p.err
	}
	p.waiting.Store(true)
	if !p.l.PostIn(p.owner, func() {
		// An operation that ends behind the pull's own jobs: if nothing else is under
		// way by then, the event is idle and its host may starve the stream.
		defer p.l.Defer(p.owner.Begin())
		if _, err := p.l.Call(stateOf(p.l).pull, nil, p.reader, p.handle); err != nil {
			p.answer(nil, err)
		}
	}) {
		return nil, jsloop.ErrClosed
	}
	select {
	case a := <-p.answers:
		p.err = a.err
		return a.b, a.err
	case <-p.closed:
		return nil, errCancelled
	case <-p.l.Done():
		return nil, jsloop.ErrClosed
	}
}

// Starve fails a pull that waits for an answer: the host knows that nothing can
// settle a promise of this event any more.
func (p *puller) Starve(err error) {
	if p.waiting.Load() {
		p.answer(nil, err)
	}
}

func (p *puller) answer(b []byte, err error) {
	p.waiting.Store(false)
	select {
	case p.answers <- answer{b, err}:
	default: // one pull, one answer; a second would be a bug of the script
	}
}

func (p *puller) Read(buf []byte) (int, error) {
	if len(buf) == 0 {
		return 0, nil
	}
	b, err := p.next()
	if err != nil {
		return 0, err
	}
	n := copy(buf, b)
	p.rest = b[n:]
	return n, nil
}

func (p *puller) WriteTo(w io.Writer) (int64, error) {
	var total int64
	for {
		b, err := p.next()
		if errors.Is(err, io.EOF) {
			return total, nil
		}
		if err != nil {
			return total, err
		}
		n, err := w.Write(b)
		total += int64(n)
		if err != nil {
			return total, err
		}
	}
}

// Close cancels the stream unless it has ended. Any goroutine may call it.
func (p *puller) Close() error {
	p.once.Do(func() {
		close(p.closed)
		p.l.PostIn(p.owner, func() {
			reason := p.l.Error(jsloop.DOMError("AbortError", "The stream was cancelled because its consumer has gone."))
			if _, err := p.l.Call(stateOf(p.l).cancel, nil, p.reader, reason); err != nil && !p.l.Fatal(err) {
				p.l.Log().Error("cancel stream", "error", err.Error())
			}
		})
	})
	return nil
}

// addPull defines chunk(h, bytes), end(h) and fail(h, err), by which a script
// answers a pull.
func addPull(l *jsloop.Loop, natives map[string]jsloop.Native) {
	puller := func(v goja.Value) *puller {
		p, ok := jsloop.Unwrap[*puller](v)
		if !ok {
			l.ThrowType("not a reader")
		}
		return p
	}
	natives["chunk"] = func(c goja.FunctionCall) goja.Value {
		b, ok := jsloop.CopyBytes(c.Argument(1))
		p := puller(c.Argument(0))
		if !ok {
			p.answer(nil, jsloop.Errorf("TypeError", "This ReadableStream did not return bytes."))
		} else {
			p.answer(b, nil)
		}
		return goja.Undefined()
	}
	natives["end"] = func(c goja.FunctionCall) goja.Value {
		puller(c.Argument(0)).answer(nil, io.EOF)
		return goja.Undefined()
	}
	natives["fail"] = func(c goja.FunctionCall) goja.Value {
		puller(c.Argument(0)).answer(nil, &jsloop.Thrown{Value: c.Argument(1)})
		return goja.Undefined()
	}
}
