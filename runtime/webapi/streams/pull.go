package streams

import (
	"errors"
	"io"
	"sync"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// state is what Go keeps of the streams script in one VM. Until loaded there is
// no stream anywhere.
type state struct {
	script globals.Load
	loaded bool

	open, pull, cancel, isStream, fromGo goja.Callable
}

const stateKey = "streams:go"

// load runs the script, once, whoever asks first.
func (s *state) load(l *jsloop.Loop) (*goja.Object, error) {
	exports, err := s.script()
	if err != nil || s.loaded {
		return exports, err
	}
	pullers := exports.Get("pullers").ToObject(l.VM())
	for name, f := range map[string]*goja.Callable{
		"open": &s.open, "pull": &s.pull, "cancel": &s.cancel, "isStream": &s.isStream, "fromGo": &s.fromGo,
	} {
		var ok bool
		if *f, ok = goja.AssertFunction(pullers.Get(name)); !ok {
			return nil, errors.New("the streams script does not export " + name)
		}
	}
	s.loaded = true
	return exports, nil
}

// peek is the state as it is, perhaps not loaded.
func peek(l *jsloop.Loop) *state {
	s, ok := jsloop.Unwrap[*state](l.Internals().Get(stateKey))
	if !ok {
		l.ThrowType("streams are not installed")
	}
	return s
}

// stateOf is the state with the script loaded.
func stateOf(l *jsloop.Loop) *state {
	s := peek(l)
	if !s.loaded {
		if _, err := s.load(l); err != nil {
			l.Throw(err)
		}
	}
	return s
}

// puller reads a stream that lives in JS from another goroutine: each Read posts
// a pull to the loop and waits for the chunk.
//
// It is an operation of its event except while the script owes it a chunk: an
// event that has nothing else under way then can never give one, and the host
// may say so.
type puller struct {
	l     *jsloop.Loop
	owner *jsloop.Context

	// loop goroutine only
	reader goja.Value
	handle *goja.Object
	owed   bool   // the script owes an answer
	end    func() // of the operation; nil while none is registered

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
	p.end = p.owner.Begin()
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
	if !p.l.PostIn(p.owner, p.pull) {
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

// pull asks the script for a chunk; loop goroutine.
func (p *puller) pull() {
	p.owed = true
	// The operation ends behind the pull's own jobs: if nothing else is under way
	// by then, the event is idle and its host may starve the stream.
	p.l.Defer(func() {
		if p.owed {
			p.done()
		}
	})
	if _, err := p.l.Call(stateOf(p.l).pull, nil, p.reader, p.handle); err != nil {
		p.answer(nil, err)
	}
}

// done ends the operation, if there is one; loop goroutine.
func (p *puller) done() {
	if p.end != nil {
		end := p.end
		p.end = nil
		end()
	}
}

// answer hands a chunk, or the end, to the goroutine that reads; loop goroutine.
func (p *puller) answer(b []byte, err error) {
	if !p.owed {
		return // one pull, one answer: this one was starved, or the script is wrong
	}
	p.owed = false
	if err != nil {
		p.done()
	} else if p.end == nil {
		p.end = p.owner.Begin()
	}
	select {
	case p.answers <- answer{b, err}:
	default: // nobody took the last one: the reader has been closed
	}
}

// Starve fails a pull that waits for an answer: the host knows that nothing can
// settle a promise of this event any more. Loop goroutine.
func (p *puller) Starve(err error) { p.answer(nil, err) }

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
			p.done()
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
