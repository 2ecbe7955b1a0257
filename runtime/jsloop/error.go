package jsloop

import (
	"errors"
	"fmt"

	"github.com/dop251/goja"
)

// Error is an error with the name of the JS class it becomes: "TypeError",
// "RangeError", "SyntaxError", "Error", or a DOMException name such as "AbortError".
type Error struct {
	Name    string
	Message string
	DOM     bool // a DOMException
}

func (e *Error) Error() string { return e.Name + ": " + e.Message }

// Errorf makes an *Error of a built-in class.
func Errorf(name, format string, args ...any) *Error {
	return &Error{Name: name, Message: fmt.Sprintf(format, args...)}
}

// DOMError makes an *Error that becomes a DOMException.
func DOMError(name, format string, args ...any) *Error {
	return &Error{Name: name, Message: fmt.Sprintf(format, args...), DOM: true}
}

// Thrown carries a JS value through Go as an error, unchanged.
type Thrown struct{ Value goja.Value }

func (t *Thrown) Error() string { return t.Value.String() }

// Error makes the JS value for err: the class an *Error names, the very value
// that JS threw, or a plain Error with err's text.
func (l *Loop) Error(err error) goja.Value {
	var thrown *Thrown
	if errors.As(err, &thrown) {
		return thrown.Value
	}
	var exception *goja.Exception
	if errors.As(err, &exception) {
		return exception.Value()
	}
	name, message, class := "Error", err.Error(), "Error"
	var typed *Error
	if errors.As(err, &typed) {
		name, message, class = typed.Name, typed.Message, typed.Name
		if typed.DOM {
			class = "DOMException"
		}
	}
	ctor := l.vm.Get(class)
	if ctor == nil {
		ctor = l.vm.Get("Error")
	}
	args := []goja.Value{l.vm.ToValue(message)}
	if class == "DOMException" {
		args = append(args, l.vm.ToValue(name))
	}
	v, cerr := l.vm.New(ctor, args...)
	if cerr != nil {
		return l.vm.NewGoError(err)
	}
	return v
}

// Throw throws err as a JS exception; only natives running on the loop call it.
func (l *Loop) Throw(err error) { panic(l.Error(err)) }

// ThrowType throws a TypeError.
func (l *Loop) ThrowType(format string, args ...any) { l.Throw(Errorf("TypeError", format, args...)) }

// OnRejection gives f every rejection that nobody has handled by the end of its
// turn, before it is logged; f returns true when it dealt with it.
func (l *Loop) OnRejection(f func(ctx *Context, p *goja.Promise) bool) { l.onReject = f }

// trackRejection remembers rejected promises until the turn ends: rejecting
// first and handling later in the same turn is ordinary code.
func (l *Loop) trackRejection(p *goja.Promise, op goja.PromiseRejectionOperation) {
	switch op {
	case goja.PromiseRejectionReject:
		l.rejections[p] = l.current
		l.order = append(l.order, p)
	case goja.PromiseRejectionHandle:
		delete(l.rejections, p)
		if ctx, told := l.told[p]; told {
			delete(l.told, p)
			l.PostIn(ctx, func() { l.onHandled(p) })
		}
	}
}

// maxTold bounds how many rejections that a listener was told of are remembered,
// for OnHandled.
const maxTold = 256

// OnHandled sets what is told of promises that are handled after OnRejection's
// function dealt with them.
func (l *Loop) OnHandled(f func(*goja.Promise)) { l.onHandled = f }

func (l *Loop) reportRejections() {
	order := l.order
	l.order = nil
	for _, p := range order {
		ctx, ok := l.rejections[p]
		if !ok {
			continue
		}
		delete(l.rejections, p)
		l.switchTo(ctx)
		l.enter(frame{ctx: ctx})
		if l.onReject != nil && l.onReject(ctx, p) {
			if l.onHandled != nil && len(l.told) < maxTold {
				if l.told == nil {
					l.told = map[*goja.Promise]*Context{}
				}
				l.told[p] = ctx
			}
			continue
		}
		id := ""
		if ctx != nil {
			id = ctx.ID
		}
		l.log.Error("Uncaught (in promise) "+l.Describe(p.Result()), "request_id", id)
	}
}

// Describe is the package's Describe with whatever the value's own code throws caught.
func (l *Loop) Describe(v goja.Value) (text string) {
	text = "value that cannot be shown"
	l.vm.Try(func() { text = Describe(v) })
	return text
}

// Describe is the text of a thrown value for a log: its stack when it has one.
func Describe(v goja.Value) (text string) {
	defer func() {
		if recover() != nil {
			text = "value that cannot be shown"
		}
	}()
	if v == nil {
		return "undefined"
	}
	if o, ok := v.(*goja.Object); ok {
		if s := o.Get("stack"); s != nil && !goja.IsUndefined(s) && s.String() != "" {
			return Stack(s.String(), DefaultStackLimit)
		}
	}
	return v.String()
}
