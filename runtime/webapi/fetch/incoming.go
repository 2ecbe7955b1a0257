package fetch

import (
	"io"
	"net/http"
	"reflect"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
)

// Incoming is a request as it arrived, to become the Request a handler gets.
// Everything but Method and URL is looked at only when the script asks for it.
type Incoming struct {
	Method string
	URL    string // absolute, as the Worker shall see it
	// Body is nil when the request has none.
	Body io.ReadCloser
	// ContentLength is -1 when unknown; it lets a body be forwarded with its length.
	ContentLength int64
	// Rest is asked for what scripts rarely touch. Nil has no headers and never aborts.
	Rest Rest

	// What stands for it in the VM.
	self   *goja.Object
	s      *state
	header []string // once somebody asked
	asked  bool
}

// Rest is the part of a request that is made when the script asks for it, on the
// loop's goroutine.
type Rest interface {
	// Headers is name, value, name, value … in order of arrival, names in lower case.
	Headers() []string
	// CF makes request.cf; nil means undefined.
	CF() goja.Value
	// OnAbort is called when the script first touches request.signal; the host
	// calls aborted, from any goroutine, when the client has gone.
	OnAbort(aborted func())
}

// incoming is the Incoming as the object that stands for it in JS: as the list of
// its headers and as the record of its rare fields, of which it shows only what the
// script must know to treat it as both.
type incoming Incoming

func (i *incoming) headers() []string {
	if !i.asked && i.Rest != nil {
		i.header = i.Rest.Headers()
	}
	i.asked = true
	return i.header
}

var incomingType = reflect.TypeFor[*incoming]()

func (i *incoming) Get(key string) goja.Value {
	switch key {
	case "frozen", "sealed":
		return i.s.yes
	case "redirect":
		return i.s.manual // so a forwarded request hands redirects on
	case "incoming":
		return i.self
	}
	return nil
}
func (*incoming) Set(string, goja.Value) bool { return false }
func (*incoming) Has(string) bool             { return false }
func (*incoming) Delete(string) bool          { return false }
func (*incoming) Keys() []string              { return nil }

func asIncoming(v goja.Value) *incoming {
	if o, ok := v.(*goja.Object); ok && o.ExportType() == incomingType {
		i, _ := o.Export().(*incoming)
		return i
	}
	return nil
}

// NewRequest makes the Request for in, which must not be used for another.
func NewRequest(l *jsloop.Loop, in *Incoming) (goja.Value, error) {
	return For(l).NewRequest(in)
}

// NewRequest is the function of that name.
func (h *Host) NewRequest(in *Incoming) (goja.Value, error) {
	s := h.s
	vm := s.l.VM()
	in.s = s
	in.self = vm.NewDynamicObject((*incoming)(in))
	body := s.null
	if in.Body != nil {
		body = streams.NewHandle(s.l, in.Body, in.ContentLength)
	}
	method := s.get
	if in.Method != http.MethodGet {
		method = vm.ToValue(in.Method)
	}
	// Body's constructor with Request as new.target: the constructor of Request,
	// written for scripts, is not needed. in.self stands for headers and more.
	url := vm.ToValue(in.URL)
	if o := s.direct.request(body, in.self, method, url); o != nil {
		return o, nil
	}
	o, err := s.construct(s.request, s.token, body, in.self, method, url, in.self)
	if err != nil {
		s.l.Fatal(err)
		return nil, err
	}
	return o, nil
}

// flat is the header list behind a handle.
func (s *state) flat(v goja.Value) []string {
	if i := asIncoming(v); i != nil {
		return i.headers()
	}
	list, ok := jsloop.Unwrap[[]string](v)
	if !ok {
		s.l.ThrowType("Illegal invocation")
	}
	return list
}

func (s *state) addIncoming(natives map[string]jsloop.Native) {
	vm := s.l.VM()
	natives["headerGet"] = func(c goja.FunctionCall) goja.Value {
		list, name := s.flat(c.Argument(0)), c.Argument(1).String()
		value, found := "", false
		for i := 0; i+1 < len(list); i += 2 {
			if list[i] != name {
				continue
			}
			if found {
				value += ", " + list[i+1]
			} else {
				value, found = list[i+1], true
			}
		}
		if !found {
			return s.null
		}
		return vm.ToValue(value)
	}
	natives["headerList"] = func(c goja.FunctionCall) goja.Value {
		list := s.flat(c.Argument(0))
		items := make([]any, len(list))
		for i, v := range list {
			items[i] = v
		}
		return vm.NewArray(items...)
	}
	natives["cf"] = func(c goja.FunctionCall) goja.Value {
		if i := asIncoming(c.Argument(0)); i != nil && i.Rest != nil {
			if v := i.Rest.CF(); v != nil {
				return v
			}
		}
		return goja.Undefined()
	}
	natives["onAbort"] = func(c goja.FunctionCall) goja.Value {
		i := asIncoming(c.Argument(0))
		f, ok := goja.AssertFunction(c.Argument(1))
		if i == nil || i.Rest == nil || !ok {
			return goja.Undefined()
		}
		owner := s.l.Current()
		i.Rest.OnAbort(func() {
			s.l.PostIn(owner, func() {
				if _, err := s.l.Call(f, nil); err != nil {
					s.l.Log().Error("uncaught exception in abort listener", "error", err.Error())
				}
			})
		})
		return goja.Undefined()
	}
}
