package encoding

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/htmlindex"
)

// labels are all encodings but the ones decoded elsewhere.
var labels = strings.Fields(`ibm866 iso-8859-2 iso-8859-3 iso-8859-8-i koi8-u macintosh windows-874 windows-1252
	windows-1255 x-mac-cyrillic x-user-defined gbk gb18030 big5 euc-jp iso-2022-jp shift_jis euc-kr`)

func decodeAll(t *testing.T, label string, fatal bool, chunks ...[]byte) (string, bool) {
	t.Helper()
	name, enc, ok := lookup(label)
	if !ok {
		t.Fatalf("no encoding %s", label)
	}
	m := newMachine(name, enc)
	var out strings.Builder
	for i, c := range chunks {
		s, ok := runMachine(m, c, i == len(chunks)-1, fatal)
		if !ok {
			return "", false
		}
		out.WriteString(s)
	}
	return out.String(), true
}

// FuzzLegacy: whatever the bytes, they decode, in one piece as in several; what
// decodes strictly decodes the same way leniently; ASCII is never swallowed by an
// encoding that has no escapes.
func FuzzLegacy(f *testing.F) {
	for i := range labels {
		for _, s := range []string{"", "abc", "\x81\x30\x81\x30", "\x81\x30\x81A", "\x88\x62\xa4\xa4", "\x8f\xb0\xa1\x8e\xa1\x80",
			"\x1b$B$\"\x1b(B", "\x1b$", "A\x1b(J\\~\x1b(I!", "\xff\xfe\x80", "\x84\x31\xa4\x37", "\xa2\xe6<"} {
			f.Add(uint8(i), []byte(s), uint8(1))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, b []byte, cut uint8) {
		label := labels[int(which)%len(labels)]
		whole, _ := decodeAll(t, label, false, b)
		at := int(cut) % (len(b) + 1)
		if pieces, _ := decodeAll(t, label, false, b[:at], b[at:], nil); pieces != whole {
			t.Errorf("%s %x: %q in one piece, %q cut at %d", label, b, whole, pieces, at)
		}
		if strict, ok := decodeAll(t, label, true, b); ok && strict != whole {
			t.Errorf("%s %x: %q leniently, %q strictly", label, b, whole, strict)
		}
		if marked, _ := decodeAll(t, label, false, append(b[:len(b):len(b)], "\n<"...)); label != "iso-2022-jp" && !strings.HasSuffix(marked, "<") {
			t.Errorf("%s %x swallows the markup behind it: %q", label, b, marked)
		}
	})
}

// FuzzLabel: a label names an encoding that the standard knows, or none.
func FuzzLabel(f *testing.F) {
	for _, s := range []string{"utf-8", " UTF-8\n", "\u00a0utf-8", "l5", "K\u212Aoi8", "replacement", "iso-8859-8-i", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, label string) {
		name, _, ok := lookup(label)
		if !ok {
			return
		}
		if _, err := htmlindex.Get(name); err != nil && name != "iso-8859-8-i" {
			t.Errorf("%q is said to be %q, which nobody knows", label, name)
		}
		if again, _, ok := lookup(name); !ok || again != name {
			t.Errorf("%q is %q, which is %q", label, name, again)
		}
	})
}
