package fetch

import (
	"bytes"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/jsg"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
)

// Outgoing is a Response taken out of the VM: Write it on any goroutine.
type Outgoing struct {
	Status     int
	StatusText string // "" unless the script set one
	// Header is name, value, … in the order the script made them, names in lower
	// case; a name may come several times.
	Header []string

	hasBody bool
	text    string
	bytes   []byte
	reader  io.ReadCloser // instead of text and bytes
	length  int64         // of reader; -1 unknown
	manual  bool          // the body is encoded already

	socket goja.Value // the WebSocket of a response with status 101, or nil

	negotiated bool
	accept     string // the client's Accept-Encoding
}

var (
	textHeader = []string{"content-type", "text/plain;charset=UTF-8"}
	jsonHeader = []string{"content-type", "application/json"}
)

// Take takes the Response v apart; its body is used from then on. An error says
// why v cannot be sent (not a Response, body already used).
func Take(l *jsloop.Loop, v goja.Value) (*Outgoing, error) { return For(l).Take(v) }

// Take is the function of that name.
func (h *Host) Take(v goja.Value) (*Outgoing, error) {
	s := h.s
	if o := s.direct.take(v); o != nil {
		return o, nil
	}
	s.out = nil
	is, err := s.l.Call(s.take, nil, v)
	if err != nil {
		return nil, err
	}
	if text, ok := is.(goja.String); ok {
		return &Outgoing{Status: http.StatusOK, Header: textHeader, hasBody: true, text: jsg.Bytes(text), length: -1}, nil
	}
	if !is.ToBoolean() || s.out == nil {
		return nil, jsloop.Errorf("TypeError", "Incorrect type for Promise: the Promise did not resolve to 'Response'.")
	}
	o := s.out
	s.out = nil
	if o.Status == 0 {
		o.Discard()
		return nil, jsloop.Errorf("TypeError", "Return value from serve handler must not be an error response (like Response.error())")
	}
	return o, nil
}

// addOutgoing defines out(status, statusText, headers, body, manual, length).
func (s *state) addOutgoing(natives map[string]jsloop.Native) {
	natives["out"] = func(c goja.FunctionCall) goja.Value {
		o := &Outgoing{Status: int(c.Argument(0).ToInteger()), manual: c.Argument(4).ToBoolean(), length: -1}
		if t := c.Argument(1); !goja.IsUndefined(t) {
			o.StatusText = t.String()
		}
		o.Header = s.headerLines(c.Argument(2))
		switch b := c.Argument(3).(type) {
		case goja.String:
			o.hasBody, o.text = true, jsg.Bytes(b)
		case *goja.Object:
			o.hasBody = true
			if err := streams.Foreign(b); err != nil {
				s.l.Throw(err)
			}
			if r, n, ok := streams.HandleReader(b); ok {
				o.reader, o.length = r, n
			} else if streams.IsStream(s.l, b) {
				r, err := streams.Reader(s.l, b)
				if err != nil {
					s.l.Throw(err)
				}
				o.reader, o.length = r, c.Argument(5).ToInteger()
				if m, ok := r.(streams.Memory); ok {
					o.length = int64(m.Len())
				}
			} else {
				o.bytes, _ = jsloop.Bytes(b) // the Response's own, nobody else holds it
			}
		}
		if socket := c.Argument(6); !goja.IsUndefined(socket) {
			o.socket = socket
		}
		s.out = o
		return goja.Undefined()
	}
}

// headerLines reads the headers a script passes: null, a number for a list
// everybody uses, a handle of Go, or one string of lines.
func (s *state) headerLines(v goja.Value) []string {
	switch v := v.(type) {
	case goja.String:
		if text := v.String(); text != "" {
			return strings.Split(text, "\n")
		}
		return nil
	case *goja.Object:
		return s.flat(v)
	}
	switch {
	case goja.IsNull(v) || goja.IsUndefined(v):
		return nil
	case v.ToInteger() == 2:
		return jsonHeader
	}
	return textHeader
}

// canonical is the key of net/http's header maps. The table saves the work for
// the names most responses have.
func canonical(name string) string {
	switch name {
	case "content-type":
		return "Content-Type"
	case "cache-control":
		return "Cache-Control"
	case "set-cookie":
		return "Set-Cookie"
	case "etag":
		return "Etag"
	case "vary":
		return "Vary"
	case "location":
		return "Location"
	}
	return textproto.CanonicalMIMEHeaderKey(name)
}

// hopByHop are headers that belong to one connection; HTTP servers make them.
func hopByHop(name string) bool {
	switch name {
	case "connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer":
		return true
	}
	return false
}

// Negotiate tells which content encodings the client takes, the values of its
// Accept-Encoding, as Cloudflare's edge does: a compressed answer to a client that
// cannot read it is sent plain. Without it, or without a value, everything is sent
// as the Worker says. Any goroutine.
func (o *Outgoing) Negotiate(accept []string) {
	if len(accept) > 0 {
		o.negotiated, o.accept = true, strings.ToLower(strings.Join(accept, ","))
	}
}

// accepts reports whether the client takes enc.
func (o *Outgoing) accepts(enc string) bool {
	if !o.negotiated {
		return true
	}
	any := false
	for element := range strings.SplitSeq(o.accept, ",") {
		coding, params, _ := strings.Cut(strings.TrimSpace(element), ";")
		weight, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(params), "q="), 64)
		refused := err == nil && weight == 0
		switch strings.TrimSpace(coding) {
		case enc:
			return !refused
		case "*":
			any = !refused
		}
	}
	return any
}

// Write sends the response and returns when the last byte was written: a body
// in memory in one Write, a Go-backed stream by copy, a JS stream chunk by
// chunk, each flushed. Any goroutine but the loop's. An error after the head
// was sent means that the connection must be cut (panic(http.ErrAbortHandler)).
func (o *Outgoing) Write(w http.ResponseWriter, head bool) error {
	h := w.Header()
	enc, length := "", ""
	for i := 0; i+1 < len(o.Header); i += 2 {
		name, value := o.Header[i], o.Header[i+1]
		switch {
		case name == "content-length":
			length = value
			continue
		case hopByHop(name), value == "" && name == "content-type":
			continue
		case name == "content-encoding":
			enc = value
		}
		key := canonical(name)
		h[key] = append(h[key], value)
	}
	if _, ok := h["Content-Type"]; !ok {
		h["Content-Type"] = nil // or net/http would guess one
	}
	if nullBody(o.Status) || !o.hasBody {
		if head && length != "" {
			h["Content-Length"] = []string{length} // a HEAD answered for what a GET would give
		}
		o.Discard()
		w.WriteHeader(o.Status)
		return nil
	}
	encode := o.coding(h, enc, length)
	if n := o.size(); head && length != "" {
		h["Content-Length"] = []string{length}
	} else if n >= 0 && !encode {
		h["Content-Length"] = []string{strconv.FormatInt(n, 10)}
	}
	w.WriteHeader(o.Status)
	if head {
		o.Discard()
		return nil
	}
	if encode {
		return o.writeEncoded(w, enc)
	}
	return o.writeBody(w, flusher{w, http.NewResponseController(w)})
}

// Whole gives the response at once when it is in memory and goes out as it is:
// the body to send, and the Content-Length to announce, -1 for none. A host that
// has no use for a ResponseWriter saves it. Any goroutine.
func (o *Outgoing) Whole(head bool) (text string, bytes []byte, length int64, ok bool) {
	if !o.InMemory() {
		return "", nil, 0, false
	}
	declared := int64(-1)
	for i := 0; i+1 < len(o.Header); i += 2 {
		switch o.Header[i] {
		case "content-encoding":
			if decodable(o.Header[i+1]) {
				return "", nil, 0, false
			}
		case "content-type":
			if o.Header[i+1] == "" { // Write leaves it out
				return "", nil, 0, false
			}
		case "content-length":
			if n, err := strconv.ParseInt(o.Header[i+1], 10, 64); err == nil && n >= 0 {
				declared = n
			}
		}
	}
	switch {
	case head && declared >= 0: // a HEAD answered for what a GET would give
		return "", nil, declared, true
	case o.Status == http.StatusResetContent, !o.hasBody && !head && !nullBody(o.Status):
		return "", nil, 0, true
	case !o.hasBody || nullBody(o.Status):
		return "", nil, -1, true
	case head:
		return "", nil, o.size(), true
	}
	return o.text, o.bytes, o.size(), true
}

// coding settles the content encoding: whether the body is to be compressed on
// its way out, is so already, or must be sent plain because of the client.
func (o *Outgoing) coding(h http.Header, enc, length string) (encode bool) {
	if !decodable(enc) {
		return false
	}
	accepted := o.accepts(enc)
	if !accepted {
		delete(h, "Content-Encoding")
	}
	if o.reader != nil {
		if d, ok := streams.Inner(o.reader).(*decoder); ok && d.r == nil && d.enc == enc {
			// It came compressed like this and nobody looked inside.
			if !accepted {
				return false
			}
			o.reader, o.length = d.raw, -1
			if n, err := strconv.ParseInt(length, 10, 64); err == nil {
				o.length = n
			}
			return false
		}
	}
	if o.manual && !accepted {
		o.reader, o.length = newDecoder(o.asReader(), enc), -1
	}
	return accepted && !o.manual
}

func (o *Outgoing) asReader() io.ReadCloser {
	switch {
	case o.reader != nil:
		return o.reader
	case o.bytes != nil:
		return io.NopCloser(bytes.NewReader(o.bytes))
	}
	return io.NopCloser(strings.NewReader(o.text))
}

func (o *Outgoing) size() int64 {
	switch {
	case o.reader != nil:
		return o.length
	case o.bytes != nil:
		return int64(len(o.bytes))
	}
	return int64(len(o.text))
}

func (o *Outgoing) writeBody(w, chunks io.Writer) error {
	switch {
	case o.reader != nil:
		_, err := copyBody(chunks, o.reader)
		o.reader.Close()
		return err
	case o.bytes != nil:
		_, err := w.Write(o.bytes)
		return err
	}
	_, err := io.WriteString(w, o.text)
	return err
}

func (o *Outgoing) writeEncoded(w http.ResponseWriter, enc string) error {
	z := encoder(w, enc)
	if err := o.writeBody(z, encodeFlusher{z, http.NewResponseController(w)}); err != nil {
		return err
	}
	return z.Close()
}

// copyBody is io.Copy with a flush a chunk and without ReadFrom, which would
// hold chunks back.
func copyBody(w io.Writer, r io.Reader) (int64, error) {
	if wt, ok := r.(io.WriterTo); ok {
		return wt.WriteTo(w)
	}
	return io.CopyBuffer(w, struct{ io.Reader }{r}, make([]byte, 32<<10))
}

type flusher struct {
	w io.Writer
	c *http.ResponseController
}

func (f flusher) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	if err == nil {
		err = flush(f.c)
	}
	return n, err
}

type encodeFlusher struct {
	z interface {
		io.Writer
		Flush() error
	}
	c *http.ResponseController
}

func (f encodeFlusher) Write(p []byte) (int, error) {
	n, err := f.z.Write(p)
	if err == nil {
		if err = f.z.Flush(); err == nil {
			err = flush(f.c)
		}
	}
	return n, err
}

// flush ignores writers that cannot flush, such as recorders in tests.
func flush(c *http.ResponseController) error {
	if err := c.Flush(); err != nil && !strings.Contains(err.Error(), http.ErrNotSupported.Error()) {
		return err
	}
	return nil
}

// InMemory reports whether the response needs its event no more.
func (o *Outgoing) InMemory() bool { return o.reader == nil && o.socket == nil }

// WebSocket is the socket of a response to an upgrade, for websocket.Couple; nil
// for any other.
func (o *Outgoing) WebSocket() goja.Value { return o.socket }

// Starve fails a body that waits for its script, which can never go on. The
// loop's goroutine.
func (o *Outgoing) Starve(err error) {
	if r, ok := o.reader.(interface{ Starve(error) }); ok {
		r.Starve(err)
	}
}

// Discard gives the body up without sending it. Any goroutine.
func (o *Outgoing) Discard() {
	if o.reader != nil {
		o.reader.Close()
	}
}
