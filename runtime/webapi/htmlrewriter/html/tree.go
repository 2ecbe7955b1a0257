package html

import "fmt"

// The tree builder of a browser tells its tokenizer how to read on: a <title>
// holds text, <svg> allows CDATA. treeBuilder knows as much of it as can be
// known without a tree, as lol-html does; where that is not enough it refuses to
// guess (Ambiguity), because what it takes for text a browser might run.

// Namespace is an element's.
type Namespace uint8

const (
	HTML Namespace = iota
	SVG
	MathML
)

// URI is the namespace's name.
func (n Namespace) URI() string {
	switch n {
	case SVG:
		return "http://www.w3.org/2000/svg"
	case MathML:
		return "http://www.w3.org/1998/Math/MathML"
	}
	return "http://www.w3.org/1999/xhtml"
}

type feedbackKind uint8

const (
	noFeedback feedbackKind = iota
	switchText
	allowCDATA
	wholeTag // ask decide, with the whole tag
)

type feedback struct {
	kind  feedbackKind
	text  textType
	cdata bool
	own   bool // the tag's namespace is its own, not that of what follows
	why   question
}

type question uint8

const (
	entersSVG question = iota
	entersMathML
	entersIntegrationPoint
	fontLeaves
	entersAnnotation
)

type guard uint8

const (
	guardIdle guard = iota
	inSelect
	inTemplateInSelect
	inFrameset
)

type treeBuilder struct {
	strict bool
	level
	outer []level // those around it

	guard guard
	depth int // of templates in the select
}

// level is a stretch of one namespace. HTML within foreign content lies in an
// element, and its end tag counts only when nothing within is open any more.
type level struct {
	ns   Namespace
	in   string   // the element's name, in lower case
	open []string // names of what is open within; only kept for HTML in foreign content
}

// Ambiguity is markup that may or may not be text.
type Ambiguity struct{ Tag string }

func (a *Ambiguity) Error() string {
	return fmt.Sprintf("The parser has encountered a text content tag (`<%s>`) in the context where it is ambiguous whether "+
		"this tag should be ignored or not. And, thus, it is unclear whether consequent content should be parsed as raw text or HTML markup."+
		"\n\nThis error occurs due to the limited capabilities of the streaming parsing. However, almost all of the cases of this error "+
		"are caused by a non-conforming markup (e.g. a `<script>` element in `<select>` element).", a.Tag)
}

func (t *treeBuilder) feedbackFor(name []byte, end bool) (feedback, error) {
	id := tagOf(name)
	if end {
		return t.forEndTag(id, name), nil
	}
	f, err := t.forStartTag(id)
	if err == nil && f.kind != wholeTag {
		t.opened(name)
	}
	return f, err
}

// opened notes an element within HTML in foreign content.
func (t *treeBuilder) opened(name []byte) {
	if t.ns == HTML && len(t.outer) > 0 && !isVoid(name) {
		t.open = append(t.open, lowered(name))
	}
}

// closed ends the innermost element of a name, and all within it.
func (t *treeBuilder) closed(name []byte) bool {
	for i := len(t.open) - 1; i >= 0; i-- {
		if equalFold(name, t.open[i]) {
			t.open = t.open[:i]
			return true
		}
	}
	return false
}

func (t *treeBuilder) forStartTag(id tagID) (feedback, error) {
	if t.strict {
		if err := t.guardStart(id); err != nil {
			return feedback{}, err
		}
	}
	switch {
	case id == tagSvg:
		return feedback{kind: wholeTag, why: entersSVG}, nil
	case id == tagMath:
		return feedback{kind: wholeTag, why: entersMathML}, nil
	case t.ns != HTML:
		return t.inForeign(id), nil
	}
	if text, ok := textOf(id); ok {
		return feedback{kind: switchText, text: text}, nil
	}
	return feedback{}, nil
}

func textOf(id tagID) (textType, bool) {
	switch id {
	case tagTextarea, tagTitle:
		return rcdataText, true
	case tagPlaintext:
		return plainText, true
	case tagScript:
		return scriptText, true
	case tagStyle, tagIframe, tagXmp, tagNoembed, tagNoframes, tagNoscript:
		return rawText, true
	}
	return dataText, false
}

func (t *treeBuilder) forEndTag(id tagID, name []byte) feedback {
	if t.strict {
		t.guardEnd(id)
	}
	if t.ns != HTML {
		switch {
		case id == tagP, id == tagBr:
			f := t.breakOut()
			t.closed(name)
			return f
		case t.ns == SVG && id == tagSvg, t.ns == MathML && id == tagMath:
			return t.leave()
		}
		return feedback{}
	}
	if len(t.outer) == 0 {
		return feedback{}
	}
	if !t.closed(name) && len(t.open) == 0 && equalFold(name, t.in) {
		return t.leave()
	}
	return feedback{}
}

// inside is the start of an element, whose own namespace is in its tag, within
// which ns applies.
func (t *treeBuilder) inside(ns Namespace, name []byte) feedback {
	t.outer = append(t.outer, t.level)
	t.level = level{ns: ns, in: lowered(name)}
	return feedback{kind: allowCDATA, cdata: ns != HTML, own: true}
}

// breakOut is a tag that foreign content cannot hold.
func (t *treeBuilder) breakOut() feedback {
	f := t.leave()
	for t.ns != HTML {
		f = t.leave()
	}
	return f
}

func (t *treeBuilder) leave() feedback {
	if n := len(t.outer); n > 0 {
		t.level, t.outer = t.outer[n-1], t.outer[:n-1]
	}
	return feedback{kind: allowCDATA, cdata: t.ns != HTML}
}

func isMathText(id tagID) bool {
	return id == tagMi || id == tagMo || id == tagMn || id == tagMs || id == tagMtext
}

func isSVGIntegration(id tagID) bool {
	return id == tagDesc || id == tagTitle || id == tagForeignObject
}

func (t *treeBuilder) inForeign(id tagID) feedback {
	switch {
	case leavesForeign(id):
		return t.breakOut()
	case t.ns == SVG && isSVGIntegration(id), t.ns == MathML && isMathText(id):
		return feedback{kind: wholeTag, why: entersIntegrationPoint}
	case id == tagFont:
		return feedback{kind: wholeTag, why: fontLeaves}
	case id == 0 && t.ns == MathML:
		return feedback{kind: wholeTag, why: entersAnnotation}
	}
	return feedback{}
}

// decide answers a wholeTag.
func (t *treeBuilder) decide(f feedback, in []byte, tag *tagToken) feedback {
	name := in[tag.name.start:tag.name.end]
	switch f.why {
	case entersIntegrationPoint:
		tag.ns = t.ns
		if !tag.selfClosing {
			return t.inside(HTML, name)
		}
	case entersSVG, entersMathML:
		tag.ns = SVG
		if f.why == entersMathML {
			tag.ns = MathML
		}
		if !tag.selfClosing {
			return t.inside(tag.ns, name)
		}
		return feedback{own: true}
	case fontLeaves:
		for _, a := range tag.attributes {
			if attr := in[a.name.start:a.name.end]; equalFold(attr, "color") || equalFold(attr, "size") || equalFold(attr, "face") {
				f := t.breakOut()
				t.opened(name)
				return f
			}
		}
	case entersAnnotation:
		if tag.selfClosing || !equalFold(name, "annotation-xml") {
			break
		}
		for _, a := range tag.attributes {
			value := in[a.value.start:a.value.end]
			if equalFold(in[a.name.start:a.name.end], "encoding") &&
				(equalFold(value, "text/html") || equalFold(value, "application/xhtml+xml")) {
				tag.ns = t.ns
				return t.inside(HTML, name)
			}
		}
	}
	return feedback{}
}

// equalFold compares with a lower-case word, case-insensitively in ASCII.
func equalFold(b []byte, word string) bool {
	if len(b) != len(word) {
		return false
	}
	for i, c := range b {
		if lower(c) != word[i] {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// guardStart follows the few elements within which a browser ignores some tags.
func (t *treeBuilder) guardStart(id tagID) error {
	switch t.guard {
	case guardIdle:
		if id == tagSelect {
			t.guard = inSelect
		} else if id == tagFrameset {
			t.guard = inFrameset
		}
		return nil
	case inSelect:
		switch id {
		case tagSelect, tagTextarea, tagInput, tagKeygen:
			t.guard = guardIdle
			return nil
		case tagTemplate:
			t.guard, t.depth = inTemplateInSelect, 1
			return nil
		case tagScript:
			return nil
		}
	case inTemplateInSelect:
		if id == tagTemplate {
			t.depth++
			return nil
		}
	case inFrameset:
		if id == tagNoframes {
			return nil
		}
	}
	if _, isText := textOf(id); isText {
		return &Ambiguity{id.String()}
	}
	return nil
}

func (t *treeBuilder) guardEnd(id tagID) {
	switch {
	case t.guard == inSelect && id == tagSelect:
		t.guard = guardIdle
	case t.guard == inTemplateInSelect && id == tagTemplate:
		if t.depth--; t.depth == 0 {
			t.guard = inSelect
		}
	}
}
