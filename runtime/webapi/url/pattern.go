package url

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dop251/goja"
	"github.com/dunglas/go-urlpattern"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

var componentNames = []string{"protocol", "username", "password", "hostname", "port", "pathname", "search", "hash"}

// patternNative makes a pattern: pattern(input, base, ignoreCase) → an object
// with its components and exec, or null when it is wrong. input is a string or
// an object of components.
func patternNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		options := &urlpattern.Options{IgnoreCase: call.Argument(2).ToBoolean()}
		var p *urlpattern.URLPattern
		var err error
		if init, ok := call.Argument(0).(*goja.Object); ok {
			p, err = initOf(init).New(options)
		} else {
			base := ""
			if v := call.Argument(1); !goja.IsUndefined(v) {
				base = v.String()
			}
			p, err = urlpattern.New(call.Argument(0).String(), base, options)
		}
		if err != nil {
			return goja.Null()
		}
		vm := l.VM()
		o := vm.NewObject()
		patterns := []string{p.Protocol(), p.Username(), p.Password(), p.Hostname(), p.Port(), p.Pathname(), p.Search(), p.Hash()}
		for i, text := range patterns {
			_ = o.Set(componentNames[i], text)
		}
		_ = o.Set("hasRegExpGroups", p.HasRegexpGroups())
		_ = o.Set("test", func(call goja.FunctionCall) goja.Value { return vm.ToValue(match(p, call) != nil) })
		_ = o.Set("exec", func(call goja.FunctionCall) goja.Value { return result(vm, patterns, match(p, call)) })
		return o
	}
}

func match(p *urlpattern.URLPattern, call goja.FunctionCall) *urlpattern.URLPatternResult {
	if init, ok := call.Argument(0).(*goja.Object); ok {
		return p.ExecInit(initOf(init))
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

func initOf(o *goja.Object) *urlpattern.URLPatternInit {
	text := func(name string) *string {
		v := o.Get(name)
		if v == nil || goja.IsUndefined(v) {
			return nil
		}
		s := v.String()
		return &s
	}
	return &urlpattern.URLPatternInit{
		Protocol: text("protocol"), Username: text("username"), Password: text("password"),
		Hostname: text("hostname"), Port: text("port"), Pathname: text("pathname"),
		Search: text("search"), Hash: text("hash"), BaseURL: text("baseURL"),
	}
}

// result gives [input, groups] by component; the script adds inputs.
func result(vm *goja.Runtime, patterns []string, r *urlpattern.URLPatternResult) goja.Value {
	if r == nil {
		return goja.Null()
	}
	o := vm.NewObject()
	for i, c := range []urlpattern.URLPatternComponentResult{r.Protocol, r.Username, r.Password, r.Hostname, r.Port, r.Pathname, r.Search, r.Hash} {
		groups := vm.NewObject()
		for _, name := range inOrder(c.Groups, patterns[i]) {
			value := c.Groups[name]
			if value == "" && (name[0] < '0' || name[0] > '9') {
				// A named group never matches nothing: it took no part.
				_ = groups.Set(name, goja.Undefined())
				continue
			}
			_ = groups.Set(name, value)
		}
		// The library leaves out groups that matched nothing.
		for n := range unnamed(patterns[i]) {
			if name := strconv.Itoa(n); groups.Get(name) == nil {
				_ = groups.Set(name, "")
			}
		}
		one := vm.NewObject()
		_ = one.Set("input", c.Input)
		_ = one.Set("groups", groups)
		_ = o.Set(componentNames[i], one)
	}
	return o
}

// inOrder lists group names as the pattern does, where the library gives a map.
// workerd's order is that of a C++ hash map: for two names, the usual case, the
// last comes first; for more, nobody can rely on it. Numbers need no care, for
// objects list them first and ascending.
func inOrder(groups map[string]string, pattern string) []string {
	names := make([]string, 0, len(groups))
	for name := range groups {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := strings.Index(pattern, ":"+a) - strings.Index(pattern, ":"+b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	if len(names) == 2 {
		slices.Reverse(names)
	}
	return names
}

// unnamed counts the groups of a pattern that are numbered: wildcards, and
// regular expressions without a name before them.
func unnamed(pattern string) int {
	count, named, group := 0, false, false
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\':
			i++
			named, group = false, false
		case c == ':':
			named, group = true, true
		case named && (c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80):
		case c == '(':
			if !named {
				count++
			}
			i = endOfGroup(pattern, i)
			named, group = false, true
		case c == '*' && !group:
			count++
			group = true
		case c == '}':
			named, group = false, true
		default:
			named, group = false, false
		}
	}
	return count
}

func endOfGroup(pattern string, i int) int {
	depth := 0
	for ; i < len(pattern); i++ {
		switch pattern[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return i
}
