package html

import "bytes"

// The lexer finds the tokens of HTML in bytes that arrive in pieces. It keeps
// nothing but positions: a token is a range of the input, and what was not
// touched leaves as it came.
//
// It works in two ways. Lexing, it reports every token. Scanning, which is all
// that is needed while no handler waits, it looks at tag names only and holds
// back far less input; it goes back to the start of a tag when its caller wants
// the whole of it.
//
// Spec: https://html.spec.whatwg.org/multipage/parsing.html#tokenization, with
// the liberties lol-html takes: tokens it cannot finish are no tokens, and a tag
// whose last attribute lacks its value is followed by ordinary text.

type span struct{ start, end int }

func (s span) shift(n int) span { return span{back(s.start, n), back(s.end, n)} }

func back(p, n int) int {
	if p >= n {
		return p - n
	}
	return p
}

// attribute is one of a start tag; raw is the whole of it as it was written.
type attribute struct{ name, value, raw span }

type tagToken struct {
	end         bool
	name        span
	attributes  []attribute
	selfClosing bool
	ns          Namespace
}

type doctypeToken struct {
	name, publicID, systemID span
	hasName, hasPublic       bool
	hasSystem                bool
}

type event uint8

const (
	noEvent      event = iota
	moreInput          // everything is used up
	textEvent          // raw is text
	commentEvent       // raw is a comment, part its text
	doctypeEvent       // raw is a doctype
	tagEvent           // raw is a tag
	rawEvent           // raw is markup that makes no token
	endEvent           // the document is over
	hintEvent          // scanning, the name of a tag was read
)

type textType uint8

const (
	dataText textType = iota
	plainText
	rcdataText
	rawText
	scriptText
	cdataText
)

type lexer struct {
	in   []byte
	last bool
	pos  int
	at   state

	scanning bool
	done     bool // the last event of the document is out

	start, part int // of the token, and of the part of it that is being read
	raw         span
	tag         tagToken
	inAttr      bool
	attr        attribute
	comment     span
	isDoctype   bool
	doctype     doctypeToken
	quote       byte

	tagStart  int // scanning: where the tag begins that must not be let go, or -1
	sequence  int // scanning: the same for a sequence under comparison
	nameStart int
	endTag    bool
	pending   textType // scanning: the kind of text behind the tag
	hasPend   bool

	text      textType
	cdata     bool // CDATA sections are allowed
	lastStart tagID
	tree      treeBuilder
	feedback  feedback
	hasFeed   bool // feedback was worked out while scanning
}

func newLexer(scanning, strict bool) *lexer {
	return &lexer{scanning: scanning, tagStart: -1, sequence: -1, quote: '"', tree: treeBuilder{strict: strict}}
}

// feed gives the lexer what was not consumed and what came behind it.
func (l *lexer) feed(in []byte, last bool) { l.in, l.last = in, last }

// stop is the end of the input at hand: it tells how much of it is consumed.
func (l *lexer) stop() int {
	consumed := l.start
	if l.scanning {
		consumed = len(l.in)
		if l.tagStart >= 0 {
			consumed = l.tagStart
		}
		if l.sequence >= 0 {
			consumed = min(consumed, l.sequence)
		}
	}
	if !l.last {
		if l.scanning {
			if l.tagStart >= 0 {
				l.nameStart = back(l.nameStart, l.tagStart)
				l.tagStart = 0
			}
		} else {
			l.align(l.start)
		}
	}
	l.pos -= consumed
	return consumed
}

func (l *lexer) align(n int) {
	l.part = back(l.part, n)
	l.tag.name = l.tag.name.shift(n)
	for i, a := range l.tag.attributes {
		l.tag.attributes[i] = attribute{a.name.shift(n), a.value.shift(n), a.raw.shift(n)}
	}
	l.attr = attribute{l.attr.name.shift(n), l.attr.value.shift(n), l.attr.raw.shift(n)}
	l.comment = l.comment.shift(n)
	d := &l.doctype
	d.name, d.publicID, d.systemID = d.name.shift(n), d.publicID.shift(n), d.systemID.shift(n)
	l.start = 0
}

// textUntil makes the text before i a token, when there is any.
func (l *lexer) textUntil(i int) event {
	if l.scanning || i <= l.start {
		return noEvent
	}
	l.raw = span{l.start, i}
	l.start = i
	return textEvent
}

// token ends one of the tokens that are not text before i.
func (l *lexer) token(i int) event {
	if l.scanning {
		return noEvent
	}
	l.raw = span{l.start, i}
	l.start = i
	if l.isDoctype {
		return doctypeEvent
	}
	return commentEvent
}

func (l *lexer) markup(i int) event {
	if l.scanning {
		return noEvent
	}
	l.raw = span{l.start, i}
	l.start = i
	return rawEvent
}

func (l *lexer) newTag(i int, end bool) {
	l.part = i
	if l.scanning {
		l.nameStart = i
		l.endTag = l.endTag || end
		return
	}
	l.tag = tagToken{end: end}
	l.inAttr = false
}

func (l *lexer) newComment(part int) {
	l.isDoctype = false
	l.comment = span{}
	l.part = part
}

func (l *lexer) newDoctype() {
	l.isDoctype = true
	l.doctype = doctypeToken{}
}

func (l *lexer) startAttr(i int) {
	if l.scanning || l.tag.end {
		return
	}
	l.inAttr = true
	l.attr = attribute{}
	l.part = i
}

func (l *lexer) nameAttr(i int) {
	if l.inAttr {
		l.attr.name = span{l.part, i}
		l.attr.raw = l.attr.name
	}
}

func (l *lexer) valueAttr(i int) {
	if !l.inAttr {
		return
	}
	l.attr.value = span{l.part, i}
	l.attr.raw.end = i
	if l.in[i] == l.quote {
		l.attr.raw.end++
	}
}

func (l *lexer) finishAttr() {
	if l.inAttr {
		l.tag.attributes = append(l.tag.attributes, l.attr)
		l.inAttr = false
	}
}

// name is the name of the tag that is being read, which ends before i.
func (l *lexer) name(i int) []byte {
	if l.scanning {
		return l.in[l.nameStart:i]
	}
	return l.in[l.part:i]
}

// appropriate tells whether the end tag whose name ends before i closes the text.
func (l *lexer) appropriate(i int) bool {
	return tagOf(l.name(i)) == l.lastStart
}

// finishName ends the name of a tag; scanning, that is a hint or, when only the
// whole tag can tell how to go on, the start of lexing.
func (l *lexer) finishName(i int) (event, error) {
	l.at, l.pos = beforeAttrName, i
	if !l.scanning {
		l.tag.name = span{l.part, i}
		return noEvent, nil
	}
	start, end := l.tagStart, l.endTag
	l.tagStart, l.endTag = -1, false
	name := l.in[l.nameStart:i]
	f, err := l.tree.feedbackFor(name, end)
	if err != nil {
		return noEvent, err
	}
	switch f.kind {
	case switchText:
		l.pending, l.hasPend = f.text, true
	case allowCDATA:
		l.cdata = f.cdata
	case wholeTag:
		l.lexFrom(start)
		l.feedback, l.hasFeed = f, true
		return noEvent, nil
	}
	if !end {
		l.lastStart = tagOf(name)
	}
	l.tag = tagToken{end: end, name: span{l.nameStart, i}, ns: l.tree.ns}
	l.raw = span{start, i}
	return hintEvent, nil
}

// lexFrom goes back to start to read the tag there again, as a whole.
func (l *lexer) lexFrom(start int) {
	l.scanning = false
	l.pos, l.start = start, start
	l.at = textStates[l.text]
}

// wantTag answers a hint: the whole tag is wanted.
func (l *lexer) wantTag() {
	l.feedback, l.hasFeed = feedback{}, true
	if l.hasPend {
		l.feedback, l.hasPend = feedback{kind: switchText, text: l.pending}, false
	}
	l.lexFrom(l.raw.start)
}

// scan answers a tag: nothing is wanted for now.
func (l *lexer) scan() {
	l.scanning = true
	l.tagStart, l.sequence = -1, -1
	l.pos = l.start
	l.at = textStates[l.text]
}

// emitTag ends a tag at i. The text behind it is of its own kind, but for the
// state that overrides it.
func (l *lexer) emitTag(i int) (event, error) {
	if l.scanning {
		l.text = dataText
		if l.hasPend {
			l.text, l.hasPend = l.pending, false
		}
		l.at = textStates[l.text]
		return noEvent, nil
	}
	name := l.in[l.tag.name.start:l.tag.name.end]
	f := l.feedback
	if !l.hasFeed {
		var err error
		if f, err = l.tree.feedbackFor(name, l.tag.end); err != nil {
			return noEvent, err
		}
	}
	l.feedback, l.hasFeed = feedback{}, false
	l.text = dataText
	if f.kind == wholeTag {
		f = l.tree.decide(f, l.in, &l.tag)
	}
	switch f.kind {
	case switchText:
		l.text = f.text
	case allowCDATA:
		l.cdata = f.cdata
	}
	if !l.tag.end {
		l.lastStart = tagOf(name)
		if !f.own {
			l.tag.ns = l.tree.ns
		}
	}
	l.raw = span{l.start, i + 1}
	l.start = i + 1
	l.at = textStates[l.text]
	return tagEvent, nil
}

type match uint8

const (
	noMatch match = iota
	matched
	undecided
)

// follows compares the input at i with upper-case word; letters of either case
// match when fold is set.
func (l *lexer) follows(i int, word string, fold bool) match {
	for j := range len(word) {
		if i+j >= len(l.in) {
			if l.last {
				return noMatch
			}
			return undecided
		}
		if c := l.in[i+j]; c != word[j] && (!fold || c != word[j]^0x20) {
			return noMatch
		}
	}
	return matched
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f'
}

func isAlpha(c byte) bool {
	c |= 0x20
	return c >= 'a' && c <= 'z'
}

// skipTo moves to the next c. Without one it stands at the end.
func (l *lexer) skipTo(c byte) (int, bool) {
	if l.pos < len(l.in) {
		if n := bytes.IndexByte(l.in[l.pos:], c); n >= 0 {
			i := l.pos + n
			l.pos = i + 1
			return i, true
		}
	}
	l.pos = len(l.in)
	return len(l.in), false
}
