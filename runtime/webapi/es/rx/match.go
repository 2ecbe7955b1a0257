package rx

import (
	"errors"
	"strings"
	"sync"
	"unsafe"
)

// Input is a text to search: ASCII, or any text as UTF-16 units.
type Input struct {
	ASCII string
	Units []uint16
	Wide  bool // Units counts
}

// Len is the number of UTF-16 units.
func (in Input) Len() int {
	if in.Wide {
		return len(in.Units)
	}
	return len(in.ASCII)
}

var (
	// ErrStopped says that a match was given up because Stop said so.
	ErrStopped = errors.New("the match was interrupted")
	// ErrMemory says that a match needs more memory than one may have.
	ErrMemory = errors.New("the regular expression needs too much memory")
)

const (
	maxFrames  = 8 << 20 // of the backtracking stack
	stepsCheck = 1 << 14 // between two looks at Stop
)

type unit interface{ byte | uint16 }

// frame is what to come back to.
type frame struct {
	op   frameKind
	pc   int32
	x, y int32
}

type frameKind int32

const (
	goOn      frameKind = iota // at pc with position x
	restore                    // register pc to x
	shorten                    // opRepeat at pc: from x down to y
	lengthen                   // lazy opRepeat at pc: at x, y more allowed
	enterLoop                  // lazy opLoop at pc: at x
	otherwise                  // opSwitch at pc with position x: its list y>>16, from y&0xFFFF on
	lookMark                   // where a lookahead began: at x
)

// Matcher is the memory of matches, one at a time. Its zero value is ready.
type Matcher struct {
	// Stop is asked now and then whether to give up; it may be nil.
	Stop func() bool

	regs  []int32
	stack []frame
	steps int
	dirty bool // registers were written that no frame restores
	split bool // the text is the place between the halves of a surrogate pair
}

var matchers = sync.Pool{New: func() any { return &Matcher{} }}

// Match searches from position at, only there when sticky. The result is the
// registers of the captures, pairs of begin and end, -1 for groups that took no
// part; nil when there is no match. out is used for it when it is large enough.
// stop is asked now and then whether to give up; it may be nil.
func (p *Program) Match(in Input, at int, sticky bool, out []int32, stop func() bool) ([]int32, error) {
	m := matchers.Get().(*Matcher)
	defer matchers.Put(m)
	m.Stop = stop
	regs, err := m.Match(p, in, at, sticky)
	m.Stop = nil
	if regs == nil {
		return nil, err
	}
	return append(out[:0], regs...), nil
}

// Match is Program's, without a copy: the result is valid until the next match.
func (m *Matcher) Match(p *Program, in Input, at int, sticky bool) ([]int32, error) {
	m.steps = stepsCheck
	m.stack = m.stack[:0]
	if cap(m.regs) < p.regs {
		m.regs = make([]int32, p.regs)
	}
	m.regs = m.regs[:p.regs]
	m.dirty = true
	var ok bool
	var err error
	if in.Wide {
		ok, err = search(p, m, in.Units, at, sticky)
	} else {
		ok, err = search(p, m, unsafe.Slice(unsafe.StringData(in.ASCII), len(in.ASCII)), at, sticky)
	}
	if cap(m.stack) > 1<<16 {
		m.stack = nil // one greedy match must not keep its memory for good
	}
	if !ok {
		return nil, err
	}
	return m.regs[:2*p.Groups], nil
}

func search[T unit](p *Program, m *Matcher, in []T, at int, sticky bool) (bool, error) {
	unicode := p.unicode && !isByte[T]()
	if unicode && at > 0 && at < len(in) && isLow(in[at]) && isHigh(in[at-1]) {
		at-- // never begin inside a character
		if sticky {
			return run(p, m, in, at, unicode)
		}
	}
	if sticky || p.anchored {
		if p.anchored && at > 0 {
			return false, nil
		}
		return run(p, m, in, at, unicode)
	}
	// What may begin at the end of the text may begin within a pair.
	within := unicode && p.text == "" && !p.lines && (p.first == nil || p.first.end)
	for ; ; at++ {
		if !within {
			if at = candidate(p, in, at); at < 0 {
				return false, nil
			}
		}
		if ok, err := run(p, m, in, at, unicode); ok || err != nil {
			return ok, err
		}
		if unicode && at+1 < len(in) && isHigh(in[at]) && isLow(in[at+1]) {
			at++
			if within {
				if ok, err := between(p, m, in, at); ok || err != nil {
					return ok, err
				}
			}
		}
		if at >= len(in) {
			return false, nil
		}
	}
}

// between matches between the halves of a surrogate pair, as V8 does where a
// search comes by. No character begins or ends there, so that it is like an empty
// text without beginning and end.
func between[T unit](p *Program, m *Matcher, in []T, at int) (bool, error) {
	m.split = true
	defer func() { m.split = false }()
	ok, err := run(p, m, in[:0], 0, true)
	for i, r := range m.regs[:2*p.Groups] {
		if ok && r >= 0 {
			m.regs[i] = r + int32(at)
		}
	}
	return ok, err
}

// start is how a match may begin.
type start struct {
	table     [256]bool
	high, end bool
	only      int // the one character below 256 that it begins with; -1
}

func newStart(n need) *start {
	s := &start{high: n.high, end: n.end, only: -1}
	count := 0
	for i := range s.table {
		if n.low[i>>6]&(1<<(i&63)) != 0 {
			s.table[i], s.only = true, i
			count++
		}
	}
	if count != 1 || n.high || n.end || s.only > 127 {
		s.only = -1
	}
	return s
}

// candidate is the next position at or behind at where a match may begin, -1
// when there is none.
func candidate[T unit](p *Program, in []T, at int) int {
	switch {
	case p.text != "":
		return indexText(in, at, p.text)
	case p.lines:
		for at > 0 && at <= len(in) && !lineEndAt(in, at-1) {
			at++
		}
		if at > len(in) {
			return -1
		}
		return at
	case p.first == nil:
		return at
	}
	s := p.first
	if s.only >= 0 && isByte[T]() {
		i := strings.IndexByte(asText(in)[at:], byte(s.only))
		if i < 0 {
			return -1
		}
		return at + i
	}
	for ; at < len(in); at++ {
		if c := in[at]; uint(c) < 256 {
			if s.table[uint8(c)] {
				return at
			}
		} else if s.high {
			return at
		}
	}
	if s.end {
		return len(in)
	}
	return -1
}

func indexText[T unit](in []T, at int, text string) int {
	if isByte[T]() {
		i := strings.Index(asText(in)[at:], text)
		if i < 0 {
			return -1
		}
		return at + i
	}
	first := T(text[0])
	for ; at < len(in); at++ {
		if in[at] == first {
			return at
		}
	}
	return -1
}

// isByte is known when the code for T is made.
func isByte[T unit]() bool { return unsafe.Sizeof(T(0)) == 1 }

// asText is in as a string; T must be byte.
func asText[T unit](in []T) string {
	return unsafe.String((*byte)(unsafe.Pointer(unsafe.SliceData(in))), len(in))
}

func isHigh[T unit](c T) bool { return rune(c)&0xFC00 == 0xD800 }
func isLow[T unit](c T) bool  { return rune(c)&0xFC00 == 0xDC00 }

// next is the character at i, and the position behind it.
func next[T unit](in []T, i int, unicode bool) (rune, int) {
	r := rune(in[i])
	if unicode && r&0xFC00 == 0xD800 && i+1 < len(in) && isLow(in[i+1]) {
		return (r-0xD800)<<10 + rune(in[i+1]) - 0xDC00 + 0x10000, i + 2
	}
	return r, i + 1
}

// previous is the character before i, and where it begins.
func previous[T unit](in []T, i int, unicode bool) (rune, int) {
	r := rune(in[i-1])
	if unicode && r&0xFC00 == 0xDC00 && i > 1 && isHigh(in[i-2]) {
		return (rune(in[i-2])-0xD800)<<10 + r - 0xDC00 + 0x10000, i - 2
	}
	return r, i - 1
}

func (m *Matcher) push(f frame) { m.stack = append(m.stack, f) }

// set writes a register and keeps what it was, unless there is nowhere to come
// back to.
func (m *Matcher) set(reg int32, v int32) {
	if m.regs[reg] == v {
		return
	}
	if len(m.stack) > 0 {
		m.stack = append(m.stack, frame{restore, reg, m.regs[reg], 0})
	} else {
		m.dirty = true
	}
	m.regs[reg] = v
}
