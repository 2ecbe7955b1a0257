package rx

// need is what has to come next for a match to go on from some place: the
// characters below 256 by bitmap, whether any other may come, and whether the text
// may end there. It says no only when it is sure, and costs one look instead of an
// attempt that fails.
type need struct {
	low  [4]uint64
	high bool
	end  bool
}

var anything = need{[4]uint64{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}, true, true}

func needSet(s set) need {
	var n need
	for i := 0; i < len(s); i += 2 {
		if s[i+1] > 255 {
			n.high = true
		}
		for r := s[i]; r <= min(s[i+1], 255); r++ {
			n.low[r>>6] |= 1 << (r & 63)
		}
	}
	return n
}

func (n need) or(m need) need {
	for i := range n.low {
		n.low[i] |= m.low[i]
	}
	return need{n.low, n.high || m.high, n.end || m.end}
}

func (n need) and(m need) need {
	for i := range n.low {
		n.low[i] &= m.low[i]
	}
	return need{n.low, n.high && m.high, n.end && m.end}
}

// meets says whether the text at pos may be what n asks for; nil is anything.
func meets[T unit](n *need, in []T, pos int) bool {
	if n == nil {
		return true
	}
	if pos >= len(in) {
		return n.end
	}
	if c := in[pos]; uint(c) < 256 {
		return n.low[uint8(c)>>6]&(1<<(uint8(c)&63)) != 0
	}
	return n.high
}

// maxLook bounds how deep the analysis looks into a pattern: it asks at every level.
const maxLook = 40

// needOf is what has to come for n and then follow.
func needOf(n node, follow need, depth int) need {
	if depth > maxLook {
		return anything
	}
	switch n := n.(type) {
	case empty:
		return follow
	case *one:
		return needSet(n.set)
	case *seq:
		for i := len(n.list) - 1; i >= 0; i-- {
			follow = needOf(n.list[i], follow, depth+1)
		}
		return follow
	case *alt:
		var out need
		for _, part := range n.list {
			out = out.or(needOf(part, follow, depth+1))
		}
		return out
	case *group:
		return needOf(n.body, follow, depth+1)
	case *look:
		return needLook(n, follow, depth)
	case *repeat:
		if n.max == 0 {
			return follow
		}
		out := needOf(n.body, need{}, depth+1)
		if n.min == 0 || nullable(n.body, depth+1) {
			out = out.or(follow)
		}
		return out
	case *assert:
		switch n.kind {
		case textEnd:
			return follow.and(need{end: true})
		case lineEnd:
			ends := needSet(lineTerminators)
			ends.end = true
			return follow.and(ends)
		}
		return follow
	}
	return anything // a back reference
}

func needLook(n *look, follow need, depth int) need {
	if n.behind {
		return follow
	}
	if !n.negate {
		return follow.and(needOf(n.body, anything, depth+1))
	}
	if s, end, ok := glance(n.body, false); ok {
		without := needSet(s)
		for i := range follow.low {
			follow.low[i] &^= without.low[i]
		}
		follow.end = follow.end && !end
	}
	return follow
}

// nullable says whether n can match nothing; when in doubt it can.
func nullable(n node, depth int) bool {
	if depth > maxLook {
		return true
	}
	switch n := n.(type) {
	case *one:
		return false
	case *seq:
		for _, part := range n.list {
			if !nullable(part, depth+1) {
				return false
			}
		}
		return true
	case *alt:
		for _, part := range n.list {
			if nullable(part, depth+1) {
				return true
			}
		}
		return false
	case *group:
		return nullable(n.body, depth+1)
	case *repeat:
		return n.min == 0 || nullable(n.body, depth+1)
	}
	return true
}

// glance says whether a look at n is the question if the next character is in a
// set, or, when end, if there is none. Behind, it is the character before.
func glance(n node, behind bool) (s set, end, ok bool) {
	switch n := n.(type) {
	case *one:
		return n.set, false, true
	case *assert:
		return nil, true, n.kind == textEnd && !behind || n.kind == textStart && behind
	case *alt:
		for _, part := range n.list {
			t, e, ok := glance(part, behind)
			if !ok || len(s)+len(t) > 200 {
				return nil, false, false
			}
			s, end = union(s, t), end || e
		}
		return s, end, true
	}
	return nil, false, false
}

// anchored says whether n matches at the beginning of the text or nowhere.
func anchored(n node, depth int) bool {
	if depth > maxLook {
		return false
	}
	switch n := n.(type) {
	case *assert:
		return n.kind == textStart
	case *seq:
		for _, part := range n.list {
			if anchored(part, depth+1) {
				return true
			}
			switch part.(type) {
			case *assert, *look:
				continue // no width: the next one stands at the same place
			}
			return false
		}
	case *alt:
		for _, part := range n.list {
			if !anchored(part, depth+1) {
				return false
			}
		}
		return true
	case *group:
		return anchored(n.body, depth+1)
	case *repeat:
		return n.min > 0 && anchored(n.body, depth+1)
	}
	return false
}
