package rx

// The code a pattern is compiled to, for one backtracking machine. Registers
// hold the captures, two each, and behind them counters and marks of loops.

type opcode uint8

const (
	opMatch    opcode = iota
	opChar            // one character: r
	opSet             // one character of set
	opText            // the characters of x.text
	opSplit           // go on here, later at a; lazy: the other way round
	opSwitch          // the alternatives of x.choice that can match what comes
	opJump            // to a
	opSave            // position into register a
	opClear           // registers a to b: no captures
	opBackref         // text of one of x.refs
	opAssert          // kind, set
	opGlance          // the next character is in set, or, when end, there is none
	opRepeat          // a to b characters of set, nothing in between
	opLoopInit        // counter a to 0
	opLoop            // counter a, mark b, x.loop
	opLoopEnd         // back to opLoop at a
	opLook            // a: behind it, when negate; register b keeps the stack's height
	opLookEnd         // b: the register; the look succeeded
	opFail
)

type inst struct {
	op     opcode
	kind   assertion
	back   bool // reads leftwards, inside a lookbehind
	lazy   bool
	negate bool
	end    bool
	// opRepeat: what follows can never match what it took. short: in a text of
	// characters below 256 only.
	atomic, short bool
	r             rune
	a, b          int32
	set           *charset
	here, there   *need // to go on at the next instruction, and at a
	x             *extra
}

// extra is what few instructions have.
type extra struct {
	text   []rune
	ascii  string // text, when it is ASCII
	refs   []int
	fold   *folding
	loop   *loop
	choice *choice
}

// loop is a repetition that has to be counted, or whose turns may match nothing.
type loop struct {
	min, max     int32
	exit         int32
	from, to     int32 // registers of the captures inside
	enter, leave *need
	lazy         bool
}

// choice knows for each character which alternatives can begin with it.
type choice struct {
	index [258]uint8 // by character; 256: any other, 257: none
	lists [][]int32  // where they begin, in order
}

type compiler struct {
	code  []inst
	regs  int
	sets  map[*rune]*charset // by identity: the same table once
	needs map[need]*need
	depth int // where needOf begins to count
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

func (c *compiler) here() int32 { return int32(len(c.code)) }

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

// wants makes n an operand: nil when it says nothing.
func (c *compiler) wants(n need) *need {
	if n == anything {
		return nil
	}
	if c.needs[n] == nil {
		c.needs[n] = &n
	}
	return c.needs[n]
}

func (c *compiler) register() int32 {
	c.regs++
	return int32(c.regs - 1)
}

// node compiles n; follow is what the text behind it must begin with.
func (c *compiler) node(n node, back bool, follow need) {
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
		c.look(n)
	case *repeat:
		c.repeat(n, back, follow)
	case *backref:
		c.emit(inst{op: opBackref, x: &extra{refs: n.groups, fold: n.fold}, back: back})
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

func (c *compiler) look(n *look) {
	if s, end, ok := glance(n.body, n.behind); ok {
		c.emit(inst{op: opGlance, set: c.charset(s), end: end, back: n.behind, negate: n.negate})
		return
	}
	reg := c.register()
	at := c.emit(inst{op: opLook, b: reg, negate: n.negate})
	c.node(n.body, n.behind, anything)
	c.emit(inst{op: opLookEnd, b: reg, negate: n.negate})
	c.code[at].a = c.here()
}

func (c *compiler) seq(list []node, back bool, follow need) {
	if back {
		for i := len(list) - 1; i >= 0; i-- {
			c.node(list[i], true, anything)
		}
		return
	}
	// What has to follow each of them, from the last to the first.
	follows := make([]need, len(list))
	for i := len(list) - 1; i >= 0; i-- {
		follows[i] = follow
		follow = needOf(list[i], follow, c.depth)
	}
	for i := 0; i < len(list); i++ {
		// A run of single characters is compared at once.
		j := i
		for j < len(list) && literal(list[j]) >= 0 {
			j++
		}
		if j-i > 1 {
			c.text(list[i:j])
			i = j - 1
			continue
		}
		c.node(list[i], false, follows[i])
	}
}

func (c *compiler) text(list []node) {
	x := &extra{}
	for _, n := range list {
		x.text = append(x.text, literal(n))
	}
	x.ascii = string(x.text)
	if len(x.ascii) != len(x.text) {
		x.ascii = ""
	}
	c.emit(inst{op: opText, x: x})
}

func literal(n node) rune {
	if o, ok := n.(*one); ok && len(o.set) == 2 && o.set[0] == o.set[1] {
		return o.set[0]
	}
	return -1
}

func (c *compiler) alt(list []node, back bool, follow need) {
	needs := make([]need, len(list))
	others := make([]need, len(list)+1) // of the alternatives from here on
	for i := len(list) - 1; i >= 0; i-- {
		needs[i] = anything
		if !back {
			needs[i] = needOf(list[i], follow, c.depth)
		}
		others[i] = others[i+1].or(needs[i])
	}
	var ends []int
	end := func(last bool) {
		if !last {
			ends = append(ends, c.emit(inst{op: opJump}))
		}
	}
	if len(list) > 3 && len(list) < 1<<16 && !back {
		at := c.emit(inst{op: opSwitch})
		starts := make([]int32, len(list))
		for i, n := range list {
			starts[i] = c.here()
			c.node(n, false, follow)
			end(i == len(list)-1)
		}
		c.code[at].x = &extra{choice: newChoice(needs, starts)}
	} else {
		for i, n := range list {
			last := i == len(list)-1
			split := -1
			if !last {
				split = c.emit(inst{op: opSplit, here: c.wants(needs[i]), there: c.wants(others[i+1])})
			}
			c.node(n, back, follow)
			end(last)
			if split >= 0 {
				c.code[split].a = c.here()
			}
		}
	}
	for _, e := range ends {
		c.code[e].a = c.here()
	}
}

// newChoice sorts alternatives by what they can begin with.
func newChoice(needs []need, starts []int32) *choice {
	ch := &choice{}
	known := map[string]uint8{}
	key := make([]byte, 0, 2*len(needs))
	for class := range ch.index {
		key = key[:0]
		for i := range needs {
			n := &needs[i]
			if class < 256 && n.low[class>>6]&(1<<(class&63)) != 0 || class == 256 && n.high || class == 257 && n.end {
				key = append(key, byte(i), byte(i>>8))
			}
		}
		id, ok := known[string(key)]
		switch {
		case ok:
		case len(ch.lists) < 255:
			var list []int32
			for k := 0; k < len(key); k += 2 {
				list = append(list, starts[int(key[k])|int(key[k+1])<<8])
			}
			id = uint8(len(ch.lists))
			ch.lists = append(ch.lists, list)
			known[string(key)] = id
		default: // hardly: one list has them all
			if id = 255; len(ch.lists) == 255 {
				ch.lists = append(ch.lists, starts)
			}
		}
		ch.index[class] = id
	}
	return ch
}

func (c *compiler) repeat(n *repeat, back bool, follow need) {
	if n.max == 0 {
		return
	}
	if o, ok := n.body.(*one); ok && len(o.set) > 0 {
		c.repeatOne(o, n, back, follow)
		return
	}
	// Inside a lookbehind nothing is known of what is read next.
	enter, leave := anything, follow
	if back {
		leave = anything
	} else {
		enter = needOf(n.body, need{}, c.depth)
		if nullable(n.body, c.depth) {
			enter = enter.or(follow)
		}
	}
	if !nullable(n.body, c.depth) && n.min <= 1 && (n.max == unlimited || n.max == 1) {
		c.simple(n, back, enter, leave)
		return
	}
	l := &loop{
		min: int32(n.min), max: int32(n.max), from: int32(2 * n.from), to: int32(2 * n.to), lazy: n.lazy,
		enter: c.wants(enter), leave: c.wants(leave),
	}
	counter, mark := c.register(), c.register()
	c.emit(inst{op: opLoopInit, a: counter})
	at := c.emit(inst{op: opLoop, a: counter, b: mark, x: &extra{loop: l}})
	c.node(n.body, back, enter.or(leave))
	c.emit(inst{op: opLoopEnd, a: int32(at)})
	l.exit = c.here()
}

// simple is a repetition without a counter: ?, * and + of what cannot match nothing.
func (c *compiler) simple(n *repeat, back bool, enter, leave need) {
	if n.min == 1 && n.max == 1 {
		c.node(n.body, back, leave)
		return
	}
	split := -1
	if n.min == 0 {
		split = c.emit(inst{op: opSplit, lazy: n.lazy, here: c.wants(enter), there: c.wants(leave)})
	}
	if n.max == 1 {
		c.node(n.body, back, leave)
		c.code[split].a = c.here()
		return
	}
	top := c.here()
	if n.from < n.to {
		c.emit(inst{op: opClear, a: int32(2 * n.from), b: int32(2 * n.to)})
	}
	c.node(n.body, back, enter.or(leave))
	if split >= 0 {
		c.emit(inst{op: opJump, a: int32(split)})
		c.code[split].a = c.here()
		return
	}
	c.emit(inst{op: opSplit, lazy: !n.lazy, a: top, here: c.wants(leave), there: c.wants(enter)})
}

func (c *compiler) repeatOne(o *one, n *repeat, back bool, follow need) {
	if n.min == 1 && n.max == 1 {
		c.one(o.set, back)
		return
	}
	in := inst{
		op: opRepeat, set: c.charset(o.set), a: int32(n.min), b: int32(n.max),
		lazy: n.lazy, back: back,
	}
	if !back {
		in.here = c.wants(follow)
		if !n.lazy {
			both := needSet(o.set).and(follow)
			in.short = both.low == [4]uint64{}
			in.atomic = in.short && !both.high
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
	if p.anchored = anchored(n, 0); p.anchored {
		return
	}
	if a, ok := list[0].(*assert); ok && a.kind == lineStart {
		p.lines = true
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
	p.text = string(text)
	if first := needOf(n, anything, 0); first != anything {
		p.first = newStart(first)
	}
}
