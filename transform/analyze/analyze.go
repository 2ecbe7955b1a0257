// Package analyze reads facts out of a built script: which handlers it
// registers, which classes it exports, what it uses of the platform and whom it
// talks to. It works on goja's syntax tree of the lowered bundle, with places
// taken back to the user's files by the source map. What it cannot see it says
// it cannot see; nothing that must be right depends on a guess made here.
package analyze

import (
	"slices"
	"sort"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/surface"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/sourcemap"
)

// Facts are what a script shows of itself.
type Facts struct {
	// Handlers of the default export, or events listened to, sorted by name.
	// HandlersKnown is false when the default export is made by a call or a
	// constructor, as a router is; then only fetch is taken for granted.
	Handlers      []Handler
	HandlersKnown bool
	// Classes are the exported classes other than the default, sorted.
	Classes []Class
	// Bindings are the names out of Input.Bindings that the script mentions, sorted.
	Bindings []string
	// Outbound are hosts in the user's own string literals, sorted.
	Outbound []string
	// Globals are the uses of names that the support table lists, in order of name.
	Globals []Use
	// Imports are the names taken from cloudflare: modules, sorted, one place each.
	Imports []Import
	// Implicit are globals made by assigning to an undeclared name, sorted.
	Implicit []string
	// OwnPaths says that the script has a literal /healthz or /readyz.
	OwnPaths bool

	WaitUntil   bool
	PassThrough bool // passThroughOnException
	// Upstream is where a request is passed on by fetch(request).
	Upstream *diag.Span
	Crypto   bool
}

// Handler is an event handler and where it stands.
type Handler struct {
	Name string
	Span diag.Span
}

// Class is an exported class and the name of what it extends, if any.
type Class struct {
	Name, Extends string
	Span          diag.Span
}

// Use is the use of a global, a member of one ("crypto.subtle.sign") or a
// constructor.
type Use struct {
	Name string
	Span diag.Span
	// Guarded: the script asks for it before it uses it.
	Guarded bool
	// Package: only installed packages use it, and perhaps in code that the
	// Worker never reaches.
	Package bool
}

// Input is a script as the rewrite room leaves it.
type Input struct {
	Tree   *ast.Program
	Code   []byte
	Map    *sourcemap.Map
	Syntax manifest.Syntax
	// Bindings are the names that env has.
	Bindings []string
}

// Script reads the facts of a script.
func Script(in Input) Facts {
	a := &analysis{
		in: in, places: newPlaces(in), names: nameSet(in.Bindings),
		used: map[string]bool{}, uses: map[string]*Use{}, guards: map[string]bool{},
		implicit: map[string]bool{}, outbound: map[string]bool{}, listens: map[string]Handler{},
		copies: map[string]bool{}, made: map[string]bool{},
	}
	Walk(in.Tree, a.enter, a.leave)
	a.exports()
	a.imports()
	return a.finish()
}

type analysis struct {
	in     Input
	places places
	scopes []map[string]bool

	names    map[string]bool // of bindings
	used     map[string]bool
	uses     map[string]*Use
	guards   map[string]bool
	implicit map[string]bool
	outbound map[string]bool
	listens  map[string]Handler
	copies   map[string]bool // names that hold the incoming request
	made     map[string]bool // names that hold another one
	facts    Facts
}

func nameSet(list []string) map[string]bool {
	m := map[string]bool{}
	for _, n := range list {
		m[n] = true
	}
	return m
}

func (a *analysis) finish() Facts {
	f := a.facts
	for n := range a.used {
		f.Bindings = append(f.Bindings, n)
	}
	for n := range a.outbound {
		f.Outbound = append(f.Outbound, n)
	}
	for n := range a.implicit {
		f.Implicit = append(f.Implicit, n)
	}
	for name, u := range a.uses {
		u.Guarded = u.Guarded || a.guards[name]
		f.Globals = append(f.Globals, *u)
	}
	sort.Strings(f.Bindings)
	sort.Strings(f.Outbound)
	sort.Strings(f.Implicit)
	sort.Slice(f.Globals, func(i, j int) bool { return f.Globals[i].Name < f.Globals[j].Name })
	sort.Slice(f.Classes, func(i, j int) bool { return f.Classes[i].Name < f.Classes[j].Name })
	sort.Slice(f.Handlers, func(i, j int) bool { return f.Handlers[i].Name < f.Handlers[j].Name })
	return f
}

func (a *analysis) enter(n any) bool {
	if isScope(n) {
		a.scopes = append(a.scopes, declaredIn(n))
	}
	switch n := n.(type) {
	case *ast.UnaryExpression:
		if id, ok := n.Operand.(*ast.Identifier); ok && n.Operator == token.TYPEOF {
			a.guards[id.Name.String()] = true
			return false
		}
	case *ast.AssignExpression:
		if id, ok := n.Left.(*ast.Identifier); ok {
			a.assigned(n, id)
		}
	case *ast.BinaryExpression:
		// "caches" in globalThis
		if s, ok := n.Left.(*ast.StringLiteral); ok && n.Operator == token.IN && a.globalObject(n.Right) {
			a.guards[s.Value.String()] = true
		}
	case *ast.Identifier:
		a.identifier(n)
	case *ast.DotExpression:
		a.member(n)
	case *ast.BracketExpression:
		if s, ok := n.Member.(*ast.StringLiteral); ok {
			a.mention(s.Value.String())
		}
	case *ast.Binding:
		a.copy(n)
	case *ast.ObjectPattern:
		a.pattern(n)
	case *ast.CallExpression:
		a.call(n)
	case *ast.NewExpression:
		if d, ok := n.Callee.(*ast.DotExpression); ok {
			a.certain(d)
		}
	case *ast.StringLiteral:
		a.literal(n.Value.String(), true, int(n.Idx))
	case *ast.TemplateLiteral:
		for i, e := range n.Elements {
			a.literal(e.Parsed.String(), i == len(n.Elements)-1, int(e.Idx))
		}
	case *ast.RegExpLiteral:
		a.ownPath(n.Pattern, int(n.Idx))
	}
	return true
}

func (a *analysis) leave(n any) {
	if isScope(n) {
		a.scopes = a.scopes[:len(a.scopes)-1]
	}
}

func (a *analysis) declared(name string) bool {
	for i := len(a.scopes) - 1; i >= 0; i-- {
		if a.scopes[i][name] {
			return true
		}
	}
	return false
}

// assigned notes a global made by assignment, as sloppy scripts do.
func (a *analysis) assigned(n *ast.AssignExpression, id *ast.Identifier) {
	name := id.Name.String()
	if n.Operator == token.ASSIGN && !a.declared(name) && name != "__w2c_table" {
		a.implicit[name] = true
	}
}

func (a *analysis) identifier(n *ast.Identifier) {
	name := n.Name.String()
	if a.declared(name) {
		return
	}
	if a.in.Syntax == manifest.ServiceWorker {
		a.mention(name)
	}
	switch {
	case name == "crypto":
		a.facts.Crypto = true
	case surface.Listed(name):
		a.use(name, int(n.Idx), false)
	}
}

// member looks at x.y: a member of a global, or a binding taken from env.
func (a *analysis) member(n *ast.DotExpression) {
	name := n.Identifier.Name.String()
	a.mention(name)
	if name == "crypto" && a.globalObject(n.Left) {
		a.facts.Crypto = true
	}
	path := a.globalPath(n)
	if path == "" || !surface.Listed(path) {
		return
	}
	// globalThis.X is undefined where X is missing; it is asked for, not relied on.
	a.use(path, int(n.Identifier.Idx), a.globalObject(n.Left))
}

// certain marks globalThis.X as relied on, because it is called or constructed.
func (a *analysis) certain(n *ast.DotExpression) {
	if path := a.globalPath(n); path != "" && surface.Listed(path) && a.globalObject(n.Left) {
		a.use(path, int(n.Identifier.Idx), false)
	}
}

func (a *analysis) pattern(n *ast.ObjectPattern) {
	for _, p := range n.Properties {
		switch p := p.(type) {
		case *ast.PropertyShort:
			a.mention(p.Name.Name.String())
		case *ast.PropertyKeyed:
			if s, ok := p.Key.(*ast.StringLiteral); ok {
				a.mention(s.Value.String())
			}
		}
	}
}

func (a *analysis) mention(name string) {
	if a.names[name] {
		a.used[name] = true
	}
}

// use keeps the most telling place of a name: one in the user's own files that
// nothing guards, before one in a package, before one that is guarded.
func (a *analysis) use(name string, idx int, guarded bool) {
	span := a.places.span(idx)
	u := Use{Name: name, Span: span, Guarded: guarded, Package: span.File == "" || span.InPackage()}
	if old, ok := a.uses[name]; !ok || weight(u) > weight(*old) {
		a.uses[name] = &u
	}
}

func weight(u Use) int {
	switch {
	case u.Guarded:
		return 0
	case u.Package:
		return 1
	}
	return 2
}

// globalObject says whether n is globalThis or self itself.
func (a *analysis) globalObject(n ast.Expression) bool {
	id, ok := n.(*ast.Identifier)
	return ok && slices.Contains([]string{"globalThis", "self"}, id.Name.String()) && !a.declared(id.Name.String())
}

// globalPath is the dotted name of a chain of members that starts at a global,
// without globalThis: "crypto.subtle.sign".
func (a *analysis) globalPath(n ast.Expression) string {
	switch n := n.(type) {
	case *ast.Identifier:
		if a.declared(n.Name.String()) || a.globalObject(n) {
			return ""
		}
		return n.Name.String()
	case *ast.DotExpression:
		if a.globalObject(n.Left) {
			return n.Identifier.Name.String()
		}
		if left := a.globalPath(n.Left); left != "" {
			return left + "." + n.Identifier.Name.String()
		}
	case *ast.OptionalChain:
		return a.globalPath(n.Expression)
	case *ast.Optional:
		return a.globalPath(n.Expression)
	}
	return ""
}
