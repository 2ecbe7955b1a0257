package url

import (
	"strconv"
	"strings"
	"sync"

	"github.com/dop251/goja"
	"github.com/dunglas/go-urlpattern"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// patternNatives are those of pattern.js:
//
//	pattern(input, base, ignoreCase) → [hasRegExpGroups, then text, expression,
//	  own, names for each component], or null when it is wrong
//	inputs(input, base) → the components to match, or null when it is no URL
//
// input is a string or an object of components; own says that the expression has
// parts that the script wrote.
func patternNatives(l *jsloop.Loop) map[string]jsloop.Native {
	return map[string]jsloop.Native{
		"pattern": func(call goja.FunctionCall) goja.Value {
			list, err := compilePattern(call)
			if err != nil {
				return goja.Null()
			}
			return l.VM().NewArray(list...)
		},
		"inputs": func(call goja.FunctionCall) goja.Value {
			r := inputsOf(call)
			if r == nil {
				return goja.Null()
			}
			return l.VM().NewArray(r.Protocol.Input, r.Username.Input, r.Password.Input, r.Hostname.Input,
				r.Port.Input, r.Pathname.Input, r.Search.Input, r.Hash.Input)
		},
	}
}

func compilePattern(call goja.FunctionCall) ([]any, error) {
	hidden := &expressions{}
	p, err := libraryPattern(call, func(text string) string { return text })
	if err != nil {
		if p, err = libraryPattern(call, hidden.hide); err != nil {
			return nil, err
		}
	}
	texts := []string{p.Protocol(), p.Username(), p.Password(), p.Hostname(), p.Port(), p.Pathname(), p.Search(), p.Hash()}
	list := []any{false}
	for i, text := range texts {
		delimiter, prefix := "", ""
		switch {
		case i == 3:
			delimiter = "."
		case i == 5 && hierarchical(texts[0]):
			delimiter, prefix = "/", "/"
		}
		text = hidden.show(text)
		parts, err := readPattern(text, delimiter, prefix)
		if err != nil {
			return nil, err
		}
		source, names, own := expression(parts, delimiter)
		if own {
			list[0] = true
		}
		list = append(list, text, source, own, strings.Join(names, "\n"))
	}
	return list, nil
}

// libraryPattern is the library's pattern; change is applied to its texts.
func libraryPattern(call goja.FunctionCall, change func(string) string) (*urlpattern.URLPattern, error) {
	if init, ok := call.Argument(0).(*goja.Object); ok {
		return initOf(init, change).New(nil)
	}
	base := ""
	if v := call.Argument(1); !goja.IsUndefined(v) {
		base = v.String()
	}
	return urlpattern.New(change(call.Argument(0).String()), base, nil)
}

// expressions are the regular expressions of a pattern. The library compiles
// what it finds with Go's regexp, which knows less than JavaScript's, so when
// that fails it gets a word in place of each.
type expressions struct{ list []string }

func (e *expressions) word(n int) string { return "w2c" + strconv.Itoa(n) + "c2w" }

func (e *expressions) hide(text string) string {
	if !strings.Contains(text, "(") {
		return text
	}
	tokens, _ := tokenize(text, false)
	var b strings.Builder
	at := 0
	for _, t := range tokens {
		// What is another way to write a wildcard must be seen as one.
		if t.kind != tokenRegexp || t.value == ".*" || strings.HasPrefix(t.value, "[^") && strings.HasSuffix(t.value, "]+?") {
			continue
		}
		b.WriteString(text[at:t.from] + "(" + e.word(len(e.list)) + ")")
		e.list = append(e.list, t.value)
		at = t.from + len(t.value) + 2
	}
	return b.String() + text[at:]
}

func (e *expressions) show(text string) string {
	for i, expression := range e.list {
		text = strings.ReplaceAll(text, "("+e.word(i)+")", "("+expression+")")
	}
	return text
}

// hierarchical says whether a pattern of protocols matches one whose URLs have
// paths of segments.
func hierarchical(protocol string) bool {
	switch protocol {
	case "*", "http", "https", "ws", "wss", "ftp", "file", "http{s}?":
		return true
	}
	if !strings.ContainsAny(protocol, "*:({\\?+") {
		return false
	}
	p, err := (&urlpattern.URLPatternInit{Protocol: &protocol}).New(nil)
	if err != nil {
		return false
	}
	for _, scheme := range []string{"http", "https", "ws", "wss", "ftp", "file"} {
		if p.TestInit(&urlpattern.URLPatternInit{Protocol: &scheme}) {
			return true
		}
	}
	return strings.Contains(protocol, "(w2c")
}

// everything matches any URL; its result has the components as they are matched.
var everything = sync.OnceValues(func() (*urlpattern.URLPattern, error) {
	return (&urlpattern.URLPatternInit{}).New(nil)
})

func inputsOf(call goja.FunctionCall) *urlpattern.URLPatternResult {
	p, err := everything()
	if err != nil {
		return nil
	}
	if init, ok := call.Argument(0).(*goja.Object); ok {
		return p.ExecInit(initOf(init, nil))
	}
	text := call.Argument(0).String()
	if v := call.Argument(1); !goja.IsUndefined(v) {
		return p.Exec(text, v.String())
	}
	if _, absolute := Parse(text, ""); !absolute {
		return p.ExecInit(relative(text))
	}
	return p.Exec(text, "")
}

// relative is what workerd makes of a text that is no URL on its own: the parts
// it would have on some host, and nothing for the rest.
func relative(text string) *urlpattern.URLPatternInit {
	const host = "nowhere.invalid"
	empty := ""
	u, ok := Parse(text, "https://"+host+"/")
	if !ok {
		return &urlpattern.URLPatternInit{BaseURL: &empty} // an error, so no match
	}
	path, search, hash := u.Href[u.Pathname:u.Search], strings.TrimPrefix(u.Href[u.Search:u.Hash], "?"), strings.TrimPrefix(u.Href[u.Hash:], "#")
	init := &urlpattern.URLPatternInit{Pathname: &path, Search: &search, Hash: &hash}
	if name := u.Href[u.Host[0]:u.Host[1]]; name != host {
		init.Hostname = &name
	}
	return init
}

// initOf reads an object of components; change, when given, is applied to each
// but the base.
func initOf(o *goja.Object, change func(string) string) *urlpattern.URLPatternInit {
	text := func(name string) *string {
		v := o.Get(name)
		if v == nil || goja.IsUndefined(v) {
			return nil
		}
		s := v.String()
		if change != nil && name != "baseURL" {
			s = change(s)
		}
		return &s
	}
	return &urlpattern.URLPatternInit{
		Protocol: text("protocol"), Username: text("username"), Password: text("password"),
		Hostname: text("hostname"), Port: text("port"), Pathname: text("pathname"),
		Search: text("search"), Hash: text("hash"), BaseURL: text("baseURL"),
	}
}
