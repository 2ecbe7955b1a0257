package encoding

import (
	"strings"
	"sync"
	"unicode/utf8"

	xencoding "golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// The decoders of the Encoding Standard for everything older than Unicode. The
// standard says byte by byte what is an error and which bytes are looked at
// again after one; that is written here. The tables come from x/text, asked
// once, when an encoding is first used.
//
// https://encoding.spec.whatwg.org/#legacy-single-byte-encodings and the sections after it

// What a machine's step can answer beside a character.
const (
	more     rune = -1 // needs another byte
	bad      rune = -2 // an error
	finished rune = -3 // the end of the queue, and nothing is pending
)

// eof is the byte that says that there are no more.
const eof = -1

// machine is a decoder of the standard: step takes one byte, or eof.
type machine interface {
	step(c int, in *queue) rune
}

// queue is what a machine reads from: bytes it put back come first.
type queue struct {
	bytes []byte
	back  []byte // last first
	extra rune   // a second character for the last step, 0 for none
}

func (q *queue) next() int {
	if n := len(q.back); n > 0 {
		c := q.back[n-1]
		q.back = q.back[:n-1]
		return int(c)
	}
	if len(q.bytes) == 0 {
		return eof
	}
	c := q.bytes[0]
	q.bytes = q.bytes[1:]
	return int(c)
}

// restore puts bytes back, to be read again in this order.
func (q *queue) restore(bytes ...int) {
	for i := len(bytes) - 1; i >= 0; i-- {
		if bytes[i] != eof {
			q.back = append(q.back, byte(bytes[i]))
		}
	}
}

// runMachine decodes b; last says that nothing follows. It stops at the first
// error when fatal.
func runMachine(m machine, b []byte, last, fatal bool) (string, bool) {
	q := &queue{bytes: b}
	var out strings.Builder
	out.Grow(len(b) + len(b)/2)
	for {
		c := q.next()
		if c == eof && !last {
			return out.String(), true
		}
		switch r := m.step(c, q); r {
		case more:
		case finished:
			return out.String(), true
		case bad:
			if fatal {
				return "", false
			}
			out.WriteRune(utf8.RuneError)
		default:
			out.WriteRune(r)
			if q.extra != 0 {
				out.WriteRune(q.extra)
				q.extra = 0
			}
		}
	}
}

// machines make a decoder by its name; those not listed have one byte a character.
var machines = map[string]func() machine{
	"gbk":         func() machine { return &gb18030{} },
	"gb18030":     func() machine { return &gb18030{} },
	"big5":        func() machine { return &big5{} },
	"euc-jp":      func() machine { return &eucJP{} },
	"iso-2022-jp": func() machine { return &iso2022JP{} },
	"shift_jis":   func() machine { return &shiftJIS{} },
	"euc-kr":      func() machine { return &eucKR{} },
}

func newMachine(name string, enc xencoding.Encoding) machine {
	if make := machines[name]; make != nil {
		return make()
	}
	return singleByte(name, enc)
}

// table is the index of an encoding: the character of each pointer, 0 for none.
type table []rune

func (t table) at(pointer int) rune {
	if pointer < 0 || pointer >= len(t) || t[pointer] == 0 {
		return bad
	}
	return t[pointer]
}

// ask fills a table by decoding the bytes of every pointer with x/text.
func ask(enc xencoding.Encoding, size int, bytes func(pointer int) []byte) table {
	t := make(table, size)
	d := enc.NewDecoder()
	var buffer [16]byte
	for p := range t {
		d.Reset()
		n, _, err := d.Transform(buffer[:], bytes(p), true)
		if err != nil {
			continue
		}
		if r, size := utf8.DecodeRune(buffer[:n]); size == n && r != utf8.RuneError {
			t[p] = r
		}
	}
	return t
}

// square is the bytes of a pointer into a table of 94 by 94.
func square(prefix ...byte) func(int) []byte {
	return func(p int) []byte { return append(prefix[:len(prefix):len(prefix)], byte(0xA1+p/94), byte(0xA1+p%94)) }
}

var (
	indexJIS0208 = sync.OnceValue(func() table {
		// Shift_JIS reaches all of it; EUC-JP only the first 94 rows.
		return ask(japanese.ShiftJIS, 11280, func(p int) []byte {
			lead, trail := p/188, p%188
			if lead += 0x81; lead > 0x9F {
				lead += 0x40
			}
			if trail += 0x40; trail > 0x7E {
				trail++
			}
			return []byte{byte(lead), byte(trail)}
		})
	})
	indexJIS0212 = sync.OnceValue(func() table { return ask(japanese.EUCJP, 94*94, square(0x8F)) })
	indexEUCKR   = sync.OnceValue(func() table {
		return ask(korean.EUCKR, 126*190, func(p int) []byte { return []byte{byte(0x81 + p/190), byte(0x41 + p%190)} })
	})
	indexBig5 = sync.OnceValue(func() table {
		return ask(traditionalchinese.Big5, 126*157, func(p int) []byte {
			trail := p % 157
			if trail += 0x40; trail > 0x7E {
				trail += 0x22
			}
			return []byte{byte(0x81 + p/157), byte(trail)}
		})
	})
	indexGB18030 = sync.OnceValue(func() table {
		t := ask(simplifiedchinese.GB18030, 126*190, func(p int) []byte {
			trail := p % 190
			if trail += 0x40; trail > 0x7E {
				trail++
			}
			return []byte{byte(0x81 + p/190), byte(trail)}
		})
		addPrivate(t)
		// GB 18030-2022 gave these characters of the private use area real ones.
		for p, r := range newInGB18030 {
			t[p] = r
		}
		return t
	})
)

// newInGB18030 are the pointers that changed with GB 18030-2022.
var newInGB18030 = map[int]rune{
	7182: 0xFE10, 7183: 0xFE12, 7184: 0xFE11, 7185: 0xFE13, 7186: 0xFE14, 7187: 0xFE15, 7188: 0xFE16,
	7201: 0xFE17, 7202: 0xFE18, 7208: 0xFE19, 7533: 0x1E3F,
	23775: 0x9FB4, 23783: 0x9FB5, 23788: 0x9FB6, 23789: 0x9FB7, 23795: 0x9FB8, 23812: 0x9FB9, 23829: 0x9FBA, 23845: 0x9FBB,
}

// oneByte is a decoder of an encoding with one byte a character.
type oneByte [128]rune

func (t *oneByte) step(c int, _ *queue) rune {
	switch {
	case c == eof:
		return finished
	case c < 0x80:
		return rune(c)
	}
	return t[c-0x80]
}

var oneBytes sync.Map // name → *oneByte

func singleByte(name string, enc xencoding.Encoding) machine {
	if t, ok := oneBytes.Load(name); ok {
		return t.(*oneByte)
	}
	t := &oneByte{}
	cm, _ := enc.(*charmap.Charmap)
	if cm == nil {
		cm = charmap.ISO8859_8 // -i, the same table with another name
	}
	for i := range t {
		r := cm.DecodeByte(byte(0x80 + i))
		if r == utf8.RuneError {
			// The standard has control characters where the vendors had nothing.
			if r = bad; i < 0x20 {
				r = rune(0x80 + i)
			}
		}
		t[i] = r
	}
	if name == "x-user-defined" {
		for i := range t {
			t[i] = rune(0xF780 + i)
		}
	}
	actual, _ := oneBytes.LoadOrStore(name, t)
	return actual.(*oneByte)
}
