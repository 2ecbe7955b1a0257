package regexp

import (
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/webapi/es/rx"
)

// found is one match as replace sees it.
type found struct {
	at, end  int
	captures []goja.Value // from group 1 on
	named    goja.Value
	matched  goja.String
}

func (c *class) replaceMethod(call goja.FunctionCall) goja.Value {
	o := c.object1(call.This, "RegExp.prototype.@@replace")
	s := c.str(call.Argument(0))
	with := call.Argument(1)
	f := c.engine.DirectCall(with)
	var template goja.String
	if f == nil {
		template = c.str(with)
	}
	if k := c.plain(o); k != nil {
		return c.replacePlain(o, k, s, f, template)
	}
	in := c.input(s)
	var all []found
	add := func(r *goja.Object) {
		all = append(all, c.foundSlow(r, in))
	}
	if flags := c.flagsOf(o); strings.Contains(flags, "g") {
		var results []*goja.Object
		c.eachSlow(o, s, flags, func(r *goja.Object) { results = append(results, r) })
		var b builder
		at := 0
		for _, r := range results {
			m := c.foundSlow(r, in)
			at = c.put(&b, s, in, m, at, f, template)
		}
		return c.rest(&b, s, in, at)
	}
	if r := c.execAny(o, s); r != nil {
		add(r)
	}
	var b builder
	at := 0
	for _, m := range all {
		at = c.put(&b, s, in, m, at, f, template)
	}
	return c.rest(&b, s, in, at)
}

func (c *class) rest(b *builder, s goja.String, in rx.Input, at int) goja.Value {
	if at == 0 && b.len() == 0 {
		return s
	}
	if at < in.Len() {
		b.part(in, at, in.Len())
	}
	return c.made(b)
}

// made is what b holds, which is not used any more.
func (c *class) made(b *builder) goja.Value {
	if b.wide || b.over {
		return b.value(c.vm)
	}
	if n := cap(b.bytes); n > 4<<10 && n > 2*len(b.bytes) {
		b.bytes = append([]byte(nil), b.bytes...) // not to keep the room
	}
	return c.engine.NewASCII(unsafe.String(unsafe.SliceData(b.bytes), len(b.bytes)))
}

// foundSlow reads a result that the script may have made itself.
func (c *class) foundSlow(r *goja.Object, in rx.Input) found {
	n := max(toLength(get(r, "length"))-1, 0)
	m := found{matched: c.str(get(r, "0"))}
	m.at = min(max(int(get(r, "index").ToInteger()), 0), in.Len())
	m.end = m.at + m.matched.Length()
	for g := 1; g <= n; g++ {
		v := get(r, strconv.Itoa(g))
		if !goja.IsUndefined(v) {
			v = c.str(v)
		}
		m.captures = append(m.captures, v)
	}
	m.named = get(r, "groups")
	return m
}

// maxKept is how many registers are kept from one replace to the next.
const maxKept = 1 << 10

func (c *class) replacePlain(o *goja.Object, k *compiled, s goja.String, f func(goja.FunctionCall) goja.Value, template goja.String) goja.Value {
	in := c.input(s)
	b := builder{room: in.Len() + in.Len()/4 + 16}
	at := 0
	var t rx.Input
	simple := f == nil && !strings.Contains(template.String(), "$")
	if simple {
		t = c.input(template)
	}
	one := func(regs []int32) {
		if simple {
			b.part(in, at, int(regs[0]))
			b.part(t, 0, t.Len())
			at = int(regs[1])
			return
		}
		at = c.put(&b, s, in, c.found(k, s, regs), at, f, template)
	}
	if !k.global {
		if regs := c.run(o, k, s, in); regs != nil {
			one(regs)
		}
		return c.rest(&b, s, in, at)
	}
	c.setLastIndex(o, 0)
	if f == nil {
		c.each(k, s, in, one)
		return c.rest(&b, s, in, at)
	}
	// All matches come before the first call of the script's function, which may
	// replace texts itself.
	all := c.matches[:0]
	c.matches = nil
	c.each(k, s, in, func(regs []int32) { all = append(all, regs...) })
	b.args, c.args = c.args, nil
	for i, n := 0, 2*k.prog.Groups; i < len(all); i += n {
		one(all[i : i+n])
	}
	if cap(all) <= maxKept {
		c.matches = all
	}
	clear(b.args)
	c.args, b.args = b.args[:0], nil
	return c.rest(&b, s, in, at)
}

func (c *class) found(k *compiled, s goja.String, regs []int32) found {
	m := found{at: int(regs[0]), end: int(regs[1]), named: goja.Undefined()}
	m.matched = s.Substring(m.at, m.end)
	if k.prog.Groups > 1 {
		m.captures = make([]goja.Value, k.prog.Groups-1)
		for g := range m.captures {
			m.captures[g] = capture(s, regs, g+1)
		}
		if len(k.prog.Names) > 0 {
			m.named = c.named(k, regs, func(g int) goja.Value { return m.captures[g-1] })
		}
	}
	return m
}

// put appends the text up to a match and what replaces it; it returns where the
// text goes on.
func (c *class) put(b *builder, s goja.String, in rx.Input, m found, at int, f func(goja.FunctionCall) goja.Value, template goja.String) int {
	var with goja.String
	if f != nil {
		args := append(append(b.args[:0], m.matched), m.captures...)
		args = append(args, c.vm.ToValue(m.at), s)
		if !goja.IsUndefined(m.named) {
			args = append(args, m.named)
		}
		b.args = args // the engine copies them
		with = c.str(f(goja.FunctionCall{This: goja.Undefined(), Arguments: args}))
	} else {
		if !goja.IsUndefined(m.named) {
			m.named = m.named.ToObject(c.vm)
		}
		var piece builder
		c.substitute(&piece, in, m, c.input(template))
		with = c.made(&piece).(goja.String)
	}
	if m.at < at {
		return at
	}
	b.part(in, at, m.at)
	w := c.input(with)
	b.part(w, 0, w.Len())
	return min(m.end, in.Len())
}

// substitute is the specification's GetSubstitution.
func (c *class) substitute(b *builder, in rx.Input, m found, t rx.Input) {
	for i := 0; i < t.Len(); i++ {
		u := at(t, i)
		if u != '$' || i+1 >= t.Len() {
			b.unit(u)
			continue
		}
		switch next := at(t, i+1); {
		case next == '$':
			b.unit('$')
			i++
		case next == '&':
			w := c.input(m.matched)
			b.part(w, 0, w.Len())
			i++
		case next == '`':
			b.part(in, 0, m.at)
			i++
		case next == '\'':
			if m.end < in.Len() {
				b.part(in, m.end, in.Len())
			}
			i++
		case next >= '0' && next <= '9':
			n, digits := int(next-'0'), 1
			if i+2 < t.Len() && at(t, i+2) >= '0' && at(t, i+2) <= '9' {
				if two := n*10 + int(at(t, i+2)-'0'); two >= 1 && two <= len(m.captures) {
					n, digits = two, 2
				}
			}
			if n < 1 || n > len(m.captures) {
				b.unit('$')
				continue
			}
			c.append(b, m.captures[n-1])
			i += digits
		case next == '<' && !goja.IsUndefined(m.named):
			end := i + 2
			for end < t.Len() && at(t, end) != '>' {
				end++
			}
			if end >= t.Len() {
				b.unit('$')
				continue
			}
			var name builder
			name.part(t, i+2, end)
			c.append(b, get(m.named.(*goja.Object), name.value(c.vm).String()))
			i = end
		default:
			b.unit('$')
		}
	}
}

func (c *class) append(b *builder, v goja.Value) {
	if goja.IsUndefined(v) {
		return
	}
	w := c.input(c.str(v))
	b.part(w, 0, w.Len())
}

// lastMatch is what RegExp.$1 and its relatives tell.
type lastMatch struct {
	s    goja.String
	regs []int32
}

func (m *lastMatch) keep(s goja.String, regs []int32) {
	m.s = s
	m.regs = append(m.regs[:0], regs[:min(len(regs), 20)]...)
}

// installLegacy defines the static properties of RegExp that remember the last
// match: https://github.com/tc39/proposal-regexp-legacy-features
func (c *class) installLegacy() error {
	empty := c.vm.ToValue("")
	part := func(f func(m *lastMatch) goja.Value) goja.Value {
		if c.last.s == nil {
			return empty
		}
		return f(&c.last)
	}
	group := func(g int) goja.Value {
		return part(func(m *lastMatch) goja.Value {
			if 2*g >= len(m.regs) || m.regs[2*g] < 0 || m.regs[2*g+1] < 0 {
				return empty
			}
			return capture(m.s, m.regs, g)
		})
	}
	input := goja.Value(nil)
	getters := map[string]func() goja.Value{
		"input": func() goja.Value {
			if input != nil {
				return input
			}
			return part(func(m *lastMatch) goja.Value { return m.s })
		},
		"lastMatch": func() goja.Value { return group(0) },
		"lastParen": func() goja.Value {
			if n := len(c.last.regs)/2 - 1; n > 0 {
				return group(n)
			}
			return empty
		},
		"leftContext": func() goja.Value {
			return part(func(m *lastMatch) goja.Value { return m.s.Substring(0, int(m.regs[0])) })
		},
		"rightContext": func() goja.Value {
			return part(func(m *lastMatch) goja.Value { return m.s.Substring(int(m.regs[1]), m.s.Length()) })
		},
	}
	for short, name := range map[string]string{"$_": "input", "$&": "lastMatch", "$+": "lastParen", "$`": "leftContext", "$'": "rightContext"} {
		getters[short] = getters[name]
	}
	for g := 1; g <= 9; g++ {
		getters["$"+strconv.Itoa(g)] = func() goja.Value { return group(g) }
	}
	names := make([]string, 0, len(getters))
	for name := range getters {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		check := func(this goja.Value) {
			if this != goja.Value(c.ctor) {
				c.l.ThrowType("%s is not RegExp", name)
			}
		}
		get := c.vm.ToValue(func(call goja.FunctionCall) goja.Value {
			check(call.This)
			return getters[name]()
		})
		var set goja.Value
		if name == "input" || name == "$_" {
			set = c.vm.ToValue(func(call goja.FunctionCall) goja.Value {
				check(call.This)
				input = c.str(call.Argument(0))
				return goja.Undefined()
			})
		}
		if err := c.ctor.DefineAccessorProperty(name, get, set, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
			return err
		}
	}
	return nil
}
