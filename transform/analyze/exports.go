package analyze

import (
	"github.com/dop251/goja/ast"

	"github.com/w2c-dev/w2c/runtime/manifest"
)

// exports finds the handlers and the exported classes. In the bundle they look
// like this, and the virtual entry ends with the register call:
//
//	__export(index_exports, { default: () => index_default, Counter: () => Counter });
//	var index_default = { async fetch() { … } };
//	__w2c_register(index_exports);
func (a *analysis) exports() {
	if a.in.Syntax == manifest.ServiceWorker {
		for _, h := range a.listens {
			a.facts.Handlers = append(a.facts.Handlers, h)
		}
		a.facts.HandlersKnown = len(a.listens) > 0
		return
	}
	t := a.index()
	for name, value := range t.exports[t.registered] {
		if name == "default" {
			a.defaultExport(t, value)
			continue
		}
		if c, ok := t.resolve(value, 0).(*ast.ClassLiteral); ok {
			a.facts.Classes = append(a.facts.Classes, Class{name, extends(c), a.places.span(int(c.Class))})
		}
	}
}

// definitions are what names stand for at the top of the script.
type definitions struct {
	exports    map[string]map[string]ast.Expression // namespace → export → value
	values     map[string]ast.Expression
	registered string
}

// index collects the definitions; names that modules define lazily (esbuild's
// __esm wrappers assign them) count as well.
func (a *analysis) index() definitions {
	t := definitions{exports: map[string]map[string]ast.Expression{}, values: map[string]ast.Expression{}}
	Walk(a.in.Tree, func(n any) bool {
		switch n := n.(type) {
		case *ast.Binding:
			if id, ok := n.Target.(*ast.Identifier); ok && n.Initializer != nil {
				t.define(id, n.Initializer)
			}
		case *ast.AssignExpression:
			if id, ok := n.Left.(*ast.Identifier); ok {
				t.define(id, n.Right)
			}
		case *ast.ClassDeclaration:
			if n.Class.Name != nil {
				t.define(n.Class.Name, n.Class)
			}
		case *ast.FunctionDeclaration:
			if n.Function.Name != nil {
				t.define(n.Function.Name, n.Function)
			}
			return false
		case *ast.CallExpression:
			t.call(n)
		}
		return true
	}, nil)
	return t
}

func (t *definitions) define(id *ast.Identifier, value ast.Expression) {
	if _, taken := t.values[id.Name.String()]; !taken {
		t.values[id.Name.String()] = value
	}
}

func (t *definitions) call(n *ast.CallExpression) {
	callee, ok := n.Callee.(*ast.Identifier)
	if !ok || len(n.ArgumentList) == 0 {
		return
	}
	target, ok := n.ArgumentList[0].(*ast.Identifier)
	if !ok {
		return
	}
	switch callee.Name.String() {
	case "__w2c_register":
		t.registered = target.Name.String()
	case "__export":
		if len(n.ArgumentList) < 2 {
			return
		}
		object, ok := n.ArgumentList[1].(*ast.ObjectLiteral)
		if !ok {
			return
		}
		names := map[string]ast.Expression{}
		for _, p := range object.Value {
			key, value := property(p)
			if arrow, ok := value.(*ast.ArrowFunctionLiteral); ok {
				if body, ok := arrow.Body.(*ast.ExpressionBody); ok {
					names[key] = body.Expression
				}
			}
		}
		t.exports[target.Name.String()] = names
	}
}

// property is the name and value of an object literal's property.
func property(p ast.Property) (string, ast.Expression) {
	switch p := p.(type) {
	case *ast.PropertyShort:
		return p.Name.Name.String(), &p.Name
	case *ast.PropertyKeyed:
		if s, ok := p.Key.(*ast.StringLiteral); ok {
			return s.Value.String(), p.Value
		}
	}
	return "", nil
}

// resolve follows names to what they stand for.
func (t *definitions) resolve(n ast.Expression, depth int) ast.Expression {
	if depth > 10 {
		return n
	}
	switch n := n.(type) {
	case *ast.Identifier:
		if v, ok := t.values[n.Name.String()]; ok {
			return t.resolve(v, depth+1)
		}
	case *ast.AssignExpression: // var _A = class _A …, A = _A
		return t.resolve(n.Right, depth+1)
	case *ast.CallExpression:
		// __name(value, "name") is its first argument.
		if id, ok := n.Callee.(*ast.Identifier); ok && id.Name.String() == "__name" && len(n.ArgumentList) > 0 {
			return t.resolve(n.ArgumentList[0], depth+1)
		}
	}
	return n
}

func (a *analysis) defaultExport(t definitions, value ast.Expression) {
	switch v := t.resolve(value, 0).(type) {
	case *ast.ObjectLiteral:
		a.facts.HandlersKnown = a.objectHandlers(t, v, 0)
	case *ast.ClassLiteral:
		a.facts.HandlersKnown = true
		for _, e := range v.Body {
			m, ok := e.(*ast.MethodDefinition)
			if !ok || m.Static {
				continue
			}
			if s, ok := m.Key.(*ast.StringLiteral); ok && s.Value.String() != "constructor" {
				a.handler(s.Value.String(), int(m.Idx))
			}
		}
	}
}

// objectHandlers adds an object's members; false when a spread hides some.
func (a *analysis) objectHandlers(t definitions, o *ast.ObjectLiteral, depth int) bool {
	known := true
	for _, p := range o.Value {
		if s, ok := p.(*ast.SpreadElement); ok {
			inner, ok := t.resolve(s.Expression, 0).(*ast.ObjectLiteral)
			known = known && ok && depth < 5 && a.objectHandlers(t, inner, depth+1)
			continue
		}
		if name, _ := property(p); name != "" {
			a.handler(name, int(p.Idx0()))
		}
	}
	return known
}

// events are the handler names that workerd calls; other members are the
// Worker's own business.
var events = nameSet([]string{"fetch", "scheduled", "queue", "email", "tail", "tailStream", "trace", "alarm", "connect", "test"})

func (a *analysis) handler(name string, idx int) {
	if events[name] {
		a.facts.Handlers = append(a.facts.Handlers, Handler{name, a.places.span(idx)})
	}
}

// extends is the last name of a superclass: DurableObject for
// `extends import_workers.DurableObject`.
func extends(c *ast.ClassLiteral) string {
	switch s := c.SuperClass.(type) {
	case *ast.Identifier:
		return s.Name.String()
	case *ast.DotExpression:
		return s.Identifier.Name.String()
	}
	return ""
}
