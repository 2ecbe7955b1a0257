package html

import (
	"bytes"
	"testing"
)

// FuzzPassThrough feeds any bytes in pieces of any size to a rewriter that looks
// at everything and changes nothing: what comes out is what went in, and the
// pieces make no difference to what handlers see.
func FuzzPassThrough(f *testing.F) {
	for _, s := range []string{
		"<div a=b c='d'>x<!-- y --></div>", "<script><!-- <script></script> --></script>", "<svg><![CDATA[x]]></svg>",
		"<!doctype html public 'a'>", "<title>a</titl></title>", "<p a", "<math><mi><b></mi>", "</ x>", "<?php",
	} {
		f.Add([]byte(s), uint8(1))
	}
	f.Fuzz(func(t *testing.T, in []byte, size uint8) {
		whole, seenWhole := see(t, in, len(in)+1)
		parts, seenParts := see(t, in, int(size)%7+1)
		if !bytes.Equal(whole, in) || !bytes.Equal(parts, in) {
			t.Fatalf("%q became %q and %q", in, whole, parts)
		}
		if seenWhole != seenParts {
			t.Fatalf("in pieces %q shows\n%s\nand not\n%s", in, seenParts, seenWhole)
		}
	})
}

// see rewrites in with handlers that only look.
func see(t *testing.T, in []byte, size int) (out []byte, seen string) {
	t.Helper()
	all, err := ParseSelector("*, p > b:nth-child(2), [a=b i] :not(.x)")
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(Settings{
		Charset: "utf-8", Memory: 3 << 20, Lenient: true,
		Output: func(b []byte) { out = append(out, b...) },
		Elements: []Handlers{{
			Selector: all,
			Element: func(e *Element) error {
				seen += "<" + e.TagName()
				e.Attributes(func(name, value string) bool { seen += " " + name + "=" + value; return true })
				return nil
			},
			Comment: func(c *Comment) error { seen += "!" + c.Text(); return nil },
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for len(in) > 0 {
		n := min(size, len(in))
		if err := r.Write(in[:n]); err != nil {
			return lost(t, err, in), seen
		}
		in = in[n:]
	}
	if err := r.End(); err != nil {
		return lost(t, err, in), seen
	}
	return out, seen
}

// lost skips the one document on which lol-html gives up.
func lost(t *testing.T, err error, in []byte) []byte {
	t.Helper()
	if err != errLost {
		t.Fatal(err)
	}
	t.Skip("markup that lol-html loses its way in")
	return in
}

// FuzzSelector parses any selector and runs it.
func FuzzSelector(f *testing.F) {
	for _, s := range []string{"p", "a > b c", "[a^='b' i]", ":nth-child(2n+1)", ":not(a, .b)", "\\31 x", "*|a", "a,,b", "[", "/*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sel, err := ParseSelector(text)
		if err != nil {
			return
		}
		r, err := New(Settings{
			Charset: "shift_jis", Memory: 1 << 20, Output: func([]byte) {},
			Elements: []Handlers{{Selector: sel, Element: func(e *Element) error { return e.SetAttribute("a", "b") }}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Write([]byte("<p id=a class='b c'><b a=x>1</b><b/></p><a><b><c>")); err != nil {
			t.Fatal(err)
		}
		if err := r.End(); err != nil {
			t.Fatal(err)
		}
	})
}
