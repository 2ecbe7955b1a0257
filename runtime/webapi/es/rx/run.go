package rx

// run tries to match at one position. When it fails, every register is what it
// was before.
func run[T unit](p *Program, m *machine, in []T, start int) (bool, error) {
	pc, pos := int32(0), start
	code, unicode := p.code, p.unicode
	for {
		i := &code[pc]
		ok := false
		switch i.op {
		case opMatch:
			return true, nil
		case opChar:
			var r rune
			if r, pos, ok = step(in, pos, unicode, i.back); ok {
				ok = r == i.r
			}
		case opSet:
			var r rune
			if r, pos, ok = step(in, pos, unicode, i.back); ok {
				ok = i.set.has(r)
			}
		case opText:
			pos, ok = text(in, pos, i.text, unicode)
		case opSplit:
			if i.set != nil && (pos >= len(in) || !i.set.has(peek(in, pos, unicode))) {
				pc = i.a
				continue
			}
			m.push(frame{goOn, i.a, int32(pos), 0})
			ok = true
		case opJump:
			pc = i.a
			continue
		case opSave:
			m.set(i.a, int32(pos))
			ok = true
		case opBackref:
			pos, ok = backreference(m, i, in, pos, unicode)
		case opAssert:
			ok = holds(i, in, pos)
		case opRepeat:
			pos, ok = repeatSet(m, i, pc, in, pos, unicode)
		case opLoopInit:
			m.set(i.a, 0)
			ok = true
		case opLoop:
			l, n := i.loop, m.regs[i.a]
			switch {
			case n >= l.max:
				pc = l.exit
				continue
			case n < l.min:
			case l.lazy:
				m.push(frame{enterLoop, pc, int32(pos), 0})
				pc = l.exit
				continue
			case l.first != nil && (pos >= len(in) || !l.first.has(peek(in, pos, unicode))):
				pc = l.exit
				continue
			default:
				m.push(frame{goOn, l.exit, int32(pos), 0})
			}
			m.enter(i, pos)
			ok = true
		case opLoopEnd:
			head := &code[i.a]
			n := m.regs[head.a]
			if n >= head.loop.min && m.regs[head.b] == int32(pos) {
				break // a turn that matched nothing
			}
			m.set(head.a, n+1)
			pc = i.a
			continue
		case opLook:
			m.set(i.b, int32(len(m.stack)+1))
			if m.regs[i.b] != int32(len(m.stack)) { // set pushed nothing
				m.regs[i.b] = int32(len(m.stack))
			}
			kind := lookMark
			if i.negate {
				kind = goOn
			}
			m.push(frame{kind, i.a, int32(pos), 0})
			ok = true
		case opLookEnd:
			pos, ok = m.lookEnd(i, pos)
		}
		if ok {
			pc++
			continue
		}
		if m.steps--; m.steps <= 0 {
			m.steps = stepsCheck
			if m.stop != nil && m.stop() {
				return false, ErrStopped
			}
		}
		if len(m.stack) > maxFrames {
			return false, ErrMemory
		}
		if pc, pos = resume(p, m, in); pc < 0 {
			return false, nil
		}
	}
}

// resume goes back to the last place where there was a choice; -1 when there is none.
func resume[T unit](p *Program, m *machine, in []T) (pc int32, pos int) {
	for len(m.stack) > 0 {
		f := &m.stack[len(m.stack)-1]
		switch f.op {
		case restore:
			m.regs[f.pc] = f.x
		case goOn:
			pc, pos = f.pc, int(f.x)
			m.stack = m.stack[:len(m.stack)-1]
			return pc, pos
		case shorten:
			if pc, pos, ok := shorter(m, f, &p.code[f.pc], in, p.unicode); ok {
				return pc, pos
			}
			continue // it has removed its frame
		case lengthen:
			if pc, pos, ok := longer(m, f, &p.code[f.pc], in, p.unicode); ok {
				return pc, pos
			}
			continue
		case enterLoop:
			pc, pos = f.pc, int(f.x)
			m.stack = m.stack[:len(m.stack)-1]
			m.enter(&p.code[pc], pos)
			return pc + 1, pos
		}
		m.stack = m.stack[:len(m.stack)-1]
	}
	return -1, 0
}

// enter begins a turn of a loop: it forgets what the last one captured.
func (m *machine) enter(i *inst, pos int) {
	for r := i.loop.from; r < i.loop.to; r++ {
		m.set(r, -1)
	}
	m.set(i.b, int32(pos))
}

// lookEnd ends a look that succeeded. What its body captured stays, and is
// forgotten when the search comes back behind it; its choices go.
func (m *machine) lookEnd(i *inst, pos int) (int, bool) {
	height := int(m.regs[i.b])
	if i.negate {
		for len(m.stack) > height {
			f := m.stack[len(m.stack)-1]
			m.stack = m.stack[:len(m.stack)-1]
			if f.op == restore {
				m.regs[f.pc] = f.x
			}
		}
		return pos, false
	}
	pos = int(m.stack[height].x)
	kept := height
	for _, f := range m.stack[height+1:] {
		if f.op == restore {
			m.stack[kept] = f
			kept++
		}
	}
	m.stack = m.stack[:kept]
	return pos, true
}

func step[T unit](in []T, pos int, unicode, back bool) (rune, int, bool) {
	if back {
		if pos == 0 {
			return 0, 0, false
		}
		r, i := previous(in, pos, unicode)
		return r, i, true
	}
	if pos >= len(in) {
		return 0, pos, false
	}
	r, i := next(in, pos, unicode)
	return r, i, true
}

func peek[T unit](in []T, pos int, unicode bool) rune {
	r, _ := next(in, pos, unicode)
	return r
}

func text[T unit](in []T, pos int, want []rune, unicode bool) (int, bool) {
	i := pos
	for _, w := range want {
		if i >= len(in) {
			return pos, false
		}
		var r rune
		if r, i = next(in, i, unicode); r != w {
			return pos, false
		}
	}
	return i, true
}

func lineEndAt[T unit](in []T, i int) bool {
	switch rune(in[i]) {
	case '\n', '\r', 0x2028, 0x2029:
		return true
	}
	return false
}

func holds[T unit](i *inst, in []T, pos int) bool {
	switch i.kind {
	case textStart:
		return pos == 0
	case textEnd:
		return pos == len(in)
	case lineStart:
		return pos == 0 || lineEndAt(in, pos-1)
	case lineEnd:
		return pos == len(in) || lineEndAt(in, pos)
	}
	before := pos > 0 && i.set.has(rune(in[pos-1]))
	behind := pos < len(in) && i.set.has(rune(in[pos]))
	return (before != behind) == (i.kind == wordBoundary)
}

func backreference[T unit](m *machine, i *inst, in []T, pos int, unicode bool) (int, bool) {
	from, to := -1, -1
	for _, g := range i.refs {
		if m.regs[2*g] >= 0 && m.regs[2*g+1] >= 0 {
			from, to = int(m.regs[2*g]), int(m.regs[2*g+1])
		}
	}
	if from < 0 {
		return pos, true
	}
	// Characters of the group and of the text, pairwise, in reading direction.
	at := from
	if i.back {
		at = to
	}
	for (!i.back && at < to) || (i.back && at > from) {
		var want, have rune
		var ok bool
		want, at, _ = step(in, at, unicode, i.back)
		if have, pos, ok = step(in, pos, unicode, i.back); !ok {
			return pos, false
		}
		if have != want && (i.fold == nil || i.fold.canonical(have) != i.fold.canonical(want)) {
			return pos, false
		}
	}
	return pos, true
}
