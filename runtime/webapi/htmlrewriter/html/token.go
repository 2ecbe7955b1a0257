package html

import (
	"errors"
	"strings"
)

// Content is what a handler puts into the document: a text, or a stream that is
// read when its place is reached.
type Content struct {
	Text   string
	HTML   bool // goes in as it is; otherwise & < > are escaped
	Stream func(write func([]byte) error) error
}

// mutations are what a handler wants around a token and instead of it.
type mutations struct {
	before, instead, after []Content
	removed                bool
}

func (m *mutations) replace(c Content) {
	m.removed = true
	m.instead = []Content{c}
}

func prepend(list []Content, c Content) []Content { return append([]Content{c}, list...) }

// StartTag is a start tag, and Element shows it to handlers.
type startTag struct {
	charset     *charset
	name        []byte
	attrs       []attr
	ns          Namespace
	selfClosing bool
	raw         []byte
	modified    bool
	mutations
}

// attr is an attribute; raw is nil for one that a handler set.
type attr struct{ name, value, raw []byte }

func newStartTag(cs *charset, in []byte, raw span, t *tagToken) *startTag {
	s := &startTag{charset: cs, name: in[t.name.start:t.name.end], ns: t.ns, selfClosing: t.selfClosing, raw: in[raw.start:raw.end]}
	for _, a := range t.attributes {
		s.attrs = append(s.attrs, attr{in[a.name.start:a.name.end], in[a.value.start:a.value.end], in[a.raw.start:a.raw.end]})
	}
	return s
}

func (s *startTag) write(out func([]byte)) {
	if !s.modified {
		out(s.raw)
		return
	}
	var b []byte
	b = append(append(b, '<'), s.name...)
	for _, a := range s.attrs {
		b = append(b, ' ')
		if a.raw != nil {
			b = append(b, a.raw...)
			continue
		}
		b = append(append(b, a.name...), `="`...)
		for _, c := range a.value {
			if c == '"' {
				b = append(b, "&quot;"...)
			} else {
				b = append(b, c)
			}
		}
		b = append(b, '"')
	}
	if s.selfClosing {
		if len(s.attrs) > 0 {
			b = append(b, ' ') // or it would be part of an unquoted value
		}
		b = append(b, '/')
	}
	out(append(b, '>'))
}

// Element is what a handler of elements sees.
type Element struct {
	tag      *startTag
	content  bool // it can have some
	atEnd    *mutations
	newName  []byte
	onEnd    func(*EndTag) error
	drop     bool
	Attached any // whatever the caller wants to keep with the element
}

// TagName is in lower case.
func (e *Element) TagName() string { return asciiLower(e.tag.charset.decode(e.tag.name)) }

var (
	errNoTagName   = errors.New("Tag name can't be empty.")
	errTagStart    = errors.New("The first character of the tag name should be an ASCII alphabetical character.")
	errTagCharset  = errors.New("The tag name contains a character that can't be represented in the document's character encoding.")
	errNoAttrName  = errors.New("Attribute name can't be empty.")
	errAttrCharset = errors.New("The attribute name contains a character that can't be represented in the document's character encoding.")
	errNoEndTag    = errors.New("No end tag.")
	errComment     = errors.New("Comment text shouldn't contain a comment-closing sequence.")
	errCommentSet  = errors.New("Comment text contains a character that can't be represented in the document's character encoding.")
)

type forbidden struct {
	char byte
	in   string
}

func (f forbidden) Error() string {
	return "`" + string(rune(f.char)) + "` character is forbidden in the " + f.in
}

// SetTagName renames the start tag and the end tag.
func (e *Element) SetTagName(name string) error {
	switch {
	case name == "":
		return errNoTagName
	case !isAlpha(name[0]):
		return errTagStart
	}
	if i := strings.IndexAny(name, " \n\r\t\f/>"); i >= 0 {
		return forbidden{name[i], "tag name"}
	}
	b, ok := e.tag.charset.encodeExact(name)
	if !ok {
		return errTagCharset
	}
	if e.content {
		e.newName = b
	}
	e.tag.name, e.tag.modified = b, true
	return nil
}

// Namespace is the element's.
func (e *Element) Namespace() Namespace { return e.tag.ns }

// Removed tells whether the element was removed or replaced.
func (e *Element) Removed() bool { return e.tag.removed }

// Attributes calls f with each attribute's name, in lower case, and value, until
// f says no.
func (e *Element) Attributes(f func(name, value string) bool) {
	cs := e.tag.charset
	for _, a := range e.tag.attrs {
		if !f(asciiLower(cs.decode(a.name)), cs.decode(a.value)) {
			return
		}
	}
}

func (e *Element) attrName(name string) ([]byte, error) {
	if name == "" {
		return nil, errNoAttrName
	}
	if i := strings.IndexAny(name, " \n\r\t\f/>="); i >= 0 {
		return nil, forbidden{name[i], "attribute name"}
	}
	b, ok := e.tag.charset.encodeExact(asciiLower(name))
	if !ok {
		return nil, errAttrCharset
	}
	return b, nil
}

func (e *Element) attr(name []byte) int {
	for i, a := range e.tag.attrs {
		if asciiLower(string(a.name)) == string(name) {
			return i
		}
	}
	return -1
}

// Attribute is the value of an attribute; false says there is none.
func (e *Element) Attribute(name string) (string, bool) {
	b, err := e.attrName(name)
	if err != nil {
		return "", false
	}
	if i := e.attr(b); i >= 0 {
		return e.tag.charset.decode(e.tag.attrs[i].value), true
	}
	return "", false
}

// SetAttribute changes an attribute, or adds it.
func (e *Element) SetAttribute(name, value string) error {
	b, err := e.attrName(name)
	if err != nil {
		return err
	}
	e.tag.modified = true
	v := e.tag.charset.encode(value)
	if i := e.attr(b); i >= 0 {
		e.tag.attrs[i].value, e.tag.attrs[i].raw = v, nil
		return nil
	}
	e.tag.attrs = append(e.tag.attrs, attr{name: b, value: v})
	return nil
}

// RemoveAttribute removes an attribute, if it is there.
func (e *Element) RemoveAttribute(name string) {
	b, err := e.attrName(name)
	if err != nil {
		return
	}
	for i := e.attr(b); i >= 0; i = e.attr(b) {
		e.tag.attrs = append(e.tag.attrs[:i], e.tag.attrs[i+1:]...)
		e.tag.modified = true
	}
}

func (e *Element) end() *mutations {
	if e.atEnd == nil {
		e.atEnd = &mutations{}
	}
	return e.atEnd
}

// Before puts content before the element, behind what was put there already.
func (e *Element) Before(c Content) { e.tag.before = append(e.tag.before, c) }

// After puts content behind the element, before what was put there already.
func (e *Element) After(c Content) {
	if e.content {
		m := e.end()
		m.after = prepend(m.after, c)
		return
	}
	e.tag.after = prepend(e.tag.after, c)
}

// Prepend puts content at the start of the element's.
func (e *Element) Prepend(c Content) {
	if e.content {
		e.tag.selfClosing = false
		e.tag.after = prepend(e.tag.after, c)
	}
}

// Append puts content at the end of the element's.
func (e *Element) Append(c Content) {
	if e.content {
		e.tag.selfClosing = false
		m := e.end()
		m.before = append(m.before, c)
	}
}

// SetInnerContent replaces the element's content.
func (e *Element) SetInnerContent(c Content) {
	if e.content {
		e.tag.selfClosing = false
		e.dropContent()
		e.tag.after = prepend(e.tag.after, c)
	}
}

func (e *Element) dropContent() {
	e.tag.after = nil
	if e.atEnd != nil {
		e.atEnd.before = nil
	}
	e.drop = true
}

// Replace puts content in the place of the element.
func (e *Element) Replace(c Content) {
	e.tag.replace(c)
	if e.content {
		e.dropContent()
		e.end().removed = true
	}
}

// Remove removes the element and its content.
func (e *Element) Remove() {
	e.tag.removed = true
	if e.content {
		e.dropContent()
		e.end().removed = true
	}
}

// RemoveAndKeepContent removes the tags only.
func (e *Element) RemoveAndKeepContent() {
	e.tag.removed = true
	if e.content {
		e.end().removed = true
	}
}

// OnEndTag calls f at the end tag, instead of whatever was to be called before.
func (e *Element) OnEndTag(f func(*EndTag) error) error {
	if !e.content {
		return errNoEndTag
	}
	e.onEnd = f
	return nil
}

// endHandler is what is to be done at the end tag, or nil.
func (e *Element) endHandler() func(*EndTag) error {
	atEnd, name, f := e.atEnd, e.newName, e.onEnd
	if atEnd == nil && name == nil && f == nil {
		return nil
	}
	return func(t *EndTag) error {
		if name != nil {
			t.name, t.modified = name, true
		}
		if atEnd != nil {
			t.mutations = *atEnd
		}
		if f != nil {
			return f(t)
		}
		return nil
	}
}

// EndTag is an end tag.
type EndTag struct {
	charset  *charset
	name     []byte
	raw      []byte
	modified bool
	mutations
}

// Name is in lower case.
func (t *EndTag) Name() string { return asciiLower(t.charset.decode(t.name)) }

// SetName renames this tag alone.
func (t *EndTag) SetName(name string) { t.name, t.modified = t.charset.encode(name), true }

// Before puts content before the tag.
func (t *EndTag) Before(c Content) { t.before = append(t.before, c) }

// After puts content behind the tag, before what was put there already.
func (t *EndTag) After(c Content) { t.after = prepend(t.after, c) }

// Remove removes the tag.
func (t *EndTag) Remove() { t.removed = true }

func (t *EndTag) write(out func([]byte)) {
	if !t.modified {
		out(t.raw)
		return
	}
	b := append([]byte("</"), t.name...)
	out(append(b, '>'))
}

// Text is a piece of a text node.
type Text struct {
	charset *charset
	// Value is the text as it stands in the document, references and all.
	Value string
	// Last says that the node ends here. The last piece is often empty.
	Last bool
	mutations
}

// Before puts content before the text.
func (t *Text) Before(c Content) { t.before = append(t.before, c) }

// After puts content behind the text, before what was put there already.
func (t *Text) After(c Content) { t.after = prepend(t.after, c) }

// Replace puts content in the place of the text.
func (t *Text) Replace(c Content) { t.replace(c) }

// Remove removes the text.
func (t *Text) Remove() { t.removed = true }

// Removed tells whether the text was removed or replaced.
func (t *Text) Removed() bool { return t.removed }

func (t *Text) write(out func([]byte)) {
	if t.Value != "" {
		out(t.charset.encode(t.Value))
	}
}

// Comment is a comment.
type Comment struct {
	charset  *charset
	text     []byte
	raw      []byte
	modified bool
	mutations
}

// Text is what stands in the comment.
func (c *Comment) Text() string { return c.charset.decode(c.text) }

// SetText replaces what stands in the comment.
func (c *Comment) SetText(s string) error {
	if strings.Contains(s, "-->") || strings.Contains(s, "--!>") || strings.HasPrefix(s, ">") || strings.HasPrefix(s, "->") {
		return errComment
	}
	b, ok := c.charset.encodeExact(s)
	if !ok {
		return errCommentSet
	}
	c.text, c.modified = b, true
	return nil
}

// Before puts content before the comment.
func (c *Comment) Before(x Content) { c.before = append(c.before, x) }

// After puts content behind the comment, before what was put there already.
func (c *Comment) After(x Content) { c.after = prepend(c.after, x) }

// Replace puts content in the place of the comment.
func (c *Comment) Replace(x Content) { c.replace(x) }

// Remove removes the comment.
func (c *Comment) Remove() { c.removed = true }

// Removed tells whether the comment was removed or replaced.
func (c *Comment) Removed() bool { return c.removed }

func (c *Comment) write(out func([]byte)) {
	if !c.modified {
		out(c.raw)
		return
	}
	b := append([]byte("<!--"), c.text...)
	out(append(b, "-->"...))
}

// Doctype is a document type declaration. Its parts are nil where it has none.
type Doctype struct{ Name, PublicID, SystemID *string }

// DocumentEnd is the end of the document.
type DocumentEnd struct{ put func(Content) error }

// Append puts content at the end, behind what was put there already.
func (d *DocumentEnd) Append(c Content) error { return d.put(c) }
