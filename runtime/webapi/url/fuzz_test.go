package url

import (
	"testing"

	"github.com/dop251/goja"
)

// FuzzURL: a URL that is accepted is written the same way when it is read again,
// and its parts lie inside it.
func FuzzURL(f *testing.F) {
	for _, s := range []string{"http://x", "https://u:p@h:81/a/../b?q#f", "file:///C|/x", "mailto:a@b", "http://[::1]/", "http://1.2.3", "data:a b #c",
		"http://ex.com\\a", "non-special://h/p?", "http://\u2603/", "http://a%41/", "blob:http://x/y", "//x", "http://x/%", "web+x:/..//p"} {
		f.Add(s, "http://base/a/b?c#d")
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, raw, base string) {
		p, ok := Parse(raw, base)
		if !ok {
			return
		}
		again, ok := Parse(p.Href, "")
		if !ok || again.Href != p.Href {
			t.Fatalf("%q (%q) is %q, which is %q", raw, base, p.Href, again.Href)
		}
		at := 0
		for _, place := range []int{p.Protocol, p.Host[0], p.Host[2], p.Pathname, p.Search, p.Hash, len(p.Href)} {
			if place < at {
				t.Fatalf("%q: parts out of order: %+v", p.Href, p)
			}
			at = place
		}
	})
}

// FuzzPattern: any text is a pattern or refused; the expression of one compiles
// when nothing in it is the script's own, and its groups are counted right.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{"/:a/:b?", "*", "/{a:b}*", "(", `/(\d+)`, "/:a(.*)", ":\u00e9", "{", "a\\", "/((?=a)b)", "/*?", "{:a}+:b", "[^]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parts, err := readPattern(text, "/", "/")
		if err != nil {
			return
		}
		source, names, own := expression(parts, "/")
		if own {
			return
		}
		vm := goja.New()
		_ = vm.Set("source", source)
		v, err := vm.RunString(`new RegExp(source + "|").exec("").length`)
		if err != nil {
			t.Fatalf("%q becomes %q: %v", text, source, err)
		}
		if int(v.ToInteger())-1 != len(names) {
			t.Errorf("%q becomes %q with groups %q", text, source, names)
		}
	})
}
