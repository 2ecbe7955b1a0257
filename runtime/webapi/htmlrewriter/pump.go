package htmlrewriter

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/htmlrewriter/html"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
)

// memory is how much of a document workerd lets a rewriter hold.
const memory = 3 << 20

// pump carries one body through a rewriter. It is a goroutine of its own, which
// reads, rewrites and writes; for each call of a handler it posts a task and
// waits, so a handler may take its time and the loop is free meanwhile. What a
// handler does to its token happens while the goroutine waits.
type pump struct {
	c        *classes
	owner    *jsloop.Context
	ctx      context.Context
	store    goja.Value
	tunnel   goja.Callable
	rewriter *html.Rewriter
	out      []byte
	to       *io.PipeWriter
	err      error // of a handler: what the reader gets to see
}

// start(body, charset, handlers, prototypes, tunnel) begins the work and returns
// the source of the stream that comes out. handlers is a flat list: a selector
// or null, the object they are called on, then element, comments, text or
// doctype, comments, text, end.
func start(l *jsloop.Loop) jsloop.Native {
	var c *classes
	return func(call goja.FunctionCall) goja.Value {
		if c == nil {
			var err error
			if c, err = newClasses(l, call.Argument(3).(*goja.Object)); err != nil {
				l.Throw(err)
			}
		}
		owner := l.Current()
		p := &pump{c: c, owner: owner, ctx: owner.Context(), store: owner.Store}
		p.tunnel, _ = goja.AssertFunction(call.Argument(4))
		settings := html.Settings{
			Charset: call.Argument(1).String(),
			Memory:  memory,
			Output:  func(b []byte) { p.out = append(p.out, b...) },
		}
		p.addHandlers(&settings, call.Argument(2).(*goja.Object))
		var err error
		if p.rewriter, err = html.New(settings); err != nil {
			l.Throw(parserError(err))
		}
		in, err := streams.Reader(l, call.Argument(0))
		if err != nil {
			l.Throw(err)
		}
		from, to := io.Pipe()
		p.to = to
		go p.run(in)
		return streams.NewHandle(l, output{from}, -1)
	}
}

// perHandlers is how many values of start's list one on or onDocument takes.
const perHandlers = 6

func (p *pump) addHandlers(s *html.Settings, list *goja.Object) {
	values := make([]goja.Value, list.Get("length").ToInteger())
	for i := range values {
		values[i] = list.Get(p.c.l.VM().ToValue(i).String())
	}
	for ; len(values) >= perHandlers; values = values[perHandlers:] {
		this := values[1]
		f := func(i int) goja.Callable {
			f, _ := goja.AssertFunction(values[i])
			return f
		}
		if sel, ok := jsloop.Unwrap[html.Selector](values[0]); ok {
			s.Elements = append(s.Elements, html.Handlers{
				Selector: sel,
				Element:  handler[*html.Element](p, f(2), this, p.c.element),
				Comment:  handler[*html.Comment](p, f(3), this, p.c.comment),
				Text:     handler[*html.Text](p, f(4), this, p.c.chunk),
			})
			continue
		}
		s.Documents = append(s.Documents, html.DocumentHandlers{
			Doctype: handler[*html.Doctype](p, f(2), this, p.c.doctype),
			Comment: handler[*html.Comment](p, f(3), this, p.c.comment),
			Text:    handler[*html.Text](p, f(4), this, p.c.chunk),
			End:     handler[*html.DocumentEnd](p, f(5), this, p.c.docEnd),
		})
	}
}

func handler[T any](p *pump, f goja.Callable, this goja.Value, class *class) func(T) error {
	if f == nil {
		return nil
	}
	return func(of T) error { return p.call(f, this, class, of) }
}

var (
	errEnded  = errors.New("the event has ended")
	errLocked = jsloop.Errorf("TypeError", "The ReadableStream has been locked to a reader.")
)

// on runs f on the loop, in the event that called transform, and waits until it
// has called done.
func (p *pump) on(f func(done func(error))) error {
	answer := make(chan error, 1)
	done := func(err error) { answer <- err }
	posted := p.c.l.PostIn(p.owner, func() {
		if p.owner.Ended() {
			done(errEnded)
			return
		}
		p.owner.Store = p.store
		p.c.pump = p
		f(done)
	})
	if !posted {
		return errEnded
	}
	select {
	case err := <-answer:
		return err
	case <-p.ctx.Done():
		return errEnded
	}
}

// call calls a handler with a token, which is valid until the handler is done,
// and writes what came before the token.
func (p *pump) call(f goja.Callable, this goja.Value, class *class, of any) error {
	err := p.on(func(done func(error)) {
		o, t := p.c.object(class, of)
		fail := func(v goja.Value) {
			t.end()
			done(&jsloop.Thrown{Value: p.copy(v)})
		}
		v, err := p.c.l.Call(f, this, o)
		if err != nil {
			if p.c.l.Fatal(err) {
				done(err)
				return
			}
			fail(p.c.l.Error(err))
			return
		}
		p.c.l.Watch(v, func(goja.Value) { t.end(); done(nil) }, fail)
	})
	if err != nil {
		p.err = err
		return err
	}
	return p.flush()
}

// copy is a thrown value as it arrives on the other side of the platform.
func (p *pump) copy(v goja.Value) goja.Value {
	if out, err := p.c.l.Call(p.tunnel, nil, v); err == nil {
		return out
	}
	return v
}

func (p *pump) flush() error {
	if len(p.out) == 0 {
		return nil
	}
	_, err := p.to.Write(p.out)
	p.out = p.out[:0]
	return err
}

func (p *pump) run(in io.ReadCloser) {
	defer in.Close()
	stop := context.AfterFunc(p.ctx, func() { p.to.CloseWithError(errEnded) })
	defer stop()
	err := p.carry(in)
	if err != nil {
		if p.err != nil {
			err = p.err // what happened first
		}
		if flushed := p.flush(); flushed != nil {
			err = flushed
		}
	}
	p.to.CloseWithError(err)
}

func (p *pump) carry(in io.ReadCloser) error {
	if _, err := io.Copy(rewriting{p}, in); err != nil {
		return err
	}
	if err := p.rewriter.End(); err != nil {
		return visible(err)
	}
	return p.flush()
}

// rewriting is the rewriter as a writer. What is read piece by piece comes out
// piece by piece.
type rewriting struct{ p *pump }

func (w rewriting) Write(b []byte) (int, error) {
	if err := w.p.rewriter.Write(b); err != nil {
		return 0, visible(err)
	}
	return len(b), w.p.flush()
}

// visible is an error of the rewriter as the reader is told; those of handlers
// are ready.
func visible(err error) error {
	var thrown *jsloop.Thrown
	if errors.As(err, &thrown) || errors.Is(err, errEnded) || errors.Is(err, io.ErrClosedPipe) {
		return err
	}
	var typed *jsloop.Error
	if errors.As(err, &typed) {
		return err
	}
	return parserError(err)
}

// stream is content that is read when its place is reached.
func (p *pump) stream(v *goja.Object, used bool) func(func([]byte) error) error {
	return func(write func([]byte) error) error {
		var r io.ReadCloser
		err := p.on(func(done func(error)) {
			if used || v.Get("locked").ToBoolean() {
				done(errLocked)
				return
			}
			var err error
			if r, err = streams.Reader(p.c.l, v); err != nil {
				err = &jsloop.Thrown{Value: p.c.l.Error(err)}
			}
			done(err)
		})
		if err == nil {
			_, err = io.Copy(pieces(func(b []byte) error {
				if err := write(b); err != nil {
					return visible(err)
				}
				return nil
			}), r)
			r.Close()
		}
		if err != nil {
			p.err = err
		}
		return err
	}
}

type pieces func([]byte) error

func (f pieces) Write(b []byte) (int, error) {
	if err := f(b); err != nil {
		return 0, err
	}
	return len(b), nil
}

// output is the reading end. A script reads as many bytes at a time as it does
// from workerd's own pipes.
type output struct{ *io.PipeReader }

const pieceSize = 4096

func (o output) Read(b []byte) (int, error) {
	return o.PipeReader.Read(b[:min(len(b), pieceSize)])
}

// WriteTo takes larger pieces when Go reads.
func (o output) WriteTo(w io.Writer) (n int64, err error) {
	return io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{o.PipeReader}, make([]byte, 8*pieceSize))
}

// charsetOf finds the charset parameter of a content type, "" when there is none.
func charsetOf(contentType string) string {
	_, params, ok := strings.Cut(contentType, ";")
	if !ok {
		return ""
	}
	for p := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(p, "=")
		if strings.EqualFold(strings.TrimLeft(name, " \t"), "charset") {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return ""
}
