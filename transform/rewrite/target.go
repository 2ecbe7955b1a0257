package rewrite

import (
	"strings"

	"github.com/dop251/goja/ast"

	"github.com/w2c-dev/w2c/transform/analyze"
)

// targetName is jsloop.TargetName.
const targetName = "__w2c_target"

// hoistedTarget is the variable that arrow functions read instead.
const hoistedTarget = "__w2c_new_target"

// targetScope is a function, or another part of a class, with its new.target.
type targetScope struct {
	node   any
	f      *ast.FunctionLiteral // a function that may be called or constructed
	never  bool                 // new.target is always undefined
	arrows int
	uses   []*ast.MetaProperty
	nested bool // some use is in an arrow function in the body
}

// newTargets works round a defect of goja: a function that is called from a
// constructor sees the constructor's new.target. What can be constructed asks
// the platform which it was; what cannot gets undefined; the constructors of
// classes, which cannot be called, are right as they are.
func newTargets(t *text, tree *ast.Program) (changed bool) {
	if !strings.Contains(t.code, "new.target") {
		return false
	}
	p := &targetPass{code: t.code, kinds: map[*ast.FunctionLiteral]targetScope{}}
	analyze.Walk(tree, p.enter, p.leave)
	t.apply(p.splices)
	return len(p.splices) > 0
}

type targetPass struct {
	code    string
	kinds   map[*ast.FunctionLiteral]targetScope
	scopes  []*targetScope
	splices []splice
}

func (p *targetPass) push(node any, s targetScope) {
	s.node = node
	p.scopes = append(p.scopes, &s)
}

func (p *targetPass) top() *targetScope {
	if len(p.scopes) == 0 {
		return &targetScope{}
	}
	return p.scopes[len(p.scopes)-1]
}

func (p *targetPass) enter(n any) bool {
	switch n := n.(type) {
	case *ast.MethodDefinition:
		key, _ := n.Key.(*ast.StringLiteral)
		constructor := key != nil && key.Value == "constructor" && !n.Computed && !n.Static && n.Kind == ast.PropertyKindMethod
		p.kinds[n.Body] = targetScope{never: !constructor}
	case *ast.PropertyKeyed:
		if f, ok := n.Value.(*ast.FunctionLiteral); ok && n.Kind != ast.PropertyKindValue {
			p.kinds[f] = targetScope{never: true}
		}
	case *ast.FunctionLiteral:
		s, known := p.kinds[n]
		if !known {
			s.never = n.Async || n.Generator
			if !s.never {
				s.f = n
			}
		}
		p.push(n, s)
	case *ast.FieldDefinition:
		p.push(n, targetScope{never: !n.Computed})
	case *ast.ClassStaticBlock:
		p.push(n, targetScope{never: true})
	case *ast.ArrowFunctionLiteral:
		p.top().arrows++
	case *ast.MetaProperty:
		s := p.top()
		inBody := s.f != nil && n.Meta.Idx > s.f.Body.LeftBrace
		if s.never || inBody || s.arrows == 0 && s.f != nil {
			s.uses = append(s.uses, n)
			s.nested = s.nested || inBody && s.arrows > 0
		}
	}
	return true
}

func (p *targetPass) leave(n any) {
	if _, ok := n.(*ast.ArrowFunctionLiteral); ok {
		p.top().arrows--
		return
	}
	s := p.top()
	if s.node == nil || s.node != n {
		return
	}
	p.scopes = p.scopes[:len(p.scopes)-1]
	for _, use := range s.uses {
		from, to := int(use.Meta.Idx)-1, int(use.Idx1())-1
		if from < 0 || to > len(p.code) || p.code[from:to] != "new.target" {
			continue
		}
		with := "(" + targetName + "(new.target))"
		switch {
		case s.never:
			with = "(void 0)"
		case s.nested && use.Meta.Idx > s.f.Body.LeftBrace:
			with = hoistedTarget
		}
		p.splices = append(p.splices, splice{from, to, with})
	}
	if s.nested {
		at := int(s.f.Body.LeftBrace)
		// Directives stay in front.
		for _, statement := range s.f.Body.List {
			e, ok := statement.(*ast.ExpressionStatement)
			if !ok {
				break
			}
			if _, ok := e.Expression.(*ast.StringLiteral); !ok {
				break
			}
			at = int(e.Expression.Idx1()) - 1
			at += semicolon(p.code[at:])
		}
		start := ""
		if p.code[at-1] != '{' && p.code[at-1] != ';' {
			start = ";"
		}
		p.splices = append(p.splices, splice{at, at, start + " const " + hoistedTarget + " = " + targetName + "(new.target);"})
	}
}
