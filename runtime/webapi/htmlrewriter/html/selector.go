package html

import "strings"

// Selector is a list of CSS selectors of the kinds that can be told while a
// document streams by: types, ids, classes, attributes, :nth-child, :first-child,
// :nth-of-type, :first-of-type, :not, descendants and children.
type Selector struct{ list []complexSelector }

// complexSelector is compounds from the outermost element to the one that is
// meant; child says for each whether it must be a child of the one before.
type complexSelector struct {
	compounds []compound
	child     []bool
}

type nameKind uint8

const (
	anyName nameKind = iota
	impossible
	localName
	nthChild
	nthOfType
)

type nameTest struct {
	kind         nameKind
	not          bool
	name         string
	step, offset int32
}

type attrKind uint8

const (
	hasID attrKind = iota
	hasClass
	hasAttr
	attrEquals
	attrIncludes
	attrDashes
	attrPrefix
	attrSuffix
	attrContains
)

type folding uint8

const (
	exact   folding = iota
	fold            // ASCII letters of either case
	foldIfH         // so in HTML elements
)

type attrTest struct {
	kind        attrKind
	not         bool
	name, value string
	fold        folding
}

// compound is what one element must be.
type compound struct {
	names []nameTest
	attrs []attrTest
	bad   error // what in it is CSS but not for us
}

// SelectorError is what is wrong with a selector.
type SelectorError string

func (e SelectorError) Error() string { return string(e) }

const (
	errUnexpected  = SelectorError("Unexpected token in selector.")
	errEnd         = SelectorError("Unexpected end of selector.")
	errNoAttr      = SelectorError("Missing attribute name in attribute selector.")
	errEmpty       = SelectorError("The selector is empty.")
	errDangling    = SelectorError("Dangling combinator in selector.")
	errInAttr      = SelectorError("Unexpected token in the attribute selector.")
	errPseudo      = SelectorError("Unsupported pseudo-class or pseudo-element in selector.")
	errNamespace   = SelectorError("Selectors with explicit namespaces are not supported.")
	errClass       = SelectorError("Invalid or unescaped class name in selector.")
	errNext        = SelectorError("Unsupported combinator `+` in selector.")
	errLater       = SelectorError("Unsupported combinator `~` in selector.")
	errUnsupported = SelectorError("Unsupported syntax in selector.")
)

// ParseSelector reads a list of selectors.
func ParseSelector(text string) (Selector, error) {
	list, bad, err := parseList(cssTokens(text), false)
	if err == nil {
		err = bad
	}
	if err != nil {
		return Selector{}, err
	}
	return Selector{list}, nil
}

// parseList reads what lies between commas. bad is what could be read but not
// be matched: it counts only when everything could be read.
func parseList(tokens []cssToken, inNot bool) (list []complexSelector, bad, err error) {
	for {
		end := 0
		for end < len(tokens) && tokens[end].kind != cssComma {
			end++
		}
		p := &selectorParser{tokens: tokens[:end], inNot: inNot}
		s, b, err := p.complex()
		if err != nil {
			return nil, nil, err
		}
		if p.pos < end {
			return nil, nil, errUnexpected
		}
		if bad == nil {
			bad = b
		}
		list = append(list, s)
		if end == len(tokens) {
			return list, bad, nil
		}
		tokens = tokens[end+1:]
	}
}

type selectorParser struct {
	tokens []cssToken
	pos    int
	inNot  bool
}

// next is the next token, spaces included.
func (p *selectorParser) next() (cssToken, bool) {
	if p.pos >= len(p.tokens) {
		return cssToken{}, false
	}
	t := p.tokens[p.pos]
	p.pos++
	return t, true
}

func (p *selectorParser) skipSpace() {
	for p.pos < len(p.tokens) && p.tokens[p.pos].kind == cssSpace {
		p.pos++
	}
}

func (p *selectorParser) nextSolid() (cssToken, bool) {
	p.skipSpace()
	return p.next()
}

func (p *selectorParser) complex() (s complexSelector, bad, err error) {
	var combinators []byte
	for {
		p.skipSpace()
		c, empty, err := p.compound()
		if err != nil {
			return s, nil, err
		}
		if empty {
			if len(combinators) > 0 {
				return s, nil, errDangling
			}
			return s, nil, errEmpty
		}
		s.compounds = append(s.compounds, c)
		comb := p.combinator()
		if comb == 0 {
			break
		}
		combinators = append(combinators, comb)
	}
	s.child = make([]bool, len(s.compounds))
	// The element that is meant is looked at first.
	for i := len(s.compounds) - 1; i >= 0; i-- {
		if bad == nil {
			bad = s.compounds[i].bad
		}
		if i == 0 {
			break
		}
		s.child[i] = combinators[i-1] == '>'
		if bad == nil {
			bad = unsupported(combinators[i-1], p.inNot)
		}
	}
	return s, bad, nil
}

func unsupported(combinator byte, inNot bool) error {
	switch {
	case inNot:
		return errPseudo
	case combinator == '+':
		return errNext
	case combinator == '~':
		return errLater
	}
	return nil
}

func (p *selectorParser) combinator() byte {
	start := p.pos
	p.skipSpace()
	spaced := p.pos > start
	t, ok := p.next()
	switch {
	case !ok:
		return 0
	case t.isDelim(">"), t.isDelim("+"), t.isDelim("~"):
		return t.text[0]
	}
	p.pos--
	if spaced {
		return ' '
	}
	return 0
}

func (p *selectorParser) compound() (c compound, empty bool, err error) {
	typed, err := p.typeSelector(&c)
	if err != nil {
		return c, false, err
	}
	empty = !typed
	for {
		more, err := p.simple(&c)
		if err != nil {
			return c, false, err
		}
		if !more {
			return c, empty, nil
		}
		empty = false
	}
}

func (p *selectorParser) typeSelector(c *compound) (bool, error) {
	start := p.pos
	t, _ := p.next()
	switch {
	case t.kind == cssIdent:
		if n, ok := p.next(); ok && n.isDelim("|") {
			return false, errNamespace
		} else if ok {
			p.pos--
		}
		c.names = append(c.names, nameTest{kind: localName, name: t.text})
	case t.isDelim("*"):
		n, ok := p.next()
		if ok && n.isDelim("|") {
			return true, p.qualified(c)
		} else if ok {
			p.pos--
		}
		c.names = append(c.names, nameTest{kind: anyName})
	case t.isDelim("|"):
		c.names = append(c.names, nameTest{kind: impossible})
		return true, p.qualified(c)
	default:
		p.pos = start
		return false, nil
	}
	return true, nil
}

// qualified is the name behind a |.
func (p *selectorParser) qualified(c *compound) error {
	t, ok := p.next()
	switch {
	case !ok:
		return errEnd
	case t.isDelim("*"):
		c.names = append(c.names, nameTest{kind: anyName})
	case t.kind == cssIdent:
		c.names = append(c.names, nameTest{kind: localName, name: t.text})
	default:
		return errUnexpected
	}
	return nil
}

// simple reads one more condition; false says there is none.
func (p *selectorParser) simple(c *compound) (bool, error) {
	start := p.pos
	t, _ := p.next()
	switch {
	case t.kind == cssID:
		c.attrs = append(c.attrs, attrTest{kind: hasID, name: "id", value: t.text})
	case t.isDelim("."):
		class, ok := p.next()
		if !ok {
			return false, errEnd
		}
		if class.kind != cssIdent {
			return false, errClass
		}
		c.attrs = append(c.attrs, attrTest{kind: hasClass, name: "class", value: class.text})
	case t.kind == cssBrackets:
		inner := &selectorParser{tokens: t.children}
		test, bad, err := inner.attribute()
		if err != nil {
			return false, err
		}
		if inner.skipSpace(); inner.pos < len(inner.tokens) {
			return false, errUnexpected
		}
		c.note(bad)
		c.attrs = append(c.attrs, test)
	case t.kind == cssColon:
		return true, p.pseudo(c)
	default:
		p.pos = start
		return false, nil
	}
	return true, nil
}

func (c *compound) note(bad error) {
	if c.bad == nil {
		c.bad = bad
	}
}

func (p *selectorParser) attribute() (test attrTest, bad, err error) {
	t, ok := p.nextSolid()
	switch {
	case !ok:
		return test, nil, errEnd
	case t.kind == cssIdent:
		if n, ok := p.next(); ok && n.isDelim("|") {
			return test, nil, errNamespace
		} else if ok {
			p.pos--
		}
	case t.isDelim("*"), t.isDelim("|"):
		if t.text == "*" {
			n, ok := p.next()
			if !ok {
				return test, nil, errEnd
			}
			if !n.isDelim("|") {
				return test, nil, errInAttr
			}
			bad = errNamespace
		}
		if t, ok = p.next(); !ok {
			return test, nil, errEnd
		}
		if t.kind != cssIdent {
			return test, nil, errInAttr
		}
	default:
		return test, nil, errNoAttr
	}
	test.name = asciiLower(t.text)
	op, ok := p.nextSolid()
	if !ok {
		test.kind = hasAttr
		return test, bad, nil
	}
	kinds := map[string]attrKind{"=": attrEquals, "~=": attrIncludes, "|=": attrDashes, "^=": attrPrefix, "$=": attrSuffix, "*=": attrContains}
	kind, known := kinds[op.text]
	if !known || op.kind != cssMatch && op.kind != cssDelim {
		return test, nil, errInAttr
	}
	test.kind = kind
	value, ok := p.nextSolid()
	if !ok {
		return test, nil, errEnd
	}
	if value.kind != cssIdent && value.kind != cssString {
		return test, nil, errInAttr
	}
	test.value = value.text
	flag, ok := p.nextSolid()
	switch {
	case !ok:
		if foldsInHTML(test.name) {
			test.fold = foldIfH
		}
	case flag.kind == cssIdent && asciiLower(flag.text) == "i":
		test.fold = fold
	case flag.kind == cssIdent && asciiLower(flag.text) == "s":
	default:
		return test, nil, errUnexpected
	}
	return test, bad, nil
}

func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = lower(c)
	}
	return string(b)
}

// foldsInHTML tells the attributes whose values HTML compares without case.
// Spec: https://html.spec.whatwg.org/multipage/semantics-other.html#case-sensitivity-of-selectors
func foldsInHTML(name string) bool {
	switch name {
	case "accept", "accept-charset", "align", "alink", "axis", "bgcolor", "charset", "checked", "clear", "codetype", "color",
		"compact", "declare", "defer", "dir", "direction", "disabled", "enctype", "face", "frame", "hreflang", "http-equiv",
		"lang", "language", "link", "media", "method", "multiple", "nohref", "noresize", "noshade", "nowrap", "readonly", "rel",
		"rev", "rules", "scope", "scrolling", "selected", "shape", "target", "text", "type", "valign", "valuetype", "vlink":
		return true
	}
	return false
}

func (p *selectorParser) pseudo(c *compound) error {
	t, ok := p.next()
	if !ok {
		return errEnd
	}
	element := t.kind == cssColon
	if element {
		if t, ok = p.next(); !ok {
			return errEnd
		}
	}
	if t.kind != cssIdent && t.kind != cssFunction {
		return errPseudo
	}
	name := asciiLower(t.text)
	switch name {
	case "before", "after", "first-line", "first-letter":
		element = true
	}
	switch {
	case element && p.inNot:
		return errUnsupported
	case element:
		return errPseudo
	case t.kind == cssFunction:
		return p.function(c, name, t.children)
	}
	switch name {
	case "first-child":
		c.names = append(c.names, nameTest{kind: nthChild, offset: 1})
	case "first-of-type":
		c.names = append(c.names, nameTest{kind: nthOfType, offset: 1})
	case "last-child", "only-child", "root", "empty", "scope", "last-of-type", "only-of-type":
		c.note(errPseudo)
	default:
		return errPseudo
	}
	return nil
}

func (p *selectorParser) function(c *compound, name string, args []cssToken) error {
	inner := &selectorParser{tokens: args, inNot: true}
	switch name {
	case "nth-child", "nth-of-type", "nth-last-child", "nth-last-of-type":
		step, offset, err := inner.nth()
		if err != nil {
			return err
		}
		switch name {
		case "nth-child":
			c.names = append(c.names, nameTest{kind: nthChild, step: step, offset: offset})
		case "nth-of-type":
			c.names = append(c.names, nameTest{kind: nthOfType, step: step, offset: offset})
		default:
			c.note(errPseudo)
		}
	case "host":
		if _, _, err := inner.complex(); err != nil {
			return err
		}
		c.note(errPseudo)
	case "not":
		list, bad, err := parseList(args, true)
		if err != nil {
			return err
		}
		c.note(bad)
		for _, s := range list {
			for _, part := range s.compounds {
				c.negate(part)
			}
		}
		return nil
	default:
		return errPseudo
	}
	if inner.skipSpace(); inner.pos < len(inner.tokens) {
		return errUnexpected
	}
	return nil
}

// negate adds the opposite of each condition of part: lol-html takes :not(a.b)
// for an element that is neither an a nor a .b.
func (c *compound) negate(part compound) {
	for _, t := range part.names {
		t.not = !t.not
		c.names = append(c.names, t)
	}
	for _, t := range part.attrs {
		t.not = !t.not
		c.attrs = append(c.attrs, t)
	}
}

// nth reads An+B.
func (p *selectorParser) nth() (step, offset int32, err error) {
	t, ok := p.nextSolid()
	if !ok {
		return 0, 0, errEnd
	}
	switch {
	case t.kind == cssNumber && t.isInt:
		return 0, t.number, nil
	case t.kind == cssDimension && t.isInt:
		return p.nthUnit(t.number, t.text)
	case t.kind == cssIdent:
		switch word := asciiLower(t.text); {
		case word == "even":
			return 2, 0, nil
		case word == "odd":
			return 2, 1, nil
		case strings.HasPrefix(word, "-"):
			return p.nthUnit(-1, t.text[1:])
		default:
			return p.nthUnit(1, t.text)
		}
	case t.isDelim("+"):
		if t, ok = p.next(); !ok {
			return 0, 0, errEnd
		}
		if t.kind == cssIdent {
			return p.nthUnit(1, t.text)
		}
	}
	return 0, 0, errUnexpected
}

// nthUnit reads on behind A: n, n-, or n-B.
func (p *selectorParser) nthUnit(step int32, unit string) (int32, int32, error) {
	unit = asciiLower(unit)
	switch {
	case unit == "n":
		return p.nthOffset(step)
	case unit == "n-":
		return p.nthDigits(step, -1)
	case len(unit) >= 3 && strings.HasPrefix(unit, "n-") && strings.Trim(unit[2:], "0123456789") == "":
		n := (&cssLexer{in: unit[1:]}).number()
		return step, n.number, nil
	}
	return 0, 0, errUnexpected
}

func (p *selectorParser) nthOffset(step int32) (int32, int32, error) {
	start := p.pos
	t, _ := p.nextSolid()
	switch {
	case t.isDelim("+"):
		return p.nthDigits(step, 1)
	case t.isDelim("-"):
		return p.nthDigits(step, -1)
	case t.kind == cssNumber && t.signed && t.isInt:
		return step, t.number, nil
	}
	p.pos = start
	return step, 0, nil
}

func (p *selectorParser) nthDigits(step, sign int32) (int32, int32, error) {
	t, ok := p.nextSolid()
	switch {
	case !ok:
		return 0, 0, errEnd
	case t.kind == cssNumber && !t.signed && t.isInt:
		return step, sign * t.number, nil
	}
	return 0, 0, errUnexpected
}
