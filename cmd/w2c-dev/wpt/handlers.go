package wpt

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// handlers stand in for the suite's Python handlers of the same names; each does
// what tests that a Worker can run ask of it, and no more.
var handlers = map[string]func(*server, http.ResponseWriter, *http.Request){
	"inspect-headers.py": inspectHeaders,
	"redirect.py":        redirect,
	"redirect-empty-location.py": func(_ *server, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "")
		w.WriteHeader(302)
	},
	"trickle.py":                trickle,
	"infinite-slow-response.py": infinite,
	"status.py":                 status,
	"echo-content.py":           echoContent,
	"method.py":                 method,
	"clean-stash.py":            cleanStash,
	"stash-take.py":             stashTake,
	"stash-put.py":              stashPut,
	"bad-chunk-encoding.py":     badChunks,
	"bad-gzip-body.py":          badBody("gzip"),
	"bad-br-body.py":            badBody("br"),
	"message.py":                message,
	"message2.py":               endless,
	"last-event-id.py":          lastEventID,
}

// stash is the suite's memory between two requests of a test.
type stash struct {
	mu sync.Mutex
	m  map[string]string
}

func (s *stash) put(key, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[key] = value
}

func (s *stash) take(key string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.m[key]
	delete(s.m, key)
	return v, ok
}

func milliseconds(q url.Values, name string, otherwise int) time.Duration {
	n, err := strconv.Atoi(q.Get(name))
	if err != nil {
		n = otherwise
	}
	return time.Duration(n) * time.Millisecond
}

func inspectHeaders(_ *server, w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	names := strings.Split(r.URL.Query().Get("headers"), "|")
	for _, name := range names {
		if strings.EqualFold(name, "host") {
			h.Set("x-request-host", r.Host)
		} else if v := r.Header.Values(name); len(v) > 0 {
			h.Set("x-request-"+name, strings.Join(v, ", "))
		}
	}
	if r.URL.Query().Has("cors") {
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "x-request-"+strings.Join(names, ", x-request-"))
	}
	h.Set("Content-Type", "text/plain")
}

func redirect(s *server, w http.ResponseWriter, r *http.Request) {
	h, q := w.Header(), r.URL.Query()
	h.Set("Content-Type", "text/plain")
	h.Set("Cache-Control", "no-cache")
	h.Set("Pragma", "no-cache")
	h.Set("Access-Control-Allow-Origin", "*")
	_, _ = io.Copy(io.Discard, r.Body)
	code := 302
	if n, err := strconv.Atoi(q.Get("redirect_status")); err == nil {
		code = n
	}
	token := q.Get("token")
	before, _ := s.stash.take("redirect " + token)
	count, _ := strconv.Atoi(before)
	count++
	if q.Has("location") {
		to := q.Get("location")
		u, err := url.Parse(to)
		if !q.Has("simple") && (err != nil || u.Scheme == "" || u.Scheme == "http" || u.Scheme == "https") {
			separator := "?"
			if strings.Contains(to, "?") {
				separator = "&"
			}
			to += separator + r.URL.RawQuery + "&count=" + strconv.Itoa(count)
		}
		h["Location"] = []string{latin1(to)}
	}
	time.Sleep(milliseconds(q, "delay", 0))
	if token != "" {
		s.stash.put("redirect "+token, strconv.Itoa(count))
		s.stash.put(token, strconv.Itoa(count))
		if most, err := strconv.Atoi(q.Get("max_count")); err == nil && count > most {
			h.Del("Location")
			fmt.Fprint(w, count-1)
			return
		}
	}
	w.WriteHeader(code)
}

// latin1 has a byte for each character below 256, as the suite's server sends them.
func latin1(s string) string {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 255 {
			return s
		}
		b = append(b, byte(r))
	}
	return string(b)
}

func trickle(_ *server, w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	delay := milliseconds(q, "ms", 500)
	_, _ = io.Copy(io.Discard, r.Body)
	if !q.Has("notype") {
		w.Header().Set("Content-Type", "text/plain")
	} else {
		w.Header()["Content-Type"] = nil
	}
	time.Sleep(delay)
	w.WriteHeader(200)
	flush(w)
	count, err := strconv.Atoi(q.Get("count"))
	if err != nil {
		count = 50
	}
	for range count {
		time.Sleep(delay)
		if _, err := io.WriteString(w, "TEST_TRICKLE\n"); err != nil {
			return
		}
		flush(w)
	}
}

func flush(w http.ResponseWriter) { _ = http.NewResponseController(w).Flush() }

func infinite(s *server, w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	state, abort := q.Get("stateKey"), q.Get("abortKey")
	if state != "" {
		s.stash.put(state, "open")
		defer s.stash.put(state, "closed")
	}
	w.Header().Set("Content-Type", "text/plain")
	_, _ = io.WriteString(w, strings.Repeat(".", 2048))
	for end := time.Now().Add(time.Minute); time.Now().Before(end) && r.Context().Err() == nil; time.Sleep(10 * time.Millisecond) {
		if _, err := io.WriteString(w, "."); err != nil {
			return
		}
		flush(w)
		if _, taken := s.stash.take(abort); abort != "" && taken {
			return
		}
	}
}

func status(s *server, w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	code, err := strconv.Atoi(q.Get("code"))
	if err != nil {
		code = 200
	}
	text := "OMG"
	if q.Has("text") {
		text = q.Get("text")
	}
	// net/http cannot send another reason phrase, nor a status without a body.
	conn, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	content := q.Get("content")
	fmt.Fprintf(buf, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nX-Request-Method: %s\r\nConnection: close\r\n", code, text, q.Get("type"), r.Method)
	if code != 204 && code != 304 && r.Method != http.MethodHead {
		fmt.Fprintf(buf, "Content-Length: %d\r\n\r\n%s", len(content), content)
	} else {
		fmt.Fprint(buf, "\r\n")
	}
	_ = buf.Flush()
}

func orNo(s []string) string {
	if len(s) == 0 {
		return "NO"
	}
	return s[0]
}

func contentLength(r *http.Request) string {
	if r.ContentLength < 0 || r.ContentLength == 0 && len(r.Header["Content-Length"]) == 0 && r.Body == http.NoBody && r.Method != "POST" && r.Method != "PUT" {
		return "NO"
	}
	return strconv.FormatInt(r.ContentLength, 10)
}

func echoContent(_ *server, w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h := w.Header()
	h.Set("X-Request-Method", r.Method)
	h.Set("X-Request-Content-Length", contentLength(r))
	h.Set("X-Request-Content-Type", orNo(r.Header["Content-Type"]))
	h.Set("Content-Type", "text/plain")
	_, _ = w.Write(body)
}

func method(_ *server, w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h := w.Header()
	h.Set("x-request-method", r.Method)
	h.Set("x-request-content-length", contentLength(r))
	for _, name := range []string{"Type", "Encoding", "Language", "Location"} {
		h.Set("x-request-content-"+name, orNo(r.Header["Content-"+name]))
	}
	_, _ = w.Write(body)
}

func cleanStash(s *server, w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("token")
	_, was := s.stash.take(token)
	s.stash.take("redirect " + token)
	fmt.Fprint(w, map[bool]string{true: "1", false: "0"}[was])
}

func stashTake(s *server, w http.ResponseWriter, r *http.Request) {
	v, ok := s.stash.take(r.URL.Query().Get("key"))
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Content-Type", "application/json")
	if !ok {
		_, _ = io.WriteString(w, "null")
		return
	}
	_ = json.NewEncoder(w).Encode(v)
}

func stashPut(s *server, w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	s.stash.put(r.URL.Query().Get("key"), r.URL.Query().Get("value"))
	_, _ = io.WriteString(w, "done")
}

func badChunks(_ *server, w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	delay := milliseconds(q, "ms", 1000)
	count, err := strconv.Atoi(q.Get("count"))
	if err != nil {
		count = 50
	}
	conn, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	send := func(text string) {
		time.Sleep(delay)
		_, _ = buf.WriteString(text)
		_ = buf.Flush()
	}
	send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
	for range count {
		send("a\r\nTEST_CHUNK\r\n")
	}
	send("garbage")
}

func badBody(coding string) func(*server, http.ResponseWriter, *http.Request) {
	return func(_ *server, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", coding)
		_, _ = io.WriteString(w, "not actually "+coding)
	}
}

func message(_ *server, w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	kind, text, end := "text/event-stream", "data: data", "\n\n"
	if q.Has("mime") {
		kind = q.Get("mime")
	}
	if q.Has("message") {
		text = q.Get("message")
	}
	if q.Get("newline") == "none" {
		end = ""
	}
	w.Header().Set("Content-Type", kind)
	_, _ = io.WriteString(w, text+end+"\n")
}

func endless(_ *server, w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-cache")
	for range 30 {
		_, err := io.WriteString(w, "data:msg\ndata: msg\n\n:\nfalsefield:msg\n\nfalsefield:msg\nData:data\n\ndata\n\ndata:end\n\n")
		if err != nil {
			return
		}
		flush(w)
		select {
		case <-time.After(2 * time.Second):
		case <-r.Context().Done():
			return
		}
	}
}

func lastEventID(_ *server, w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	if id := r.Header.Get("Last-Event-Id"); id != "" {
		_, _ = io.WriteString(w, "data: "+id+"\n\n")
		return
	}
	id := "\u2026"
	if q := r.URL.Query(); q.Has("idvalue") {
		id = q.Get("idvalue")
	}
	_, _ = io.WriteString(w, "id: "+id+"\nretry: 200\ndata: hello\n\n")
}

// websocket answers a WebSocket upgrade; it reports false for other requests.
func websocket(_ *server, _ http.ResponseWriter, _ *http.Request) bool { return false }
