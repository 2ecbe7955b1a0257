package assets

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	whatwg "github.com/nlnwa/whatwg-url/url"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
)

// site is a Config ready to answer.
type site struct {
	config  Config
	folder  fs.FS
	files   map[string]*File
	fixed   map[string]Redirect // static redirects by From
	dynamic []compiled[Redirect]
	headers []compiled[Rule]

	fileRules, workerRules []*regexp.Regexp
}

// compiled is a rule of _redirects or _headers with its pattern.
type compiled[T any] struct {
	rule  T
	match *regexp.Regexp
	host  bool // the pattern names a host too
}

func open(b manifest.Binding, o store.Opener) (*site, error) {
	folder, err := o.Dir(Dir)
	if err != nil {
		return nil, fmt.Errorf("open assets: %w", err)
	}
	var c Config
	if err := json.Unmarshal(b.Config, &c); err != nil {
		return nil, fmt.Errorf("read assets configuration: %w", err)
	}
	return newSite(c, folder)
}

func newSite(c Config, folder fs.FS) (*site, error) {
	s := &site{config: c, folder: folder, files: make(map[string]*File, len(c.Files)), fixed: map[string]Redirect{}}
	for i := range c.Files {
		s.files[c.Files[i].Path] = &c.Files[i]
	}
	for _, r := range c.Redirects {
		if r.Pattern == "" {
			s.fixed[r.From] = r
			continue
		}
		re, err := regexp.Compile(r.Pattern)
		if err != nil {
			return nil, fmt.Errorf("read assets configuration: %w", err)
		}
		s.dynamic = append(s.dynamic, compiled[Redirect]{r, re, strings.HasPrefix(r.From, "https://")})
	}
	for _, r := range c.Headers {
		re, err := regexp.Compile(r.Pattern)
		if err != nil {
			return nil, fmt.Errorf("read assets configuration: %w", err)
		}
		s.headers = append(s.headers, compiled[Rule]{r, re, strings.HasPrefix(r.Path, "https://")})
	}
	s.fileRules, s.workerRules = globs(c.FileRules), globs(c.WorkerRules)
	return s, nil
}

// globs compiles run_worker_first patterns, in which only * is special.
func globs(rules []string) []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, rule := range rules {
		parts := strings.Split(rule, "*")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		out = append(out, regexp.MustCompile("^"+strings.Join(parts, ".*")+"$"))
	}
	return out
}

func matchesAny(rules []*regexp.Regexp, path string) bool {
	for _, r := range rules {
		if r.MatchString(path) {
			return true
		}
	}
	return false
}

// query is a request as the rules see it. The path is the URL's, still encoded.
type query struct {
	method, host, path, search string
	header                     http.Header
}

func (q query) hostname() string {
	if i := strings.LastIndexByte(q.host, ':'); i > strings.LastIndexByte(q.host, ']') {
		return q.host[:i]
	}
	return q.host
}

// answer is what a query gets: a file, a redirect or an empty page.
type answer struct {
	status int
	header http.Header
	file   *File // body; nil for none
}

// forWorker reports whether the Worker answers q.
func (s *site) forWorker(q query) bool {
	if !s.config.Worker {
		return false
	}
	if s.config.Routing {
		if matchesAny(s.fileRules, q.path) {
			return false
		}
		if matchesAny(s.workerRules, q.path) {
			return true
		}
	}
	if s.config.WorkerFirst {
		return true
	}
	// The Worker is asked before not_found_handling, except where static routing
	// or a navigating browser says that the files come first.
	notFound := "none"
	if s.config.Routing || s.config.Navigate && q.header.Get("Sec-Fetch-Mode") == "navigate" {
		notFound = s.config.NotFoundHandling
	}
	moved, path, proxied := s.redirect(q)
	return moved == nil && !proxied && !s.find(decodePath(path), notFound, true).found()
}

// answer is what the files answer to q.
func (s *site) answer(q query) answer {
	a := s.plainAnswer(q)
	s.addHeaders(q, a.header)
	return a
}

func (s *site) plainAnswer(q query) answer {
	moved, path, _ := s.redirect(q)
	if moved != nil {
		return *moved
	}
	decoded := decodePath(path)
	i := s.find(decoded, s.config.NotFoundHandling, true)
	if !i.found() {
		return answer{status: http.StatusNotFound, header: http.Header{}}
	}
	if q.method != http.MethodGet && q.method != http.MethodHead {
		return answer{status: http.StatusMethodNotAllowed, header: http.Header{}}
	}
	// A file is served at one spelling of its path only.
	destination := i.redirect
	if destination == "" {
		destination = decoded
	}
	if encoded := encodePath(destination); i.redirect != "" || encoded != path {
		return redirectTo(http.StatusTemporaryRedirect, encoded+q.search)
	}
	return s.fileAnswer(q, i)
}

func (s *site) fileAnswer(q query, i intent) answer {
	h := http.Header{"Etag": {`"` + i.file.ETag + `"`}}
	if i.file.Type != "" {
		h.Set("Content-Type", i.file.Type)
	}
	if q.header.Get("Authorization") == "" && q.header.Get("Range") == "" {
		h.Set("Cache-Control", "public, max-age=0, must-revalidate")
	}
	a := answer{status: i.status, header: h, file: i.file}
	if match := q.header.Get("If-None-Match"); match == h.Get("Etag") || match == "W/"+h.Get("Etag") {
		a.status, a.file = http.StatusNotModified, nil
	} else if q.method == http.MethodHead {
		a.file = nil
	}
	return a
}

func redirectTo(status int, location string) answer {
	return answer{status: status, header: http.Header{"Location": {location}}}
}

// redirect applies _redirects: an answer for the client, or the path to serve
// instead (status 200, proxied).
func (s *site) redirect(q query) (moved *answer, path string, proxied bool) {
	r, ok := s.rule(q)
	if !ok {
		return nil, q.path, false
	}
	base := "http://" + q.host + q.path
	to, err := whatwg.ParseRef(base, r.To)
	if err != nil {
		return nil, q.path, false
	}
	if r.Status == http.StatusOK {
		return nil, to.Pathname(), true
	}
	search := to.Search()
	if search == "" {
		search = q.search
	}
	location := to.Pathname() + search + to.Hash()
	if here, err := whatwg.Parse(base); err != nil || to.Protocol() != here.Protocol() || to.Host() != here.Host() {
		href := to.Href(false)
		location = href[:len(href)-len(to.Search())-len(to.Hash())] + search + to.Hash()
	}
	a := redirectTo(r.Status, location)
	return &a, "", false
}

// rule is the line of _redirects for q: a static one, by line where one names
// the host and one does not, else the first dynamic one.
func (s *site) rule(q query) (Redirect, bool) {
	withHost, a := s.fixed["https://"+q.host+q.path]
	without, b := s.fixed[q.path]
	switch {
	case a && (!b || withHost.Line < without.Line):
		return withHost, true
	case b:
		return without, true
	}
	for _, d := range s.dynamic {
		groups, ok := d.groups(q)
		if !ok {
			continue
		}
		r := d.rule
		r.To = target(r.To, groups)
		return r, true
	}
	return Redirect{}, false
}

var (
	namesHost  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:\w+://|//[^/\\\s?#])`) })
	slashes    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`/+`) })
	separators = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[/\\]+`) })
)

// target fills in where a rule leads. Only a rule that names a host itself may
// leave this one: in others a placeholder that brings slashes has them folded.
func target(to string, groups []group) string {
	filled := strings.TrimSpace(replace(to, groups))
	if namesHost().MatchString(strings.TrimSpace(to)) {
		return filled
	}
	end := strings.IndexAny(filled, "?#")
	if end < 0 {
		end = len(filled)
	}
	return separators().ReplaceAllString(filled[:end], "/") + filled[end:]
}

// addHeaders applies _headers: rules in order, each first removing, then setting.
// The first rule to set a name replaces what the file brought, later ones add.
func (s *site) addHeaders(q query, h http.Header) {
	set := map[string]bool{}
	for _, c := range s.headers {
		groups, ok := c.groups(q)
		if !ok {
			continue
		}
		for _, name := range c.rule.Unset {
			h.Del(name)
		}
		for _, pair := range c.rule.Set {
			name, value := http.CanonicalHeaderKey(pair[0]), strings.TrimSpace(replace(pair[1], groups))
			if !set[name] {
				h.Del(name)
				set[name] = true
			}
			h.Add(name, value)
		}
	}
}

// group is a placeholder and what it stood for.
type group struct{ name, value string }

func (c compiled[T]) groups(q query) ([]group, bool) {
	subject := q.path
	if c.host {
		subject = "https://" + q.hostname() + q.path
	}
	m := c.match.FindStringSubmatch(subject)
	if m == nil {
		return nil, false
	}
	var out []group
	for i, name := range c.match.SubexpNames() {
		if name != "" {
			out = append(out, group{name, m[i]})
		}
	}
	return out, true
}

// replace puts values for :name. The value is a replacement in JavaScript's
// sense, where $$ stands for $ and $& for the placeholder itself.
func replace(text string, groups []group) string {
	for _, g := range groups {
		placeholder := ":" + g.name
		value := strings.NewReplacer("$$", "$", "$&", placeholder).Replace(g.value)
		text = strings.ReplaceAll(text, placeholder, value)
	}
	return text
}

// decodePath decodes each segment, leaving those that cannot be decoded, and
// folds repeated slashes, which could otherwise redirect to another host.
func decodePath(path string) string {
	segments := strings.Split(path, "/")
	for i, seg := range segments {
		if !strings.Contains(seg, "%") {
			continue
		}
		if d, err := url.PathUnescape(seg); err == nil && utf8.ValidString(d) {
			segments[i] = d
		}
	}
	return slashes().ReplaceAllString(strings.Join(segments, "/"), "/")
}

// encodePath encodes each segment as encodeURIComponent does.
func encodePath(path string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(path) {
		c := path[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-_.!~*'()/", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}
