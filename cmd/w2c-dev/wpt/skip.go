package wpt

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// This file says which tests are not run and why. A test is left out only for
// what it needs from a browser or a server, never for what it finds.

// notForWorkers are parts of the suite about what no Worker has; the longest
// prefix counts.
var notForWorkers = []struct{ prefix, why string }{
	{"fetch/api/cors/", "the same-origin policy is a browser's"},
	{"fetch/api/credentials/", "credentials are a browser's"},
	{"fetch/api/policies/", "content policies are a browser's"},
	{"fetch/http-cache/", "the HTTP cache is a browser's"},
	{"fetch/api/request/request-cache", "the HTTP cache is a browser's"},
	{"fetch/stale-while-revalidate/", "the HTTP cache is a browser's"},
	{"fetch/metadata/", "Sec-Fetch headers are a browser's"},
	{"fetch/orb/", "opaque response blocking is a browser's"},
	{"fetch/cross-origin-resource-policy/", "the same-origin policy is a browser's"},
	{"fetch/security/", "content policies are a browser's"},
	{"fetch/range/", "needs a server with state"},
	{"fetch/api/abort/cache", "the HTTP cache is a browser's"},
	{"xhr/", "XMLHttpRequest is not part of Workers"},
	{"xhr/formdata/", ""},
	{"FileAPI/url/", "URL.createObjectURL is not part of Workers"},
	{"websockets/stream/", "WebSocketStream is not part of Workers"},
}

// served are the handlers of the suite's server that server.go stands in for.
var served = []string{
	"inspect-headers.py", "redirect.py", "trickle.py", "infinite-slow-response.py", "status.py",
	"echo-content.py", "echo-content-escaped.py", "echo-headers.py", "method.py", "message.py", "message2.py", "last-event-id.py", "clean-stash.py",
	"stash-take.py", "stash-put.py", "bad-chunk-encoding.py", "redirect-empty-location.py", "bad-gzip-body.py", "bad-br-body.py", "empty.py",
}

var handler = regexp.MustCompile(`[A-Za-z0-9_-]+(\.h2)?\.py\b`)

// reason says why a test is not run; "" when it is.
func (s *suite) reason(t test, text string, globals []string) string {
	best, why := 0, ""
	for _, n := range notForWorkers {
		if strings.HasPrefix(t.file, n.prefix) && len(n.prefix) > best {
			best, why = len(n.prefix), n.why
		}
	}
	if why != "" {
		return why
	}
	if len(globals) > 0 && !slices.ContainsFunc(globals, func(g string) bool {
		return strings.Contains(g, "worker") || g == "default" || g == "jsshell"
	}) {
		return "is for " + strings.Join(globals, ", ") + " only"
	}
	for _, m := range t.meta {
		if _, err := os.Stat(filepath.Join(s.dir, filepath.FromSlash(m))); err != nil {
			return "a script it needs is not in the folder"
		}
	}
	if strings.Contains(path.Base(t.file), ".h2.") {
		return "needs an HTTP/2 server"
	}
	for _, m := range handler.FindAllString(text, -1) {
		if !slices.Contains(served, m) {
			return "needs the suite's server (" + m + ")"
		}
	}
	return ""
}

// skipVariant says why a variant is not run.
func skipVariant(v string) string {
	switch v {
	case "?wss":
		return "needs a server with TLS"
	case "?wpt_flags=h2":
		return "needs an HTTP/2 server"
	}
	return ""
}
