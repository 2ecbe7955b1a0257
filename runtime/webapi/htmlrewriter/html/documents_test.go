package html

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
)

// The documents are random ones, rewritten by random handlers; what the handlers
// saw and what came out was recorded from workerd (testdata/README.md).

type job struct {
	HTML    []string // bytes, one character each
	Charset string
	On      [][2]json.RawMessage
	Doc     []jobHandlers
}

type jobHandlers struct {
	Element, Text, Comments, Doctype, End *jobHandler
}

type jobHandler struct {
	Ops   [][]json.RawMessage
	Every int
	Fail  int
}

type outcome struct {
	Log [][]any `json:"log"`
	Out string  `json:"out"`
}

func TestDocuments(t *testing.T) {
	path := "testdata/documents.json"
	if p := os.Getenv("HTML_DOCUMENTS"); p != "" {
		path = p
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var recorded []struct {
		Job     job
		Outcome outcome
	}
	if err := json.Unmarshal(data, &recorded); err != nil {
		t.Fatal(err)
	}
	if len(recorded) == 0 {
		t.Fatal("no documents")
	}
	failed := 0
	for i, r := range recorded {
		got := r.Job.run(t)
		if got.Out == r.Outcome.Out && reflect.DeepEqual(got.Log, r.Outcome.Log) {
			continue
		}
		if failed++; failed > 5 {
			continue
		}
		text, _ := json.Marshal(r.Job)
		t.Errorf("document %d: %s\n got %q\nwant %q", i, text, got.Out, r.Outcome.Out)
		for j := range max(len(got.Log), len(r.Outcome.Log)) {
			var g, w any
			if j < len(got.Log) {
				g = got.Log[j]
			}
			if j < len(r.Outcome.Log) {
				w = r.Outcome.Log[j]
			}
			if !reflect.DeepEqual(g, w) {
				t.Errorf("call %d: got %q, want %q", j, g, w)
				break
			}
		}
	}
	if failed > 0 {
		t.Errorf("%d of %d documents differ", failed, len(recorded))
	}
}

func narrow(s string) []byte {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		b = append(b, byte(r))
	}
	return b
}

func wide(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		s.WriteRune(rune(c))
	}
	return s.String()
}

var errOnPurpose = errors.New("failed on purpose")

// run does what the recorder's Worker does.
func (j job) run(t *testing.T) (o outcome) {
	t.Helper()
	o.Log = [][]any{}
	log := func(v ...any) { o.Log = append(o.Log, v) }
	fail := func(err error) {
		if errors.Is(err, errOnPurpose) {
			log("failed", "Error: "+err.Error())
		} else {
			log("failed", "TypeError: Parser error: "+err.Error())
		}
	}
	var out []byte
	s := Settings{Charset: "utf-8", Memory: 3 << 20, Output: func(b []byte) { out = append(out, b...) }}
	if j.Charset != "" {
		s.Charset = j.Charset
	}
	for i, on := range j.On {
		var text string
		var def jobHandlers
		if err := json.Unmarshal(on[0], &text); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(on[1], &def); err != nil {
			t.Fatal(err)
		}
		sel, err := ParseSelector(text)
		if err != nil {
			fail(err)
			return o
		}
		n := string(rune('0' + i))
		s.Elements = append(s.Elements, Handlers{
			Selector: sel,
			Element:  elementJob(def.Element, "e"+n, log),
			Text:     textJob(def.Text, "t"+n, log),
			Comment:  commentJob(def.Comments, "c"+n, log),
		})
	}
	for i, def := range j.Doc {
		n := string(rune('0' + i))
		h := DocumentHandlers{Text: textJob(def.Text, "T"+n, log), Comment: commentJob(def.Comments, "C"+n, log)}
		if def.Doctype != nil {
			h.Doctype = func(d *Doctype) error {
				entry := []any{"D" + n}
				for _, p := range []*string{d.Name, d.PublicID, d.SystemID} {
					if p == nil {
						entry = append(entry, nil)
					} else {
						entry = append(entry, *p)
					}
				}
				log(entry...)
				return nil
			}
		}
		if def.End != nil {
			h.End = func(e *DocumentEnd) error {
				log("E" + n)
				for _, op := range def.End.Ops {
					if err := e.Append(contentOf(op)); err != nil {
						return err
					}
				}
				return nil
			}
		}
		s.Documents = append(s.Documents, h)
	}
	r, err := New(s)
	if err != nil {
		fail(err)
		return o
	}
	for _, piece := range j.HTML {
		if piece == "" {
			continue
		}
		if err := r.Write(narrow(piece)); err != nil {
			fail(err)
			o.Out = wide(out)
			return o
		}
	}
	if err := r.End(); err != nil {
		fail(err)
	}
	o.Out = wide(out)
	return o
}

func word(raw json.RawMessage) string {
	var s string
	_ = json.Unmarshal(raw, &s)
	return s
}

func contentOf(op []json.RawMessage) Content {
	var o struct{ HTML bool }
	_ = json.Unmarshal(op[2], &o)
	return Content{Text: word(op[1]), HTML: o.HTML}
}

// wrap counts calls as the recorder's Worker does.
func (d *jobHandler) wrap(ops func()) func() error {
	n := 0
	return func() error {
		if n%max(d.Every, 1) == 0 {
			ops()
		}
		n++
		if d.Fail == n {
			return errOnPurpose
		}
		return nil
	}
}

func complain(log func(...any), err error) {
	if err != nil {
		log("!", "TypeError: Parser error: "+err.Error())
	}
}

func elementJob(d *jobHandler, name string, log func(...any)) func(*Element) error {
	if d == nil {
		return nil
	}
	var e *Element
	call := d.wrap(func() {
		for _, op := range d.Ops {
			switch word(op[0]) {
			case "before":
				e.Before(contentOf(op))
			case "after":
				e.After(contentOf(op))
			case "prepend":
				e.Prepend(contentOf(op))
			case "append":
				e.Append(contentOf(op))
			case "replace":
				e.Replace(contentOf(op))
			case "setInnerContent":
				e.SetInnerContent(contentOf(op))
			case "remove":
				e.Remove()
			case "removeAndKeepContent":
				e.RemoveAndKeepContent()
			case "setAttribute":
				complain(log, e.SetAttribute(word(op[1]), word(op[2])))
			case "removeAttribute":
				e.RemoveAttribute(word(op[1]))
			case "tagName":
				complain(log, e.SetTagName(word(op[1])))
			case "onEndTag":
				complain(log, e.OnEndTag(endTagJob(op[1], log)))
			}
		}
	})
	return func(el *Element) error {
		e = el
		var attrs []string
		e.Attributes(func(n, v string) bool { attrs = append(attrs, n+"="+v); return true })
		uri := e.Namespace().URI()
		log(name, e.TagName(), uri[len(uri)-4:], strings.Join(attrs, " "), e.Removed())
		return call()
	}
}

func endTagJob(raw json.RawMessage, log func(...any)) func(*EndTag) error {
	var ops [][]json.RawMessage
	_ = json.Unmarshal(raw, &ops)
	return func(e *EndTag) error {
		log("/", e.Name())
		for _, op := range ops {
			switch word(op[0]) {
			case "before":
				e.Before(contentOf(op))
			case "after":
				e.After(contentOf(op))
			case "remove":
				e.Remove()
			case "name":
				e.SetName(word(op[1]))
			}
		}
		return nil
	}
}

type textual interface {
	Before(Content)
	After(Content)
	Replace(Content)
	Remove()
}

func textual_(x textual, ops [][]json.RawMessage, other func([]json.RawMessage)) {
	for _, op := range ops {
		switch word(op[0]) {
		case "before":
			x.Before(contentOf(op))
		case "after":
			x.After(contentOf(op))
		case "replace":
			x.Replace(contentOf(op))
		case "remove":
			x.Remove()
		default:
			other(op)
		}
	}
}

func textJob(d *jobHandler, name string, log func(...any)) func(*Text) error {
	if d == nil {
		return nil
	}
	var x *Text
	call := d.wrap(func() { textual_(x, d.Ops, func([]json.RawMessage) {}) })
	return func(t *Text) error {
		x = t
		log(name, t.Value, t.Last, t.Removed())
		return call()
	}
}

func commentJob(d *jobHandler, name string, log func(...any)) func(*Comment) error {
	if d == nil {
		return nil
	}
	var x *Comment
	call := d.wrap(func() {
		textual_(x, d.Ops, func(op []json.RawMessage) { complain(log, x.SetText(word(op[1]))) })
	})
	return func(c *Comment) error {
		x = c
		log(name, c.Text(), c.Removed())
		return call()
	}
}
