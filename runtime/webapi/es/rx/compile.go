package rx

import "slices"

// The code a pattern is compiled to, for one backtracking machine. Registers
// hold the captures, two each, and behind them counters and marks of loops.

type opcode uint8

const (
	opMatch    opcode = iota
	opChar            // one character: r
	opSet             // one character of set
	opText            // the characters of text
	opSplit           // go on here, later at a; set: only when it can match
	opJump            // to a
	opSave            // position into register a
	opBackref         // text of one of refs
	opAssert          // kind, set
	opRepeat          // a to b characters of set, nothing in between
	opLoopInit        // counter a to 0
	opLoop            // counter a, mark b, loop
	opLoopEnd         // back to opLoop at a
	opLook            // a: behind it, when negate; register b keeps the stack's height
	opLookEnd         // b: the register; the look succeeded
	opFail
)

type inst struct {
	op     opcode
	back   bool // reads leftwards, inside a lookbehind
	lazy   bool
	negate bool
	atomic bool // opRepeat: what follows can never match what it took
	kind   assertion
	r      rune
	next   rune // opRepeat: the character that must follow, -1 unknown
	a, b   int32
	set    *charset
	text   []rune
	refs   []int
	fold   *folding
	loop   *loop
}

type loop struct {
	min, max int32
	exit     int32
	from, to int32 // registers of the captures inside
	first    *charset
	lazy     bool
}

type compiler struct {
	code []inst
	regs int
	sets map[*rune]*charset // by identity: the same table once
}

// maxCode bounds what a pattern can ask for.
const maxCode = 1 << 20

func (c *compiler) emit(i inst) int {
	if len(c.code) >= maxCode {
		panic(syntaxError("Regular expression too large"))
	}
	c.code = append(c.code, i)
	return len(c.code) - 1
}

func (c *compiler) charset(s set) *charset {
	if len(s) == 0 {
		return newCharset(s)
	}
	if known := c.sets[&s[0]]; known != nil && len(known.ranges) == len(s) {
		return known
	}
	made := newCharset(s)
	c.sets[&s[0]] = made
	return made
}

func (c *compiler) register() int32 {
	c.regs++
	return int32(c.regs - 1)
}

// node compiles n; follow is what the text behind it must begin with, nil when
// that is not known.
func (c *compiler) node(n node, back bool, follow set) {
	switch n := n.(type) {
	case *one:
		c.one(n.set, back)
	case *seq:
		c.seq(n.list, back, follow)
	case *alt:
		c.alt(n.list, back, follow)
	case *group:
		from, to := int32(2*n.index), int32(2*n.index+1)
		if back {
			from, to = to, from
		}
		c.emit(inst{op: opSave, a: from})
		c.node(n.body, back, follow)
		c.emit(inst{op: opSave, a: to})
	case *look:
		reg := c.register()
		at := c.emit(inst{op: opLook, b: reg, negate: n.negate})
		c.node(n.body, n.behind, nil)
		c.emit(inst{op: opLookEnd, b: reg, negate: n.negate})
		c.code[at].a = int32(len(c.code))
	case *repeat:
		c.repeat(n, back, follow)
	case *backref:
		c.emit(inst{op: opBackref, refs: n.groups, fold: n.fold, back: back})
	case *assert:
		i := inst{op: opAssert, kind: n.kind}
		if n.word != nil {
			i.set = c.charset(n.word)
		}
		c.emit(i)
	}
}

func (c *compiler) one(s set, back bool) {
	switch {
	case len(s) == 0:
		c.emit(inst{op: opFail})
	case len(s) == 2 && s[0] == s[1]:
		c.emit(inst{op: opChar, r: s[0], back: back})
	default:
		c.emit(inst{op: opSet, set: c.charset(s), back: back})
	}
}

func (c *compiler) seq(list []node, back bool, follow set) {
	if back {
		for i := len(list) - 1; i >= 0; i-- {
			c.node(list[i], true, nil)
		}
		return
	}
	for i := 0; i < len(list); i++ {
		// A run of single characters is compared at once.
		j := i
		for j < len(list) && literal(list[j]) >= 0 {
			j++
		}
		if j-i > 1 {
			text := make([]rune, 0, j-i)
			for _, n := range list[i:j] {
				text = append(text, literal(n))
			}
			c.emit(inst{op: opText, text: text})
			i = j - 1
			continue
		}
		rest := follow
		if i+1 < len(list) {
			rest = follows(list[i+1:], follow)
		}
		c.node(list[i], false, rest)
	}
}

func literal(n node) rune {
	if o, ok := n.(*one); ok && len(o.set) == 2 && o.set[0] == o.set[1] {
		return o.set[0]
	}
	return -1
}

func follows(list []node, follow set) set {
	var out set
	for _, n := range list {
		s, maybeEmpty := first(n, 0)
		if s == nil {
			return nil
		}
		out = union(out, s)
		if !maybeEmpty {
			return out
		}
	}
	if follow == nil {
		return nil
	}
	return union(out, follow)
}

// first is the set of characters n can begin with, nil when it is not known, and
// whether n can match nothing.
func first(n node, depth int) (s set, maybeEmpty bool) {
	if depth > 50 {
		return nil, true
	}
	switch n := n.(type) {
	case empty, *assert, *look:
		return set{}, true // what has no width leaves the question to what follows
	case *one:
		if n.set == nil {
			return set{}, false
		}
		return n.set, false
	case *seq:
		out := set{}
		for _, part := range n.list {
			s, maybeEmpty := first(part, depth+1)
			if s == nil {
				return nil, true
			}
			if out = union(out, s); !maybeEmpty {
				return out, false
			}
		}
		return out, true
	case *alt:
		out := set{}
		for _, part := range n.list {
			s, e := first(part, depth+1)
			if s == nil {
				return nil, true
			}
			out, maybeEmpty = union(out, s), maybeEmpty || e
		}
		return out, maybeEmpty
	case *group:
		return first(n.body, depth+1)
	case *repeat:
		if n.max == 0 {
			return set{}, true
		}
		s, e := first(n.body, depth+1)
		return s, e || n.min == 0
	}
	return nil, true
}

func (c *compiler) alt(list []node, back bool, follow set) {
	var ends []int
	for i, n := range list {
		split := -1
		if i < len(list)-1 {
			in := inst{op: opSplit}
			if s, maybeEmpty := first(n, 0); !back && s != nil && !maybeEmpty {
				in.set = c.charset(s)
			}
			split = c.emit(in)
		}
		c.node(n, back, follow)
		if split >= 0 {
			ends = append(ends, c.emit(inst{op: opJump}))
			c.code[split].a = int32(len(c.code))
		}
	}
	for _, e := range ends {
		c.code[e].a = int32(len(c.code))
	}
}

func (c *compiler) repeat(n *repeat, back bool, follow set) {
	if n.max == 0 {
		return
	}
	if o, ok := n.body.(*one); ok && len(o.set) > 0 {
		c.repeatOne(o, n, back, follow)
		return
	}
	if n.min == 0 && n.max == 1 && n.from == n.to && !back {
		c.optional(n, follow)
		return
	}
	l := &loop{min: int32(n.min), max: int32(n.max), from: int32(2 * n.from), to: int32(2 * n.to), lazy: n.lazy}
	s, maybeEmpty := first(n.body, 0)
	if s != nil && !maybeEmpty && !back {
		l.first = c.charset(s)
	}
	counter, mark := c.register(), c.register()
	c.emit(inst{op: opLoopInit, a: counter})
	at := c.emit(inst{op: opLoop, a: counter, b: mark, loop: l})
	inner := set(nil)
	if s != nil && follow != nil && !maybeEmpty {
		inner = union(s, follow)
	}
	c.node(n.body, back, inner)
	c.emit(inst{op: opLoopEnd, a: int32(at)})
	l.exit = int32(len(c.code))
}

// optional is (?:…)? without groups inside. A turn that matches nothing counts
// as none, which makes no difference here.
func (c *compiler) optional(n *repeat, follow set) {
	s, maybeEmpty := first(n.body, 0)
	if maybeEmpty || n.lazy {
		// Lazily: first behind it, then through it.
		if n.lazy {
			split := c.emit(inst{op: opSplit})
			over := c.emit(inst{op: opJump})
			c.code[split].a = int32(len(c.code))
			c.node(n.body, false, follow)
			c.code[over].a = int32(len(c.code))
			return
		}
		s = nil
	}
	in := inst{op: opSplit}
	if s != nil {
		in.set = c.charset(s)
	}
	split := c.emit(in)
	c.node(n.body, false, follow)
	c.code[split].a = int32(len(c.code))
}

func (c *compiler) repeatOne(o *one, n *repeat, back bool, follow set) {
	if n.min == 1 && n.max == 1 {
		c.one(o.set, back)
		return
	}
	in := inst{
		op: opRepeat, set: c.charset(o.set), a: int32(n.min), b: int32(n.max),
		lazy: n.lazy, back: back, next: -1,
	}
	if !back && len(follow) > 0 {
		in.atomic = !n.lazy && len(intersect(o.set, follow)) == 0
		if len(follow) == 2 && follow[0] == follow[1] {
			in.next = follow[0]
		}
	}
	c.emit(in)
}

// prefix finds out how a match must begin, so that the search can skip.
func (p *Program) prefix(n node) {
	list := []node{n}
	if s, ok := n.(*seq); ok {
		list = s.list
	}
	if a, ok := list[0].(*assert); ok && a.kind == textStart {
		p.anchored = true
		return
	}
	var text []byte
	for _, part := range list {
		r := literal(part)
		if r < 0 || r > 127 {
			break
		}
		text = append(text, byte(r))
	}
	if len(text) > 0 {
		p.text = string(text)
	}
	if s, maybeEmpty := first(n, 0); s != nil && !maybeEmpty && !slices.Equal(s, set{0, maxRune}) {
		p.first = newCharset(s)
	}
}
