package rx

// One character set, so many times: the loop that most patterns spend their
// time in. It runs without the machine and leaves one frame for all its choices.

func repeatSet[T unit](m *machine, i *inst, pc int32, in []T, pos int, unicode bool) (int, bool) {
	if i.lazy || i.back {
		return repeatSlow(m, i, pc, in, pos, unicode)
	}
	at, low := pos, pos
	if !unicode && i.b == int32(unlimited) {
		// The commonest case, on its own for speed.
		for at < len(in) && i.set.has(rune(in[at])) {
			at++
		}
		if at-pos < int(i.a) {
			return pos, false
		}
		low = pos + int(i.a)
	} else {
		n := int32(0)
		for n < i.b && at < len(in) {
			r, j := next(in, at, unicode)
			if !i.set.has(r) {
				break
			}
			at = j
			if n++; n == i.a {
				low = at
			}
		}
		if n < i.a {
			return pos, false
		}
	}
	if i.atomic || at == low {
		return at, true
	}
	return retreat(m, i, pc, in, at, low, unicode)
}

// retreat takes the longest end, not below low, behind which a match may go on,
// and keeps the shorter ones for later.
func retreat[T unit](m *machine, i *inst, pc int32, in []T, at, low int, unicode bool) (int, bool) {
	if i.next >= 0 && i.next < 0x10000 && !(unicode && i.next&0xF800 == 0xD800) {
		for at >= low && (at >= len(in) || rune(in[at]) != i.next) {
			if at == low {
				return at, false
			}
			_, at = previous(in, at, unicode)
		}
	}
	if at > low {
		m.push(frame{shorten, pc, int32(at), int32(low)})
	}
	return at, true
}

// shorter gives back one character of a greedy repetition.
func shorter[T unit](m *machine, f *frame, i *inst, in []T, unicode bool) (int32, int, bool) {
	pc, at, low := f.pc, int(f.x), int(f.y)
	m.stack = m.stack[:len(m.stack)-1]
	if i.back {
		_, at, _ = step(in, at, unicode, false)
		if at < low {
			m.push(frame{shorten, pc, int32(at), int32(low)})
		}
		return pc + 1, at, true
	}
	_, at = previous(in, at, unicode)
	at, ok := retreat(m, i, pc, in, at, low, unicode)
	return pc + 1, at, ok
}

// repeatSlow is for lazy repetitions and for those inside a lookbehind.
func repeatSlow[T unit](m *machine, i *inst, pc int32, in []T, pos int, unicode bool) (int, bool) {
	at, low := pos, pos
	want := i.b
	if i.lazy {
		want = i.a
	}
	n := int32(0)
	for n < want {
		r, j, ok := step(in, at, unicode, i.back)
		if !ok || !i.set.has(r) {
			break
		}
		at = j
		if n++; n == i.a {
			low = at
		}
	}
	if n < i.a {
		return pos, false
	}
	if i.lazy {
		if i.b > i.a {
			m.push(frame{lengthen, pc, int32(at), i.b - i.a})
		}
		return at, true
	}
	if at != low {
		m.push(frame{shorten, pc, int32(at), int32(low)})
	}
	return at, true
}

// longer takes one character more into a lazy repetition, and further ones while
// what must follow is not there.
func longer[T unit](m *machine, f *frame, i *inst, in []T, unicode bool) (int32, int, bool) {
	pc, at, left := f.pc, int(f.x), f.y
	m.stack = m.stack[:len(m.stack)-1]
	for left > 0 {
		r, j, ok := step(in, at, unicode, i.back)
		if !ok || !i.set.has(r) {
			return 0, 0, false
		}
		at = j
		left--
		if i.next < 0 || i.back || at < len(in) && peek(in, at, unicode) == i.next {
			if left > 0 {
				m.push(frame{lengthen, pc, int32(at), left})
			}
			return pc + 1, at, true
		}
	}
	return 0, 0, false
}
