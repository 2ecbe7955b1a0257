// Package html rewrites HTML while it streams by, with the meaning and the bytes
// of lol-html, which is what HTMLRewriter is on Cloudflare. It knows nothing of
// JavaScript: handlers are Go functions and may block.
package html

import "errors"

// Handlers are called for what a selector matches; any may be nil.
type Handlers struct {
	Selector Selector
	Element  func(*Element) error
	Comment  func(*Comment) error
	Text     func(*Text) error
}

// DocumentHandlers are called for the whole document; any may be nil.
type DocumentHandlers struct {
	Doctype func(*Doctype) error
	Comment func(*Comment) error
	Text    func(*Text) error
	End     func(*DocumentEnd) error
}

// Settings of a Rewriter.
type Settings struct {
	Charset   string // a label such as "utf-8"
	Elements  []Handlers
	Documents []DocumentHandlers
	// Output takes what is to be written. The bytes are valid during the call.
	Output func([]byte)
	// Memory is how much input and state may be held at a time, in bytes.
	Memory int
	// Lenient reads on where it is ambiguous what is text.
	Lenient bool
}

// ErrMemory says that a token or the nesting is too large.
var ErrMemory = errors.New("The memory limit has been exceeded.")

// errStream says that a stream put into the document is not UTF-8.
var errStream = errors.New("Invalid UTF-8")

// errLost is lol-html losing its way behind a <script x=>, which it takes for
// ordinary markup when it scans and for a script when it lexes.
var errLost = errors.New("Tag should be a start tag at this point")

// budget is the memory that is left.
type budget struct{ left int }

func (b *budget) take(n int) error {
	b.left -= n
	if b.left < 0 {
		return ErrMemory
	}
	return nil
}

type flags uint8

const (
	wantText flags = 1 << iota
	wantComments
	wantStartTag // the next one
	wantEndTag   // the next one
	wantDoctypes
)

// Rewriter rewrites one document. It must not be used after an error.
type Rewriter struct {
	lex     *lexer
	match   *matcher // nil without selectors
	charset *charset
	text    textDecoder
	out     func([]byte)

	budget budget
	buffer []byte // input that is not consumed
	room   int    // bytes of it that the budget was charged for
	in     []byte // what the lexer looks at

	flags     flags
	hinted    bool // the coming tag has been judged by its name
	half      bool // it has been counted, and its attributes are to be looked at
	remaining int  // input from here on has not been written
	emitting  bool // no element that is removed is open

	elements handlerList[func(*Element) error]
	comments handlerList[func(*Comment) error]
	texts    handlerList[func(*Text) error]
	endTags  handlerList[func(*EndTag) error]
	doctypes []func(*Doctype) error
	ends     []func(*DocumentEnd) error
	owners   []owned
	content  bool // the element that was matched last has content
	removing int  // open elements whose content is removed
}

// owned is where the handlers of a selector are in the lists, or -1.
type owned struct{ element, comment, text int }

// initialBuffer is what is charged for the buffer before there is one.
const initialBuffer = 1024

// New makes a Rewriter. It fails for a charset that is unknown or not a superset
// of ASCII.
func New(s Settings) (*Rewriter, error) {
	cs, err := charsetOf(s.Charset)
	if err != nil {
		return nil, err
	}
	r := &Rewriter{charset: cs, out: s.Output, emitting: true, budget: budget{s.Memory - initialBuffer}, room: initialBuffer}
	r.text.charset = cs
	var selectors []Selector
	for _, h := range s.Elements {
		selectors = append(selectors, h.Selector)
		o := owned{-1, -1, -1}
		if h.Element != nil {
			o.element = r.elements.add(h.Element, 0)
		}
		if h.Comment != nil {
			o.comment = r.comments.add(h.Comment, 0)
		}
		if h.Text != nil {
			o.text = r.texts.add(h.Text, 0)
		}
		r.owners = append(r.owners, o)
	}
	for _, h := range s.Documents {
		if h.Doctype != nil {
			r.doctypes = append(r.doctypes, h.Doctype)
		}
		if h.Comment != nil {
			r.comments.add(h.Comment, 1)
		}
		if h.Text != nil {
			r.texts.add(h.Text, 1)
		}
		if h.End != nil {
			r.ends = append(r.ends, h.End)
		}
	}
	if len(selectors) > 0 {
		r.match = newMatcher(selectors, cs, &r.budget)
	}
	r.flags = r.wanted()
	r.lex = newLexer(r.flags == 0, !s.Lenient)
	return r, nil
}

// Write takes the next piece of the document.
func (r *Rewriter) Write(p []byte) error {
	r.in = p
	if len(r.buffer) > 0 {
		if err := r.hold(p); err != nil {
			return err
		}
		r.in = r.buffer
	}
	consumed, err := r.parse(false)
	if err != nil {
		return err
	}
	r.flush(consumed)
	if len(r.buffer) > 0 {
		r.buffer = r.buffer[:copy(r.buffer, r.buffer[consumed:])]
		return nil
	}
	return r.hold(p[consumed:])
}

// hold keeps p for later.
func (r *Rewriter) hold(p []byte) error {
	if need := len(r.buffer) + len(p); need > r.room {
		if err := r.budget.take(need - r.room); err != nil {
			return err
		}
		r.room = need
	}
	r.buffer = append(r.buffer, p...)
	return nil
}

// End ends the document.
func (r *Rewriter) End() error {
	r.in = r.buffer
	if _, err := r.parse(true); err != nil {
		return err
	}
	r.flush(len(r.in))
	end := &DocumentEnd{put: func(c Content) error { return (&sink{r: r}).put(c) }}
	for i := len(r.ends) - 1; i >= 0; i-- { // the last first, as lol-html does
		if err := r.ends[i](end); err != nil {
			return err
		}
	}
	return nil
}

// flush writes what no handler wanted.
func (r *Rewriter) flush(consumed int) {
	if r.emitting && r.remaining < consumed {
		r.out(r.in[r.remaining:consumed])
	}
	r.remaining = 0
}

// parse works through the input at hand.
func (r *Rewriter) parse(last bool) (consumed int, err error) {
	r.lex.feed(r.in, last)
	for {
		ev, consumed, err := r.lex.next()
		if err != nil {
			return 0, err
		}
		switch ev {
		case moreInput:
			return consumed, nil
		case endEvent:
			return consumed, r.flushText()
		case hintEvent:
			err = r.hint()
		case tagEvent:
			err = r.tag()
		case textEvent:
			err = r.textToken()
		default:
			if err = r.flushText(); err == nil {
				err = r.token(ev)
			}
		}
		if err != nil {
			return 0, err
		}
	}
}

// hint judges a tag of which only the name was read.
func (r *Rewriter) hint() error {
	t := &r.lex.tag
	name := r.in[t.name.start:t.name.end]
	if t.end {
		if err := r.flushText(); err != nil {
			return err
		}
		r.closeElements(name)
		r.flags = r.wanted()
		if r.resuming() {
			r.flags |= wantEndTag // to know where it is
		}
	} else if r.match != nil {
		r.match.begin(name)
		if r.match.needsTag(name, t.ns) {
			r.hinted, r.half = false, true
			r.lex.wantTag()
			return nil
		}
		if err := r.openElement(name, nil); err != nil {
			return err
		}
		r.flags = r.wanted()
	} else {
		r.flags = r.wanted()
	}
	r.hinted = r.flags != 0
	if r.hinted {
		r.lex.wantTag()
	}
	return nil
}

func (r *Rewriter) openElement(name []byte, tag *tagToken) error {
	res, err := r.match.element(name, r.lex.tag.ns, r.in, tag)
	if err != nil {
		return err
	}
	for _, owner := range res.matched {
		o := r.owners[owner]
		if res.content {
			r.comments.use(o.comment, 1)
			r.texts.use(o.text, 1)
		}
		r.elements.use(o.element, 1)
		r.content = res.content
	}
	return nil
}

func (r *Rewriter) closeElements(name []byte) {
	if r.match == nil {
		return
	}
	r.match.end(name, func(e *openElement) {
		for _, owner := range e.matched {
			r.comments.use(r.owners[owner].comment, -1)
			r.texts.use(r.owners[owner].text, -1)
		}
		r.endTags.use(e.endHandler, 1)
		if e.dropped {
			r.removing--
		}
	})
}

func (r *Rewriter) wanted() flags {
	var f flags
	if len(r.doctypes) > 0 {
		f |= wantDoctypes
	}
	if r.comments.users > 0 {
		f |= wantComments
	}
	if r.texts.users > 0 {
		f |= wantText
	}
	if r.endTags.users > 0 {
		f |= wantEndTag
	}
	if r.elements.users > 0 {
		f |= wantStartTag
	}
	return f
}

// resuming tells that the last element that was being removed has ended.
func (r *Rewriter) resuming() bool { return !r.emitting && r.removing == 0 }

func (r *Rewriter) tag() error {
	// The text before belongs to what was matched before.
	if err := r.flushText(); err != nil {
		return err
	}
	t, raw := &r.lex.tag, r.lex.raw
	name := r.in[t.name.start:t.name.end]
	if r.hinted {
		r.hinted = false
	} else {
		switch {
		case t.end && r.half:
			return errLost
		case t.end:
			r.closeElements(name)
		case r.match != nil:
			if !r.half {
				r.match.begin(name)
			}
			if err := r.openElement(name, t); err != nil {
				return err
			}
		}
		r.half = false
		r.flags = r.wanted()
	}
	if t.end && r.resuming() {
		r.emitting = true
		r.remaining = raw.start
	}
	var err error
	switch {
	case t.end && r.flags&wantEndTag != 0:
		r.flags &^= wantEndTag
		err = r.endTag(t, raw)
	case !t.end && r.flags&wantStartTag != 0:
		r.flags &^= wantStartTag
		err = r.startTag(t, raw)
	}
	if err != nil {
		return err
	}
	r.emitting = r.removing == 0
	if r.flags == 0 {
		r.lex.scan()
	}
	return nil
}

// until writes what lies before a token.
func (r *Rewriter) until(raw span) {
	if r.emitting && r.remaining < raw.start {
		r.out(r.in[r.remaining:raw.start])
	}
	r.remaining = raw.start
}

func (r *Rewriter) startTag(t *tagToken, raw span) error {
	r.until(raw)
	s := newStartTag(r.charset, r.in, raw, t)
	if r.removing > 0 {
		s.removed = true
	}
	e := &Element{tag: s, content: r.content}
	if err := r.elements.once(func(h func(*Element) error) error { return h(e) }); err != nil {
		return err
	}
	if r.content {
		if open := r.match.current(); open != nil {
			if e.drop {
				open.dropped = true
				r.removing++
			}
			if h := e.endHandler(); h != nil {
				open.endHandler = r.endTags.add(h, 0)
			}
		}
	}
	return r.put(raw, &s.mutations, s.write)
}

func (r *Rewriter) endTag(t *tagToken, raw span) error {
	r.until(raw)
	e := &EndTag{charset: r.charset, name: r.in[t.name.start:t.name.end], raw: r.in[raw.start:raw.end]}
	if err := r.endTags.drain(func(h func(*EndTag) error) error { return h(e) }); err != nil {
		return err
	}
	return r.put(raw, &e.mutations, e.write)
}

// put writes a token and goes on behind it.
func (r *Rewriter) put(raw span, m *mutations, write func(func([]byte))) error {
	if err := r.serialize(m, write); err != nil {
		return err
	}
	r.remaining = raw.end
	return nil
}

func (r *Rewriter) serialize(m *mutations, write func(func([]byte))) error {
	if !r.emitting {
		return nil
	}
	s := &sink{r: r}
	if err := s.put(m.before...); err != nil {
		return err
	}
	if !m.removed {
		write(r.out)
	} else if err := s.put(m.instead...); err != nil {
		return err
	}
	return s.put(m.after...)
}

// token takes comments, doctypes and what is neither.
func (r *Rewriter) token(ev event) error {
	raw := r.lex.raw
	switch {
	case ev == commentEvent && r.flags&wantComments != 0:
		r.until(raw)
		part := r.lex.comment
		c := &Comment{charset: r.charset, text: r.in[part.start:part.end], raw: r.in[raw.start:raw.end]}
		if err := r.comments.each(func(h func(*Comment) error) error { return h(c) }); err != nil {
			return err
		}
		return r.put(raw, &c.mutations, c.write)
	case ev == doctypeEvent && r.flags&wantDoctypes != 0:
		r.until(raw)
		d := r.doctype()
		for _, h := range r.doctypes {
			if err := h(d); err != nil {
				return err
			}
		}
		return r.put(raw, &mutations{}, func(out func([]byte)) { out(r.in[raw.start:raw.end]) })
	}
	return nil
}

func (r *Rewriter) doctype() *Doctype {
	t := &r.lex.doctype
	part := func(has bool, s span, fold bool) *string {
		if !has {
			return nil
		}
		text := r.charset.decode(r.in[s.start:s.end])
		if fold {
			text = asciiLower(text)
		}
		return &text
	}
	return &Doctype{part(t.hasName, t.name, true), part(t.hasPublic, t.publicID, false), part(t.hasSystem, t.systemID, false)}
}

func (r *Rewriter) textToken() error {
	if r.flags&wantText == 0 {
		return nil
	}
	raw := r.lex.raw
	r.until(raw)
	if err := r.text.feed(r.in[raw.start:raw.end], false, r.chunk); err != nil {
		return err
	}
	r.remaining = raw.end
	return nil
}

// flushText ends the text node that is under way.
func (r *Rewriter) flushText() error {
	if !r.text.begun {
		return nil
	}
	return r.text.feed(nil, true, r.chunk)
}

func (r *Rewriter) chunk(text string, last bool) error {
	t := &Text{charset: r.charset, Value: text, Last: last}
	if err := r.texts.each(func(h func(*Text) error) error { return h(t) }); err != nil {
		return err
	}
	return r.serialize(&t.mutations, t.write)
}
