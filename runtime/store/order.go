package store

// PrefixEnd is the first key behind all that start with prefix: its last byte
// that can grow, grown, and nothing behind it. It reports false when there is
// no end. (strings.TrimRight would not do: it thinks in runes.)
func PrefixEnd(prefix string) ([]byte, bool) {
	end := []byte(prefix)
	for len(end) > 0 && end[len(end)-1] == 0xff {
		end = end[:len(end)-1]
	}
	if len(end) == 0 {
		return nil, false
	}
	end[len(end)-1]++
	return end, true
}
