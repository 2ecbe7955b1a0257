package gojahost

import (
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/url"
)

// FuzzPublicURL: a target that is taken for clean is what the URL parser would
// have left alone, and request.url is always a URL of the host that was asked.
func FuzzPublicURL(f *testing.F) {
	for _, target := range []string{"/", "/a/b?c=d&e=%20f", `//double/../x/./y?a=%41|b'"<>`, "/{}|^\\", "/f#frag", "/%2e%2e/a", "/a/.%2E/b", "*", "http://b/abs?x=1", "/\\a", "/unic\xc3\xb6de", "/..", "/a;b/.c"} {
		f.Add(target, "example.com")
	}
	f.Add("/", "127.1:80")
	f.Add("/", "EXAMPLE.com.:0443")
	f.Add("/x", "[::1]:8080")
	f.Fuzz(func(t *testing.T, target, host string) {
		got, err := publicURL(target, "http", host)
		if err != nil {
			return
		}
		if again, ok := url.Normalize(got, ""); !ok || again != got {
			t.Fatalf("%q at %q: request.url %q is another URL to the parser: %q", target, host, got, again)
		}
		if strings.ContainsAny(got, "# \t\r\n") {
			t.Fatalf("%q at %q: %q", target, host, got)
		}
	})
}
