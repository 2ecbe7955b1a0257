package rx

// One character set, so many times: the loop that most patterns spend their
// time in. It runs without the machine and leaves one frame for all its choices.

func repeatSet[T unit](m *Matcher, i *inst, pc int32, in []T, pos int, unicode bool) (int, bool) {
	switch {
	case i.back || unicode:
		return repeatSlow(m, i, pc, in, pos, unicode)
	case i.lazy:
		return repeatLazy(m, i, pc, in, pos)
	}
	at, end := pos, len(in)
	if int(i.b) < end-pos {
		end = pos + int(i.b)
	}
	for at < end && hasUnit(i.set, in[at]) {
		at++
	}
	m.steps -= (at - pos) >> 6 // long texts take long too
	low := pos + int(i.a)
	if at < low {
		return pos, false
	}
	if at == low || i.atomic || i.short && isByte[T]() {
		return at, true
	}
	return retreat(m, i, pc, in, at, low)
}

// retreat takes the longest end, not below low, behind which a match may go on,
// and keeps the shorter ones for later.
func retreat[T unit](m *Matcher, i *inst, pc int32, in []T, at, low int) (int, bool) {
	for !meets(i.here, in, at) {
		if at == low {
			return at, false
		}
		at--
	}
	if at > low {
		m.push(frame{shorten, pc, int32(at), int32(low)})
	}
	return at, true
}

// shorter gives back one character of a greedy repetition.
func shorter[T unit](m *Matcher, f *frame, i *inst, in []T, unicode bool) (int32, int, bool) {
	pc, at, low := f.pc, int(f.x), int(f.y)
	m.stack = m.stack[:len(m.stack)-1]
	if i.back {
		_, at, _ = step(in, at, unicode, false)
		if at < low {
			m.push(frame{shorten, pc, int32(at), int32(low)})
		}
		return pc + 1, at, true
	}
	if !unicode {
		at, ok := retreat(m, i, pc, in, at-1, low)
		return pc + 1, at, ok
	}
	for at > low {
		if _, at = previous(in, at, true); meets(i.here, in, at) {
			if at > low {
				m.push(frame{shorten, pc, int32(at), int32(low)})
			}
			return pc + 1, at, true
		}
	}
	return 0, 0, false
}

// repeatLazy takes as little as it must, and on from there what does not help.
func repeatLazy[T unit](m *Matcher, i *inst, pc int32, in []T, pos int) (int, bool) {
	at := pos
	for range i.a {
		if at >= len(in) || !hasUnit(i.set, in[at]) {
			return pos, false
		}
		at++
	}
	return stretch(m, i, pc, in, at, i.b-i.a)
}

// stretch finds the next end, at or behind at, behind which a match may go on;
// left more characters may be taken.
func stretch[T unit](m *Matcher, i *inst, pc int32, in []T, at int, left int32) (int, bool) {
	from := at
	for !meets(i.here, in, at) {
		if left == 0 || at >= len(in) || !hasUnit(i.set, in[at]) {
			m.steps -= (at - from) >> 6
			return at, false
		}
		at++
		left--
	}
	m.steps -= (at - from) >> 6
	if left > 0 && at < len(in) && hasUnit(i.set, in[at]) {
		m.push(frame{lengthen, pc, int32(at), left})
	}
	return at, true
}

// repeatSlow is for texts with characters of two units and inside a lookbehind.
func repeatSlow[T unit](m *Matcher, i *inst, pc int32, in []T, pos int, unicode bool) (int, bool) {
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
	m.steps -= int(n) >> 6
	if n < i.a {
		return pos, false
	}
	if i.lazy {
		if i.b > i.a {
			m.push(frame{lengthen, pc, int32(at), i.b - i.a})
		}
		return at, true
	}
	if at != low && !i.atomic {
		m.push(frame{shorten, pc, int32(at), int32(low)})
	}
	return at, true
}

// longer takes one character more into a lazy repetition, and further ones while
// what must follow is not there.
func longer[T unit](m *Matcher, f *frame, i *inst, in []T, unicode bool) (int32, int, bool) {
	pc, at, left := f.pc, int(f.x), f.y
	m.stack = m.stack[:len(m.stack)-1]
	if !i.back && !unicode {
		at, ok := stretch(m, i, pc, in, at+1, left-1)
		return pc + 1, at, ok
	}
	for left > 0 {
		r, j, ok := step(in, at, unicode, i.back)
		if !ok || !i.set.has(r) {
			return 0, 0, false
		}
		at = j
		left--
		if i.back || meets(i.here, in, at) {
			if left > 0 {
				m.push(frame{lengthen, pc, int32(at), left})
			}
			return pc + 1, at, true
		}
	}
	return 0, 0, false
}
