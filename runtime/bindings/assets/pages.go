package assets

import "strings"

// How a path finds its page. For each way of html_handling the first case whose
// suffix matches is tried step by step, then the rest. "*" is the path without
// the suffix (in rest: the whole path). "serve F" answers with file F; "go F D"
// redirects to D when D would be answered with file F and F is not itself
// at D. A suffix "=/x" means exactly that path.
//
// assets.ts has the same table; the conformance cases hold both to workerd.
type ladder struct {
	cases []rung
	rest  []string
}

type rung struct {
	suffix string
	steps  []string
}

var pages = map[string]ladder{
	"auto-trailing-slash": {
		cases: []rung{
			{"/index", []string{"serve */index", "go */index.html */", "go *.html *"}},
			{"/index.html", []string{"go */index.html */", "go *.html *"}},
			{"/", []string{"serve */index.html", "go *.html *"}},
			{".html", []string{"go *.html *", "go */index.html */"}},
		},
		rest: []string{"serve *", "serve *.html", "go */index.html */"},
	},
	"force-trailing-slash": {
		cases: []rung{
			{"/index", []string{"serve */index", "go */index.html */", "go *.html */"}},
			{"/index.html", []string{"go */index.html */", "go *.html */"}},
			{"/", []string{"serve */index.html", "serve *.html"}},
			{".html", []string{"go *.html */", "serve *.html", "go */index.html */"}},
		},
		rest: []string{"serve *", "go *.html */", "go */index.html */"},
	},
	"drop-trailing-slash": {
		cases: []rung{
			{"=/index", []string{"serve /index", "go /index.html /"}},
			{"/index", []string{"serve */index", "go *.html *", "go */index.html *"}},
			{"=/index.html", []string{"go /index.html /"}},
			{"/index.html", []string{"go */index.html *", "serve */index.html", "go *.html *"}},
			{"=/", []string{"serve /index.html"}},
			{"/", []string{"go *.html *", "go */index.html *"}},
			{".html", []string{"go *.html *", "go */index.html *"}},
		},
		rest: []string{"serve *", "serve *.html", "serve */index.html"},
	},
	"none": {rest: []string{"serve *"}},
}

// intent is what a path means: a file with a status, or a redirect.
type intent struct {
	file     *File
	status   int
	redirect string
}

func (i intent) found() bool { return i.file != nil || i.redirect != "" }

// find is what path means under the site's html_handling. follow is false while
// it checks where a redirect would lead, so that redirects never chain.
func (s *site) find(path, notFound string, follow bool) intent {
	l := pages[s.config.HTMLHandling]
	for _, c := range l.cases {
		if stem, ok := c.match(path); ok {
			if i := s.climb(c.steps, stem, notFound, follow); i.found() {
				return i
			}
			break
		}
	}
	if i := s.climb(l.rest, path, notFound, follow); i.found() {
		return i
	}
	return s.notFound(path, notFound)
}

func (r rung) match(path string) (stem string, ok bool) {
	if exact, is := strings.CutPrefix(r.suffix, "="); is {
		return "", path == exact
	}
	return strings.CutSuffix(path, r.suffix)
}

func (s *site) climb(steps []string, stem, notFound string, follow bool) intent {
	for _, step := range steps {
		verb, rest, _ := strings.Cut(step, " ")
		file, destination, _ := strings.Cut(rest, " ")
		file = strings.Replace(file, "*", stem, 1)
		f := s.files[file]
		if f == nil {
			continue
		}
		if verb == "serve" {
			return intent{file: f, status: 200}
		}
		destination = strings.Replace(destination, "*", stem, 1)
		if !follow || s.files[destination] != nil {
			continue
		}
		if at := s.find(destination, notFound, false); at.file == f {
			return intent{redirect: destination}
		}
	}
	return intent{}
}

// notFound is the page for a path that has none.
func (s *site) notFound(path, handling string) intent {
	switch handling {
	case "single-page-application":
		return intent{file: s.files["/index.html"], status: 200}
	case "404-page":
		for path != "" {
			path = path[:max(0, strings.LastIndexByte(path, '/'))]
			if f := s.files[path+"/404.html"]; f != nil {
				return intent{file: f, status: 404}
			}
		}
	}
	return intent{}
}
