package encoding

// The decoders for encodings with several bytes a character, as the standard
// writes them down. A byte below 0x80 that cannot be a second byte is looked at
// again, or markup could be hidden from whoever reads the bytes.

// within says whether c is a byte from lo to hi.
func within(c, lo, hi int) bool { return c >= lo && c <= hi }

// failed puts an ASCII byte back and reports the error.
func failed(c int, in *queue) rune {
	if within(c, 0, 0x7F) {
		in.restore(c)
	}
	return bad
}

// https://encoding.spec.whatwg.org/#gb18030-decoder
type gb18030 struct{ first, second, third int }

func (d *gb18030) step(c int, in *queue) rune {
	switch {
	case c == eof && d.first == 0 && d.second == 0 && d.third == 0:
		return finished
	case c == eof:
		*d = gb18030{}
		return bad
	case d.third != 0:
		if !within(c, 0x30, 0x39) {
			in.restore(d.second, d.third, c)
			*d = gb18030{}
			return bad
		}
		p := ((d.first-0x81)*10+d.second-0x30)*1260 + (d.third-0x81)*10 + c - 0x30
		*d = gb18030{}
		return gbRange(p)
	case d.second != 0:
		if within(c, 0x81, 0xFE) {
			d.third = c
			return more
		}
		in.restore(d.second, c)
		*d = gb18030{}
		return bad
	case d.first != 0:
		if within(c, 0x30, 0x39) {
			d.second = c
			return more
		}
		lead := d.first
		d.first = 0
		offset := 0x41
		if c < 0x7F {
			offset = 0x40
		}
		if within(c, 0x40, 0x7E) || within(c, 0x80, 0xFE) {
			if r := indexGB18030().at((lead-0x81)*190 + c - offset); r != bad {
				return r
			}
		}
		return failed(c, in)
	case c < 0x80:
		return rune(c)
	case c == 0x80:
		return 0x20AC
	case c == 0xFF:
		return bad
	}
	d.first = c
	return more
}

// https://encoding.spec.whatwg.org/#big5-decoder
type big5 struct{ lead int }

func (d *big5) step(c int, in *queue) rune {
	switch {
	case c == eof && d.lead == 0:
		return finished
	case c == eof:
		d.lead = 0
		return bad
	case d.lead == 0 && c < 0x80:
		return rune(c)
	case d.lead == 0 && within(c, 0x81, 0xFE):
		d.lead = c
		return more
	case d.lead == 0:
		return bad
	}
	lead, offset := d.lead, 0x62
	d.lead = 0
	if c < 0x7F {
		offset = 0x40
	}
	if !within(c, 0x40, 0x7E) && !within(c, 0xA1, 0xFE) {
		return failed(c, in)
	}
	p := (lead-0x81)*157 + c - offset
	switch p { // letters that Unicode writes with two characters
	case 1133, 1135:
		in.extra = map[int]rune{1133: 0x304, 1135: 0x30C}[p]
		return 0xCA
	case 1164, 1166:
		in.extra = map[int]rune{1164: 0x304, 1166: 0x30C}[p]
		return 0xEA
	}
	if r := indexBig5().at(p); r != bad {
		return r
	}
	return failed(c, in)
}

// https://encoding.spec.whatwg.org/#euc-jp-decoder
type eucJP struct {
	lead    int
	jis0212 bool
}

func (d *eucJP) step(c int, in *queue) rune {
	switch {
	case c == eof && d.lead == 0:
		return finished
	case c == eof:
		d.lead = 0
		return bad
	case d.lead == 0x8E && within(c, 0xA1, 0xDF):
		d.lead = 0
		return rune(0xFF61 - 0xA1 + c)
	case d.lead == 0x8F && within(c, 0xA1, 0xFE):
		d.jis0212, d.lead = true, c
		return more
	case d.lead != 0:
		lead, index := d.lead, indexJIS0208
		if d.jis0212 {
			index = indexJIS0212
		}
		*d = eucJP{}
		if within(lead, 0xA1, 0xFE) && within(c, 0xA1, 0xFE) {
			if r := index().at((lead-0xA1)*94 + c - 0xA1); r != bad {
				return r
			}
		}
		return failed(c, in)
	case c < 0x80:
		return rune(c)
	case c == 0x8E, c == 0x8F, within(c, 0xA1, 0xFE):
		d.lead = c
		return more
	}
	return bad
}

// https://encoding.spec.whatwg.org/#shift_jis-decoder
type shiftJIS struct{ lead int }

func (d *shiftJIS) step(c int, in *queue) rune {
	switch {
	case c == eof && d.lead == 0:
		return finished
	case c == eof:
		d.lead = 0
		return bad
	case d.lead != 0:
		lead, offset, leadOffset := d.lead, 0x41, 0xC1
		d.lead = 0
		if c < 0x7F {
			offset = 0x40
		}
		if lead < 0xA0 {
			leadOffset = 0x81
		}
		if within(c, 0x40, 0x7E) || within(c, 0x80, 0xFC) {
			p := (lead-leadOffset)*188 + c - offset
			if within(p, 8836, 10715) {
				return rune(0xE000 - 8836 + p)
			}
			if r := indexJIS0208().at(p); r != bad {
				return r
			}
		}
		return failed(c, in)
	case c <= 0x80:
		return rune(c)
	case within(c, 0xA1, 0xDF):
		return rune(0xFF61 - 0xA1 + c)
	case within(c, 0x81, 0x9F), within(c, 0xE0, 0xFC):
		d.lead = c
		return more
	}
	return bad
}

// https://encoding.spec.whatwg.org/#euc-kr-decoder
type eucKR struct{ lead int }

func (d *eucKR) step(c int, in *queue) rune {
	switch {
	case c == eof && d.lead == 0:
		return finished
	case c == eof:
		d.lead = 0
		return bad
	case d.lead != 0:
		lead := d.lead
		d.lead = 0
		if within(c, 0x41, 0xFE) {
			if r := indexEUCKR().at((lead-0x81)*190 + c - 0x41); r != bad {
				return r
			}
		}
		return failed(c, in)
	case c < 0x80:
		return rune(c)
	case within(c, 0x81, 0xFE):
		d.lead = c
		return more
	}
	return bad
}

// The states of iso-2022-jp.
const (
	jpASCII = iota
	jpRoman
	jpKatakana
	jpLead
	jpTrail
	jpEscapeStart
	jpEscape
)

// https://encoding.spec.whatwg.org/#iso-2022-jp-decoder
type iso2022JP struct {
	state, output int
	lead          int
	written       bool // something came out since the last escape
}

func (d *iso2022JP) step(c int, in *queue) rune {
	switch d.state {
	case jpEscapeStart:
		if c == 0x24 || c == 0x28 {
			d.lead, d.state = c, jpEscape
			return more
		}
		in.restore(c)
		d.written, d.state = false, d.output
		return bad
	case jpEscape:
		return d.escape(c, in)
	}
	switch {
	case c == 0x1B:
		was := d.state
		d.state = jpEscapeStart
		if was == jpTrail {
			return bad
		}
		return more
	case c == eof && d.state != jpTrail:
		return finished
	case d.state == jpTrail:
		d.state = jpLead
		if !within(c, 0x21, 0x7E) {
			return bad
		}
		return indexJIS0208().at((d.lead-0x21)*94 + c - 0x21)
	}
	d.written = false
	switch {
	case d.state == jpLead && within(c, 0x21, 0x7E):
		d.lead, d.state = c, jpTrail
		return more
	case d.state == jpKatakana && within(c, 0x21, 0x5F):
		return rune(0xFF61 - 0x21 + c)
	case d.state == jpRoman && c == 0x5C:
		return 0xA5
	case d.state == jpRoman && c == 0x7E:
		return 0x203E
	case d.state <= jpRoman && c < 0x80 && c != 0x0E && c != 0x0F:
		return rune(c)
	}
	return bad
}

func (d *iso2022JP) escape(c int, in *queue) rune {
	to := -1
	switch {
	case d.lead == 0x28 && c == 0x42:
		to = jpASCII
	case d.lead == 0x28 && c == 0x4A:
		to = jpRoman
	case d.lead == 0x28 && c == 0x49:
		to = jpKatakana
	case d.lead == 0x24 && (c == 0x40 || c == 0x42):
		to = jpLead
	}
	if to < 0 {
		in.restore(d.lead, c)
		d.lead, d.written, d.state = 0, false, d.output
		return bad
	}
	again := d.written
	d.lead, d.state, d.output, d.written = 0, to, to, true
	if again {
		return bad
	}
	return more
}
