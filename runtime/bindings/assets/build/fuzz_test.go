package build

import (
	"regexp"
	"strings"
	"testing"
)

// _redirects and _headers come with the Worker: whatever is in them, each line
// becomes a rule whose pattern compiles, or a problem, or nothing.
func FuzzRules(f *testing.F) {
	for _, s := range []string{
		"/a /b 301\n/blog/* /news/:splat\n/u/:id /users/:id 200 # comment",
		"/secure/*\n  X-Frame-Options: DENY\n  ! Server\nhttps://:name.example.com/*\n  A: :name",
		"/** /\n/a b c d\nhttp:// /\n/:a:a /x\n/%zz /é\n", "//a //b\n/*/* /\n", strings.Repeat("/x ", 700),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		redirects, problems := parseRedirects(text, "auto-trailing-slash")
		headers, more := parseHeaders(text)
		for _, r := range redirects {
			if _, err := regexp.Compile(r.Pattern); err != nil {
				t.Errorf("redirect from %q: %v", r.From, err)
			}
		}
		for _, h := range headers {
			if _, err := regexp.Compile(h.Pattern); err != nil {
				t.Errorf("headers of %q: %v", h.Path, err)
			}
		}
		total := strings.Count(text, "\n") + 1
		for _, p := range append(problems, more...) {
			if p.Line < 0 || p.Line > total || p.Message == "" {
				t.Errorf("problem %+v of %d lines", p, total)
			}
		}
	})
}
