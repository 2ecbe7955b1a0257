package url

import (
	"testing"
)

func (p Parts) strings() []string {
	h := p.Href
	search, hash, port := h[p.Search:p.Hash], h[p.Hash:], h[p.Host[1]:p.Host[2]]
	if search == "?" {
		search = ""
	}
	if hash == "#" {
		hash = ""
	}
	if port != "" {
		port = port[1:]
	}
	return []string{h, h[:p.Protocol], h[p.Username[0]:p.Username[1]], h[p.Password[0]:p.Password[1]],
		h[p.Host[0]:p.Host[2]], h[p.Host[0]:p.Host[1]], port, h[p.Pathname:p.Search], search, hash, p.Origin()}
}

func TestFastAgreesWithParser(t *testing.T) {
	for _, raw := range []string{
		"http://example.com", "https://example.com/", "https://a.b-c.example/x/y.z?q=1&r=%20#frag", "http://h:8080/p?",
		"http://localhost:8787/a//b/", "http://h1/p;x=1:2@3!$&'()*+,-._~", "http://h/#", "http://h/?a?b#c?d",
		"http://example.com/a/.hidden", "http://127.0.0.1/", "http://h:80/", "http://h:0/", "http://0x7f.1/", "http://h./",
		"http://h/%2e%2e/a", "http://h/a%2fb", "http://h/a/..", "http://h?x", "http://h#x", "https://xn--nxasmq6b/", "http://h:/",
	} {
		p, ok := fast(raw)
		if !ok {
			continue
		}
		u, err := parse(raw, "")
		if err != nil {
			t.Errorf("%s: the parser refuses: %v", raw, err)
			continue
		}
		want := partsOf(u)
		for i, got := range p.strings() {
			if got != want.strings()[i] {
				t.Errorf("%s: part %d is %q, want %q", raw, i, got, want.strings()[i])
			}
		}
	}
	if _, ok := fast("https://example.com/path?query=1"); !ok {
		t.Error("an ordinary URL does not take the fast path")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"http://a/b?c#d", "file:///C|/x", "data:x #y", "http://[::1]:80/", "blob:https://x/", "web+x:/.//p", "http://u:@h", "http://:p@h"} {
		f.Add(s, "")
		f.Add(s, "http://base/x")
	}
	f.Fuzz(func(t *testing.T, raw, base string) {
		p, ok := Parse(raw, base)
		if !ok {
			return
		}
		p.strings() // every place lies inside the URL
		again, ok := Parse(p.Href, "")
		if !ok || again.Href != p.Href {
			t.Errorf("%q gives %q, which gives %q, %v", raw, p.Href, again.Href, ok)
		}
	})
}
