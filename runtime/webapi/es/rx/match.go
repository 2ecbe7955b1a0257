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

// frame is what to come back to: with op opSplit, code at pc and position x; with
// others, what the comments at fail say.
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
	lookMark                   // where a lookahead began: at x
)

type machine struct {
	regs  []int32
	stack []frame
	steps int
	stop  func() bool
}

var machines = sync.Pool{New: func() any { return &machine{} }}

// Match searches from position at, only there when sticky. The result is the
// registers of the captures, pairs of begin and end, -1 for groups that took no
// part; nil when there is no match. out is used for it when it is large enough.
// stop is asked now and then whether to give up; it may be nil.
func (p *Program) Match(in Input, at int, sticky bool, out []int32, stop func() bool) ([]int32, error) {
	m := machines.Get().(*machine)
	defer machines.Put(m)
	m.stop, m.steps = stop, stepsCheck
	m.stack = m.stack[:0]
	if cap(m.regs) < p.regs {
		m.regs = make([]int32, p.regs)
	}
	m.regs = m.regs[:p.regs]
	for i := range m.regs {
		m.regs[i] = -1
	}
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
	return append(out[:0], m.regs[:2*p.Groups]...), nil
}

func search[T unit](p *Program, m *machine, in []T, at int, sticky bool) (bool, error) {
	if p.unicode && at > 0 && at < len(in) && isLow(in[at]) && isHigh(in[at-1]) {
		at-- // never begin inside a character
		if sticky {
			return run(p, m, in, at)
		}
	}
	if sticky || p.anchored {
		if p.anchored && at > 0 {
			return false, nil
		}
		return run(p, m, in, at)
	}
	for ; ; at++ {
		if at = candidate(p, in, at); at < 0 {
			return false, nil
		}
		if ok, err := run(p, m, in, at); ok || err != nil {
			return ok, err
		}
		if p.unicode && at+1 < len(in) && isHigh(in[at]) && isLow(in[at+1]) {
			at++
		}
		if at >= len(in) {
			return false, nil
		}
	}
}

// candidate is the next position at or behind at where a match may begin, -1
// when there is none.
func candidate[T unit](p *Program, in []T, at int) int {
	if p.text != "" {
		if text, ok := any(in).([]byte); ok {
			i := strings.Index(unsafe.String(unsafe.SliceData(text), len(text))[at:], p.text)
			if i < 0 {
				return -1
			}
			return at + i
		}
		first := T(p.text[0])
		for ; at < len(in); at++ {
			if in[at] == first {
				return at
			}
		}
		return -1
	}
	if p.first == nil {
		return at
	}
	for at < len(in) {
		r, behind := next(in, at, p.unicode)
		if p.first.has(r) {
			return at
		}
		at = behind
	}
	return -1
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

func (m *machine) push(f frame) { m.stack = append(m.stack, f) }

func (m *machine) set(reg int32, v int32) {
	if m.regs[reg] != v {
		m.stack = append(m.stack, frame{restore, reg, m.regs[reg], 0})
		m.regs[reg] = v
	}
}
