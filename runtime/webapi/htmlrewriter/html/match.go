package html

import "bytes"

// matcher follows the open elements and tells which selectors an element meets.
// Nothing of the document is kept but the names of what is open.
type matcher struct {
	charset   *charset
	selectors []program
	typed     bool // somebody asks for :nth-of-type
	budget    *budget
	room      int // items the budget has been charged for

	root   counters
	open   []openElement
	active []activeStep // descendant steps that open elements have armed
}

// program is a complex selector in the document's bytes, and whose it is.
type program struct {
	compounds []compound
	child     []bool
	owner     int
}

// step is a compound that the next element, or one below, may meet.
type step struct{ selector, compound int }

type activeStep struct {
	step
	depth int
}

type counters struct {
	children int32
	typed    map[string]int32
}

func (c *counters) add(name string, typed bool) {
	c.children++
	if typed {
		if c.typed == nil {
			c.typed = map[string]int32{}
		}
		c.typed[name]++
	}
}

// openElement is one that has begun and not ended.
type openElement struct {
	name       string // in lower case
	counters   counters
	armed      []step // for its children
	matched    []int  // selectors whose text and comments are those of this element
	endHandler int    // index into the rewriter's list, or -1
	dropped    bool   // its content is removed
}

// stackItem is what lol-html charges for an open element.
const stackItem = 104

// newMatcher compiles the selectors; owner i is the i-th.
func newMatcher(selectors []Selector, cs *charset, b *budget) *matcher {
	m := &matcher{charset: cs, budget: b}
	for owner, s := range selectors {
		for _, c := range s.list {
			p := program{child: c.child, owner: owner}
			for _, part := range c.compounds {
				p.compounds = append(p.compounds, m.encode(part))
			}
			m.selectors = append(m.selectors, p)
		}
	}
	return m
}

// encode brings a compound into the bytes of the document. What cannot be
// written in its charset is never met.
func (m *matcher) encode(c compound) compound {
	var out compound
	for _, t := range c.names {
		m.typed = m.typed || t.kind == nthOfType
		if t.kind == localName {
			b, ok := m.charset.encodeExact(t.name)
			t.name = asciiLower(string(b))
			if !ok {
				t.kind = impossible
			}
		}
		out.names = append(out.names, t)
	}
	for _, t := range c.attrs {
		name, ok := m.charset.encodeExact(t.name)
		value, also := m.charset.encodeExact(t.value)
		if !ok || !also {
			out.names = append(out.names, nameTest{kind: impossible, not: t.not})
			continue
		}
		t.name, t.value = string(name), string(value)
		out.attrs = append(out.attrs, t)
	}
	return out
}

func lowered(name []byte) string { return asciiLower(string(name)) }

// begin counts an element among its siblings.
func (m *matcher) begin(name []byte) { m.siblings().add(lowered(name), m.typed) }

func (m *matcher) siblings() *counters {
	if n := len(m.open); n > 0 {
		return &m.open[n-1].counters
	}
	return &m.root
}

// candidates calls f for every step the next element may meet, until f says no.
func (m *matcher) candidates(f func(step) bool) {
	for i := range m.selectors {
		if !f(step{i, 0}) {
			return
		}
	}
	if n := len(m.open); n > 0 {
		for _, s := range m.open[n-1].armed {
			if !f(s) {
				return
			}
		}
	}
	for _, a := range m.active {
		if !f(a.step) {
			return
		}
	}
}

// needsTag tells whether more than the name is needed to judge an element.
func (m *matcher) needsTag(name []byte, ns Namespace) bool {
	if ns != HTML {
		return true // only the whole tag says whether it is closed
	}
	need := false
	m.candidates(func(s step) bool {
		c := &m.selectors[s.selector].compounds[s.compound]
		need = len(c.attrs) > 0 && m.meetsName(c, name)
		return !need
	})
	return need
}

// result is what an element matched.
type result struct {
	matched []int // owners, in order
	content bool  // it has content and is open now
}

// element judges an element and opens it. tag is nil when its name is enough.
func (m *matcher) element(name []byte, ns Namespace, in []byte, tag *tagToken) (result, error) {
	r := result{content: ns != HTML || !isVoid(name)}
	if ns != HTML && tag != nil {
		r.content = !tag.selfClosing
	}
	item := openElement{endHandler: -1}
	var below []step
	m.candidates(func(s step) bool {
		p := &m.selectors[s.selector]
		c := &p.compounds[s.compound]
		if !m.meetsName(c, name) || len(c.attrs) > 0 && !meetsAttrs(c, ns, in, tag) {
			return true
		}
		next := step{s.selector, s.compound + 1}
		switch {
		case next.compound == len(p.compounds):
			r.matched = insert(r.matched, p.owner)
		case p.child[next.compound]:
			item.armed = addStep(item.armed, next)
		default:
			below = addStep(below, next)
		}
		return true
	})
	if !r.content {
		return r, nil
	}
	if len(m.open) == m.room {
		more := max(m.room, 8)
		if err := m.budget.take(more * stackItem); err != nil {
			return r, err
		}
		m.room += more
	}
	item.name = lowered(name)
	item.matched = r.matched
	for _, s := range below {
		m.arm(s)
	}
	m.open = append(m.open, item)
	return r, nil
}

func addStep(list []step, s step) []step {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}

func (m *matcher) arm(s step) {
	for _, a := range m.active {
		if a.step == s {
			return
		}
	}
	m.active = append(m.active, activeStep{s, len(m.open)})
}

// insert keeps a list of owners sorted and without doubles.
func insert(list []int, v int) []int {
	for i, have := range list {
		if have == v {
			return list
		}
		if have > v {
			list = append(list, 0)
			copy(list[i+1:], list[i:])
			list[i] = v
			return list
		}
	}
	return append(list, v)
}

// end closes the elements an end tag closes, outermost first.
func (m *matcher) end(name []byte, closed func(*openElement)) {
	word := lowered(name)
	at := len(m.open) - 1
	for at >= 0 && m.open[at].name != word {
		at--
	}
	if at < 0 {
		return
	}
	kept := m.active[:0]
	for _, a := range m.active {
		if a.depth < at {
			kept = append(kept, a)
		}
	}
	m.active = kept
	for i := at; i < len(m.open); i++ {
		closed(&m.open[i])
		m.open[i] = openElement{}
	}
	m.open = m.open[:at]
}

func (m *matcher) current() *openElement {
	if n := len(m.open); n > 0 {
		return &m.open[n-1]
	}
	return nil
}

func (m *matcher) meetsName(c *compound, name []byte) bool {
	for _, t := range c.names {
		var is bool
		switch t.kind {
		case anyName:
			is = true
		case localName:
			is = equalFold(name, t.name)
		case nthChild:
			is = nth(m.siblings().children, t.step, t.offset)
		case nthOfType:
			is = nth(m.siblings().typed[lowered(name)], t.step, t.offset)
		}
		if is == t.not {
			return false
		}
	}
	return true
}

// nth tells whether index is step*n + offset for some n of 0 and above.
func nth(index, step, offset int32) bool {
	d := index - offset
	switch {
	case step == 0:
		return d == 0
	case d < 0 && step > 0, d > 0 && step < 0:
		return false
	}
	return d%step == 0
}

func meetsAttrs(c *compound, ns Namespace, in []byte, tag *tagToken) bool {
	for _, t := range c.attrs {
		if meetsAttr(&t, ns, in, tag) == t.not {
			return false
		}
	}
	return true
}

func meetsAttr(t *attrTest, ns Namespace, in []byte, tag *tagToken) bool {
	var value []byte
	found := false
	for _, a := range tag.attributes {
		if equalFold(in[a.name.start:a.name.end], t.name) {
			value, found = in[a.value.start:a.value.end], true
			break
		}
	}
	if !found {
		return false
	}
	folds := t.fold == fold || t.fold == foldIfH && ns == HTML
	same := func(b []byte) bool { return sameText(b, t.value, folds) }
	n := len(t.value)
	switch t.kind {
	case hasID, attrEquals:
		return same(value)
	case hasClass, attrIncludes:
		for n > 0 {
			end := bytes.IndexAny(value, " \n\r\t\f")
			if end < 0 {
				return same(value)
			}
			if same(value[:end]) {
				return true
			}
			value = value[end+1:]
		}
		return false
	case attrDashes:
		return same(value) || len(value) > n && value[n] == '-' && same(value[:n])
	case attrPrefix:
		return n > 0 && len(value) >= n && same(value[:n])
	case attrSuffix:
		return n > 0 && len(value) >= n && same(value[len(value)-n:])
	case attrContains:
		for ; n > 0 && len(value) >= n; value = value[1:] {
			if same(value[:n]) {
				return true
			}
		}
		return false
	}
	return true
}

func sameText(b []byte, s string, folds bool) bool {
	if !folds {
		return string(b) == s
	}
	if len(b) != len(s) {
		return false
	}
	for i := range b {
		if lower(b[i]) != lower(s[i]) {
			return false
		}
	}
	return true
}
