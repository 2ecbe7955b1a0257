package wpt

import (
	"fmt"
	"mime"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// server stands in for the suite's own: files with their .headers, templates,
// and the few handlers that tests of fetch() need.
type server struct {
	suite *suite
	ports [2]string // two origins, for redirects from one to the other
	stash stash
	close func()
}

// serve starts the server on this machine only.
func serve(s *suite) (*server, error) {
	srv := &server{suite: s, stash: stash{m: map[string]string{}}}
	h := &http.Server{Handler: srv}
	for i := range srv.ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			_ = h.Close()
			return nil, fmt.Errorf("serve the suite: %w", err)
		}
		_, srv.ports[i], _ = net.SplitHostPort(l.Addr().String())
		go func() { _ = h.Serve(l) }()
	}
	srv.close = func() { _ = h.Close() }
	s.origin = "http://localhost:" + srv.ports[0]
	s.names = strings.NewReplacer(
		"{{host}}", "localhost",
		"{{domains[www]}}", "www.localhost", "{{domains[www1]}}", "www1.localhost", "{{domains[www2]}}", "www2.localhost",
		"{{hosts[][www]}}", "www.localhost", "{{hosts[alt][]}}", "127.0.0.1", "{{hosts[alt][www]}}", "127.0.0.1",
		"{{ports[http][0]}}", srv.ports[0], "{{ports[http][1]}}", srv.ports[1], "{{ports[ws][0]}}", srv.ports[0],
		"{{ports[https][0]}}", "1", "{{ports[https][1]}}", "1", "{{ports[wss][0]}}", "1", "{{ports[h2][0]}}", "1",
	)
	return srv, nil
}

var template = regexp.MustCompile(`\{\{[^}]*\}\}`)

// substitute fills in what the suite's server puts in templates.
func (s *suite) substitute(text string) string {
	return template.ReplaceAllString(s.names.Replace(text), "1")
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if h := handlers[path.Base(name)]; h != nil && strings.HasSuffix(name, ".py") {
		h(s, w, r)
		return
	}
	if websocket(s, w, r) {
		return
	}
	s.file(w, r, name)
}

// file answers with a file as the suite's server does.
func (s *server) file(w http.ResponseWriter, r *http.Request, name string) {
	full := filepath.Join(s.suite.dir, filepath.FromSlash(name))
	data, err := os.ReadFile(full)
	if err != nil || !filepath.IsLocal(filepath.FromSlash(name)) {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", contentType(name))
	// The clock is no part of an answer that tests compare.
	if extra, err := os.ReadFile(full + ".headers"); err == nil {
		for _, line := range strings.Split(s.suite.substitute(string(extra)), "\n") {
			if k, v, ok := strings.Cut(strings.TrimRight(line, "\r"), ":"); ok {
				h.Set(strings.TrimSpace(k), strings.TrimSpace(v))
			}
		}
	}
	if strings.Contains(path.Base(name), ".sub.") {
		data = []byte(s.suite.substitute(string(data)))
	}
	h.Set("Content-Length", fmt.Sprint(len(data)))
	_, _ = w.Write(data)
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript"
	case ".json":
		return "application/json"
	case ".html":
		return "text/html"
	case ".txt", ".idl", ".headers":
		return "text/plain"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}
