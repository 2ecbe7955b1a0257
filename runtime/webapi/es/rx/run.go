package rx

// run tries to match at one position.
func run[T unit](p *Program, m *Matcher, in []T, start int, unicode bool) (bool, error) {
	if m.dirty {
		for i := range m.regs {
			m.regs[i] = -1
		}
		m.dirty = false
	}
	pc, pos := int32(0), start
	code := p.code
	for {
		i := &code[pc]
		ok := false
		switch i.op {
		case opMatch:
			m.dirty = true
			return true, nil
		case opChar:
			if !i.back && !unicode {
				if pos < len(in) && rune(in[pos]) == i.r {
					pos++
					pc++
					continue
				}
				break
			}
			var r rune
			if r, pos, ok = step(in, pos, unicode, i.back); ok {
				ok = r == i.r
			}
		case opSet:
			if !i.back && !unicode {
				if pos < len(in) && hasUnit(i.set, in[pos]) {
					pos++
					pc++
					continue
				}
				break
			}
			var r rune
			if r, pos, ok = step(in, pos, unicode, i.back); ok {
				ok = i.set.has(r)
			}
		case opText:
			pos, ok = text(in, pos, i.x, unicode)
		case opSplit:
			here, there := meets(i.here, in, pos), meets(i.there, in, pos)
			switch {
			case here && there:
				if i.lazy {
					m.push(frame{goOn, pc + 1, int32(pos), 0})
					pc = i.a
					continue
				}
				m.push(frame{goOn, i.a, int32(pos), 0})
				ok = true
			case here:
				ok = true
			case there:
				pc = i.a
				continue
			}
		case opSwitch:
			class := 257
			if pos < len(in) {
				class = int(min(uint(in[pos]), 256))
			}
			id := i.x.choice.index[class]
			list := i.x.choice.lists[id]
			if len(list) > 1 {
				m.push(frame{otherwise, pc, int32(pos), int32(id)<<16 | 1})
			}
			if len(list) > 0 {
				pc = list[0]
				continue
			}
		case opJump:
			pc = i.a
			continue
		case opSave:
			m.set(i.a, int32(pos))
			ok = true
		case opClear:
			for r := i.a; r < i.b; r++ {
				m.set(r, -1)
			}
			ok = true
		case opBackref:
			pos, ok = backreference(m, i, in, pos, unicode)
		case opAssert:
			ok = holds(m, i, in, pos)
		case opGlance:
			r, _, there := step(in, pos, unicode, i.back)
			ok = (there && i.set.has(r) || !there && i.end && !m.split) != i.negate
		case opRepeat:
			pos, ok = repeatSet(m, i, pc, in, pos, unicode)
		case opLoopInit:
			m.set(i.a, 0)
			ok = true
		case opLoop:
			l := i.x.loop
			n := m.regs[i.a]
			if n >= l.min {
				enter, leave := n < l.max && meets(l.enter, in, pos), meets(l.leave, in, pos)
				if !enter && !leave {
					break
				}
				if leave && (l.lazy || !enter) {
					if enter {
						m.push(frame{enterLoop, pc, int32(pos), 0})
					}
					pc = l.exit
					continue
				}
				if leave {
					m.push(frame{goOn, l.exit, int32(pos), 0})
				}
			}
			m.enter(i, pos)
			ok = true
		case opLoopEnd:
			head := &code[i.a]
			n := m.regs[head.a]
			if n >= head.x.loop.min && m.regs[head.b] == int32(pos) {
				break // a turn that matched nothing
			}
			m.set(head.a, n+1)
			pc = i.a
			continue
		case opLook:
			// The mark must not be taken for a register's old value.
			height := int32(len(m.stack) + 1)
			m.push(frame{restore, i.b, m.regs[i.b], 0})
			m.regs[i.b] = height
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
			if m.Stop != nil && m.Stop() {
				return false, ErrStopped
			}
		}
		if len(m.stack) > maxFrames {
			return false, ErrMemory
		}
		if pc, pos = resume(p, m, in, unicode); pc < 0 {
			return false, nil
		}
	}
}

// resume goes back to the last place where there was a choice; -1 when there is none.
func resume[T unit](p *Program, m *Matcher, in []T, unicode bool) (pc int32, pos int) {
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
			if pc, pos, ok := shorter(m, f, &p.code[f.pc], in, unicode); ok {
				return pc, pos
			}
			continue // it has removed its frame
		case lengthen:
			if pc, pos, ok := longer(m, f, &p.code[f.pc], in, unicode); ok {
				return pc, pos
			}
			continue
		case otherwise:
			list, at := p.code[f.pc].x.choice.lists[f.y>>16], f.y&0xFFFF
			pc, pos = list[at], int(f.x)
			if int(at)+1 < len(list) {
				f.y++
			} else {
				m.stack = m.stack[:len(m.stack)-1]
			}
			return pc, pos
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
func (m *Matcher) enter(i *inst, pos int) {
	for r := i.x.loop.from; r < i.x.loop.to; r++ {
		m.set(r, -1)
	}
	m.set(i.b, int32(pos))
}

// lookEnd ends a look that succeeded. What its body captured stays, and is
// forgotten when the search comes back behind it; its choices go.
func (m *Matcher) lookEnd(i *inst, pos int) (int, bool) {
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

func text[T unit](in []T, pos int, x *extra, unicode bool) (int, bool) {
	if isByte[T]() {
		n := len(x.ascii)
		if n == 0 || len(in)-pos < n || asText(in)[pos:pos+n] != x.ascii {
			return pos, false
		}
		return pos + n, true
	}
	i := pos
	for _, w := range x.text {
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

func holds[T unit](m *Matcher, i *inst, in []T, pos int) bool {
	switch i.kind {
	case textStart:
		return pos == 0 && !m.split
	case textEnd:
		return pos == len(in) && !m.split
	case lineStart:
		return pos == 0 && !m.split || pos > 0 && lineEndAt(in, pos-1)
	case lineEnd:
		return pos == len(in) && !m.split || pos < len(in) && lineEndAt(in, pos)
	}
	before := pos > 0 && i.set.has(rune(in[pos-1]))
	behind := pos < len(in) && i.set.has(rune(in[pos]))
	return (before != behind) == (i.kind == wordBoundary)
}

func backreference[T unit](m *Matcher, i *inst, in []T, pos int, unicode bool) (int, bool) {
	from, to := -1, -1
	for _, g := range i.x.refs {
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
		if have != want && (i.x.fold == nil || i.x.fold.canonical(have) != i.x.fold.canonical(want)) {
			return pos, false
		}
	}
	return pos, true
}
