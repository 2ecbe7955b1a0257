package html

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// charset is the encoding of a document: any of the web's in which markup is ASCII.
type charset struct {
	decoding encoding.Encoding // nil for UTF-8
	encoding encoding.Encoding
	single   *singleByte // for those of one byte a character
	name     string      // of one that has characters it does not write
	room     int         // bytes that must be free before a character beyond ASCII is decoded
}

var (
	errUnknownCharset = errors.New("Unknown character encoding has been provided.")
	errWideCharset    = errors.New("Expected ASCII-compatible encoding.")
)

func charsetOf(label string) (*charset, error) {
	enc, err := htmlindex.Get(strings.ToLower(strings.Trim(label, "\t\n\f\r ")))
	if err != nil {
		return nil, errUnknownCharset
	}
	name, err := htmlindex.Name(enc)
	if err != nil {
		return nil, errUnknownCharset
	}
	c := &charset{decoding: enc, encoding: enc, room: 3}
	if m, ok := enc.(*charmap.Charmap); ok {
		c.single = newSingleByte(m)
	}
	switch name {
	case "replacement":
		return nil, errUnknownCharset
	case "utf-16le", "utf-16be", "iso-2022-jp":
		return nil, errWideCharset
	case "utf-8":
		return &charset{}, nil
	case "gbk":
		c.decoding = simplifiedchinese.GB18030
		c.room = 4
	case "big5":
		c.name = name
		c.room = 4
	case "euc-jp":
		c.name = name
	case "gb18030":
		c.room = 4
	}
	return c, nil
}

func (c *charset) isUTF8() bool { return c.decoding == nil }

// singleByte is a charset of one byte a character. Bytes of the C1 block that
// have no character of their own are that control, as the web has it.
type singleByte struct {
	chars [256]rune
	bytes map[rune]byte
}

func newSingleByte(m *charmap.Charmap) *singleByte {
	s := &singleByte{bytes: map[rune]byte{}}
	for i := range s.chars {
		r := m.DecodeByte(byte(i))
		if r == utf8.RuneError && i < 0xA0 {
			r = rune(i)
		}
		s.chars[i] = r
		if _, ok := s.bytes[r]; !ok && r != utf8.RuneError {
			s.bytes[r] = byte(i)
		}
	}
	return s
}

func (s *singleByte) decode(b []byte) string {
	var out strings.Builder
	out.Grow(len(b))
	for _, c := range b {
		out.WriteRune(s.chars[c])
	}
	return out.String()
}

func (s *singleByte) encode(text string) ([]byte, bool) {
	b := make([]byte, 0, len(text))
	for _, r := range text {
		c, ok := s.bytes[r]
		if !ok {
			return nil, false
		}
		b = append(b, c)
	}
	return b, true
}

// decode reads bytes that stand alone, such as a name. A byte order mark is
// believed, as everywhere on the web, and falls away.
func (c *charset) decode(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		return validUTF8(b[3:])
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return decodeUTF16(b[2:], binary.LittleEndian)
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return decodeUTF16(b[2:], binary.BigEndian)
	case c.isUTF8() || isASCII(b):
		return validUTF8(b)
	}
	if c.single != nil {
		return c.single.decode(b)
	}
	s, _ := c.decoding.NewDecoder().Bytes(b)
	return string(s)
}

func decodeUTF16(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, 0, len(b)/2+1)
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, order.Uint16(b))
	}
	if len(b) == 1 {
		units = append(units, utf8.RuneError)
	}
	return string(utf16.Decode(units))
}

func isASCII(b []byte) bool { return asciiPrefix(b) == len(b) }

func asciiPrefix(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}

// encode writes text; what the charset lacks becomes a character reference.
func (c *charset) encode(s string) []byte {
	if c.isUTF8() || isASCII([]byte(s)) {
		return []byte(s)
	}
	if b, ok := c.encodeExact(s); ok {
		return b
	}
	var out []byte
	for _, r := range s {
		if b, ok := c.encodeExact(string(r)); ok {
			out = append(out, b...)
		} else {
			out = append(out, "&#"+strconv.Itoa(int(r))+";"...)
		}
	}
	return out
}

// encodeExact is encode where no reference may stand.
func (c *charset) encodeExact(s string) ([]byte, bool) {
	if c.isUTF8() || isASCII([]byte(s)) {
		return []byte(s), true
	}
	if c.single != nil {
		return c.single.encode(s)
	}
	b, err := c.encoding.NewEncoder().Bytes([]byte(s))
	return b, err == nil && !c.readOnly(b)
}

// readOnly tells characters that may be read but not written: those of Big5's
// Hong Kong supplement, and of JIS X 0212.
func (c *charset) readOnly(b []byte) bool {
	for i := 0; i < len(b) && c.name != ""; i++ {
		if b[i] < utf8.RuneSelf {
			continue
		}
		if c.name == "big5" && b[i] < 0xA1 || c.name == "euc-jp" && b[i] == 0x8F {
			return true
		}
		i++
	}
	return false
}

// validUTF8 puts U+FFFD for what is no UTF-8, one for each maximal subpart.
func validUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var d textDecoder
	s := d.utf8(b)
	if len(d.rest) > 0 {
		s += "\ufffd"
	}
	return s
}

// textBuffer is how much text a decoder that has to convert gives at a time.
const textBuffer = 1024

// textDecoder turns the bytes of one text node, which come in pieces, into
// chunks of text as lol-html does: valid bytes at the start of the node are one
// chunk, all others are decoded by the kilobyte.
type textDecoder struct {
	charset *charset
	begun   bool // the node has begun: its end is still to be told
	rest    []byte
	legacy  transform.Transformer
}

// feed decodes b; last ends the node.
func (d *textDecoder) feed(b []byte, last bool, emit func(text string, last bool) error) error {
	if !d.begun {
		d.begun = true
		d.rest, d.legacy = nil, nil
		if n, ok := d.straight(b); ok {
			if err := emit(string(b[:n]), false); err != nil {
				return err
			}
			b = b[n:]
		}
	}
	text := d.decode(b, last)
	for {
		n := d.fits(text)
		more := n < len(text)
		if n > 0 || last {
			if err := emit(text[:n], last && !more); err != nil {
				return err
			}
		}
		text = text[n:]
		if !more {
			break
		}
	}
	if last {
		d.begun = false
	}
	return nil
}

// straight is how many bytes at the start need no decoding.
func (d *textDecoder) straight(b []byte) (int, bool) {
	n := len(b)
	if d.charset.isUTF8() {
		n = validPrefix(b)
	} else {
		n = asciiPrefix(b)
	}
	return n, n == len(b) || n >= textBuffer
}

func validPrefix(b []byte) int {
	if utf8.Valid(b) {
		return len(b)
	}
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(b)
}

// fits is how much of text goes into one buffer.
func (d *textDecoder) fits(text string) int {
	if len(text)+utf8.UTFMax <= textBuffer {
		return len(text)
	}
	n := 0
	after := false // a character beyond ASCII: the next one is not copied but decoded
	for n < len(text) {
		if c := text[n]; c < utf8.RuneSelf {
			need := 1
			if after {
				need = d.charset.room
			}
			if n+need > textBuffer {
				return n
			}
			after = false
			n++
			continue
		}
		after = !d.charset.isUTF8()
		r, size := utf8.DecodeRuneInString(text[n:])
		need := max(size, d.charset.room)
		if d.charset.isUTF8() && r == utf8.RuneError {
			need = 4
		}
		if n+need > textBuffer {
			return n
		}
		n += size
	}
	return n
}

func (d *textDecoder) decode(b []byte, last bool) string {
	if d.charset.isUTF8() {
		s := d.utf8(b)
		if last && len(d.rest) > 0 {
			d.rest = nil
			s += "\ufffd"
		}
		return s
	}
	if d.charset.single != nil {
		return d.charset.single.decode(b)
	}
	if d.legacy == nil {
		d.legacy = d.charset.decoding.NewDecoder()
	}
	b = append(d.rest, b...)
	var out []byte
	buffer := make([]byte, 4*len(b)+64)
	for {
		wrote, read, err := d.legacy.Transform(buffer, b, last)
		out = append(out, buffer[:wrote]...)
		b = b[read:]
		if err != transform.ErrShortDst {
			break
		}
	}
	d.rest = bytes.Clone(b)
	return string(out)
}

// utf8 decodes b behind the incomplete sequence left before, and leaves the one
// it ends with.
func (d *textDecoder) utf8(b []byte) string {
	if len(d.rest) > 0 {
		b = append(d.rest, b...)
		d.rest = nil
	}
	var out strings.Builder
	out.Grow(len(b))
	for len(b) > 0 {
		n := validPrefix(b)
		out.Write(b[:n])
		b = b[n:]
		if len(b) == 0 {
			break
		}
		bad, whole := maximalSubpart(b)
		if !whole && bad == len(b) {
			d.rest = bytes.Clone(b)
			break
		}
		out.WriteString("\ufffd")
		b = b[bad:]
	}
	return out.String()
}

// maximalSubpart is how many bytes one U+FFFD stands for at the start of b, and
// whether they can be no sequence whatever follows.
func maximalSubpart(b []byte) (n int, wrong bool) {
	lo, hi, need := byte(0x80), byte(0xBF), 0
	switch c := b[0]; {
	case c >= 0xC2 && c <= 0xDF:
		need = 1
	case c >= 0xE0 && c <= 0xEF:
		need = 2
		if c == 0xE0 {
			lo = 0xA0
		} else if c == 0xED {
			hi = 0x9F
		}
	case c >= 0xF0 && c <= 0xF4:
		need = 3
		if c == 0xF0 {
			lo = 0x90
		} else if c == 0xF4 {
			hi = 0x8F
		}
	default:
		return 1, true
	}
	for n = 1; n <= need; n++ {
		if n == len(b) {
			return n, false
		}
		if b[n] < lo || b[n] > hi {
			return n, true
		}
		lo, hi = 0x80, 0xBF
	}
	return n, true
}
