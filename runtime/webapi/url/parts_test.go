package url

import (
	"encoding/json"
	"os"
	"path/filepath"
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

// The platform's own test data, where WPT_DIR points to a checkout of
// web-platform-tests. The one known failure is listed.
func TestPlatform(t *testing.T) {
	dir := os.Getenv("WPT_DIR")
	if dir == "" {
		t.Skip("WPT_DIR is not set")
	}
	data, err := os.ReadFile(filepath.Join(dir, "url/resources/urltestdata.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, raw := range all {
		var c struct {
			Input, Href, Protocol, Username, Password, Host, Hostname, Port, Pathname, Search, Hash string
			Base                                                                                    *string
			Failure                                                                                 bool
		}
		if json.Unmarshal(raw, &c) != nil {
			continue // a comment
		}
		base := ""
		if c.Base != nil {
			base = *c.Base
		}
		ran++
		p, ok := Parse(c.Input, base)
		if ok == c.Failure {
			t.Errorf("%q base %q: ok %v, want %v", c.Input, base, ok, !c.Failure)
			continue
		}
		if !ok {
			continue
		}
		want := []string{c.Href, c.Protocol, c.Username, c.Password, c.Host, c.Hostname, c.Port, c.Pathname, c.Search, c.Hash}
		for i, w := range want {
			if got := p.strings()[i]; got != w {
				t.Errorf("%q base %q: part %d is %q, want %q", c.Input, base, i, got, w)
			}
		}
	}
	if ran < 500 {
		t.Errorf("only %d cases ran", ran)
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
