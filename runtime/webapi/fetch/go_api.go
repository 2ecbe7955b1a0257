package fetch

import (
	"net/http"
	"sort"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
	"github.com/w2c-dev/w2c/runtime/webapi/websocket"
)

// What other rooms need from fetch, besides NewRequest and Take. Unless said
// otherwise a function must be called on the loop's goroutine.

// Host is fetch in one loop, for a host that hands requests in and takes responses
// out all the time.
type Host struct{ s *state }

// For finds it.
func For(l *jsloop.Loop) *Host { return &Host{stateOf(l)} }

// WriteResponse is Take and Write: the writing runs on a goroutine of its own,
// which calls done.
func WriteResponse(l *jsloop.Loop, v goja.Value, w http.ResponseWriter, head bool, done func(error)) {
	o, err := Take(l, v)
	if err != nil {
		go done(err)
		return
	}
	go func() { done(o.Write(w, head)) }()
}

// IsResponse reports whether v is a Response.
func IsResponse(l *jsloop.Loop, v goja.Value) bool {
	if _, ok := v.(*goja.Object); !ok {
		return false
	}
	is, err := l.Call(stateOf(l).isResponse, nil, v)
	return err == nil && is.ToBoolean()
}

// NewResponse makes a Response whose body streams from r.Body.
func NewResponse(l *jsloop.Loop, r *http.Response) (goja.Value, error) {
	url := ""
	if r.Request != nil && r.Request.URL != nil {
		url = r.Request.URL.String()
	}
	s := stateOf(l)
	return s.response(r, url, false, false, s.makeResponse)
}

// response calls call with what makes the Response for r. raw keeps a
// compressed body as it is.
func (s *state) response(r *http.Response, url string, redirected, raw bool, call goja.Callable) (goja.Value, error) {
	vm := s.l.VM()
	body := s.null
	if r.Body != nil && r.Body != http.NoBody && !nullBody(r.StatusCode) && (r.Request == nil || r.Request.Method != http.MethodHead) {
		reader, n := r.Body, r.ContentLength
		if enc := r.Header.Get("Content-Encoding"); !raw && decodable(enc) {
			reader, n = newDecoder(r.Body, enc), -1
		}
		body = streams.NewHandle(s.l, reader, n)
	} else if r.Body != nil {
		r.Body.Close()
	}
	text := strings.TrimPrefix(r.Status, itoa(r.StatusCode))
	text = strings.TrimPrefix(text, " ")
	var shown goja.Value = goja.Undefined()
	if r.Status != "" {
		shown = vm.ToValue(text)
	}
	return s.l.Call(call, nil, vm.ToValue(r.StatusCode), shown, s.l.Wrap(flatHeader(r.Header)), body,
		vm.ToValue(url), vm.ToValue(redirected))
}

func nullBody(status int) bool {
	return status == http.StatusNoContent || status == http.StatusResetContent || status == http.StatusNotModified || status < 200
}

// flatHeader is h in the form lists have here: lower-case names, sorted, for Go
// has lost their order.
func flatHeader(h http.Header) []string {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	sort.Strings(names)
	list := make([]string, 0, 2*len(h))
	for _, name := range names {
		lower := asciiLower(name)
		for _, v := range h[name] {
			list = append(list, lower, v)
		}
	}
	return list
}

// SetTransport says what carries the global fetch() of this loop. It is asked
// for one exchange at a time and must not follow redirects. A request's context
// is that of the event which called fetch (values included) and ends with its
// signal. Bodies arrive as they are on the wire: do not decompress.
func SetTransport(l *jsloop.Loop, rt http.RoundTripper) {
	stateOf(l).transport = rt
	websocket.SetDial(l, rt.RoundTrip)
}

// Fetcher makes an object with fetch(input, init) carried by rt: a service
// binding such as env.ASSETS. It follows redirects as fetch() does, by asking rt again.
func Fetcher(l *jsloop.Loop, rt http.RoundTripper) *goja.Object {
	parts, err := stateOf(l).rest()
	if err != nil {
		l.Throw(err)
	}
	fetcher, _ := goja.AssertFunction(parts.Get("fetcher"))
	v, err := l.Call(fetcher, nil, l.Wrap(rt))
	if err != nil {
		l.Throw(err)
	}
	return v.(*goja.Object)
}
