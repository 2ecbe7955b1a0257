package assets

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
)

// Front answers requests for files and passes the others to the Worker.
func (Kind) Front(b manifest.Binding, o store.Opener, worker http.Handler) (http.Handler, error) {
	s, err := open(b, o)
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := queryOf(r)
		if blockedImage(q) && s.config.Worker {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "Blocked")
			return
		}
		if s.forWorker(q) {
			worker.ServeHTTP(w, r)
			return
		}
		s.write(w, q)
	}), nil
}

// queryOf reads r's path and query the way a URL parser does, so that rules see
// what the Worker would see in request.url.
func queryOf(r *http.Request) query {
	q := query{method: r.Method, host: r.Host, header: r.Header}
	uri := r.RequestURI
	if uri == "" { // an outgoing request of the Worker itself
		uri, q.host = r.URL.RequestURI(), r.URL.Host
	}
	q.path, q.search, _ = strings.Cut(uri, "?")
	if q.search != "" {
		q.search = "?" + q.search
	}
	if clean(uri) {
		return q
	}
	if u, err := whatwg.Parse("http://" + q.host + uri); err == nil {
		q.path, q.search = u.Pathname(), u.Search()
	}
	return q
}

// clean reports whether a URL parser would leave uri as it is.
func clean(uri string) bool {
	if !strings.HasPrefix(uri, "/") || strings.Contains(uri, "/.") || strings.Contains(uri, "%2") {
		return false
	}
	for i := range len(uri) {
		c := uri[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"#<>\\^`{}'", c) >= 0 {
			return false
		}
	}
	return true
}

// blockedImage is a guard of the router: an image optimiser's path with the
// address of another host, not asked for by an <img>.
func blockedImage(q query) bool {
	if q.path != "/_image" || q.header.Get("Sec-Fetch-Dest") == "image" {
		return false
	}
	u, err := whatwg.Parse("http://" + q.host + q.path + q.search)
	if err != nil {
		return false
	}
	href := u.SearchParams().Get("href")
	if len(href) <= 2 || !strings.HasPrefix(href, "//") {
		return false
	}
	to, err := whatwg.Parse("https:" + href)
	return err == nil && to.Hostname() != q.hostname()
}

func (s *site) write(w http.ResponseWriter, q query) {
	a := s.answer(q)
	body, size, err := s.body(a)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	if body != nil {
		defer body.Close()
		w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	}
	for name, values := range a.header {
		w.Header()[name] = values
	}
	switch t := a.header.Get("Content-Type"); {
	case t == "":
		w.Header()["Content-Type"] = nil // no sniffing: the answer has none
	case a.status == http.StatusNotModified:
		// net/http takes Content-Type out of a 304, but only by this very spelling.
		delete(w.Header(), "Content-Type")
		w.Header()["content-type"] = []string{t}
	}
	w.WriteHeader(a.status)
	if body != nil {
		// A client that goes away early is no event; what it misses is a file.
		_, _ = io.Copy(w, body)
	}
}

func (s *site) body(a answer) (fs.File, int64, error) {
	if a.file == nil {
		return nil, 0, nil
	}
	f, err := s.folder.Open(strings.TrimPrefix(a.file.Path, "/"))
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}

// RoundTrip answers env.ASSETS.fetch: the files, never the Worker.
func (s *site) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		if err := r.Body.Close(); err != nil {
			return nil, err
		}
	}
	a := s.answer(queryOf(r))
	body, size, err := s.body(a)
	if err != nil {
		return nil, err
	}
	res := &http.Response{
		StatusCode: a.status, Status: strconv.Itoa(a.status) + " " + http.StatusText(a.status),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header, Body: http.NoBody, Request: r,
	}
	if body != nil {
		res.Body, res.ContentLength = body, size
	}
	return res, nil
}
