package rewrite

import (
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"github.com/w2c-dev/w2c/transform/analyze"
)

// stackReads sends each plain reading of a property called stack through the
// platform, which gives an error's stack the form libraries know from V8. The
// engine makes that property itself, on every error, so there is no other place
// to stand. Assignments, calls and optional chains stay as they are.
func stackReads(t *text, tree *ast.Program) (changed bool) {
	skip := map[any]bool{}
	var targets func(e any)
	targets = func(e any) {
		switch e := e.(type) {
		case *ast.DotExpression:
			skip[e] = true
		case *ast.ArrayPattern:
			for _, x := range e.Elements {
				targets(x)
			}
			targets(e.Rest)
		case *ast.ObjectPattern:
			for _, p := range e.Properties {
				if k, ok := p.(*ast.PropertyKeyed); ok {
					targets(k.Value)
				}
			}
			targets(e.Rest)
		case *ast.AssignExpression:
			targets(e.Left)
		}
	}
	var reads []*ast.DotExpression
	analyze.Walk(tree, func(n any) bool {
		switch n := n.(type) {
		case *ast.AssignExpression:
			targets(n.Left)
		case *ast.UnaryExpression:
			if n.Operator == token.DELETE || n.Operator == token.INCREMENT || n.Operator == token.DECREMENT {
				targets(n.Operand)
			}
		case *ast.CallExpression:
			targets(n.Callee)
		case *ast.NewExpression:
			targets(n.Callee)
		case *ast.TemplateLiteral:
			if n.Tag != nil {
				targets(n.Tag)
			}
		case *ast.ForInStatement:
			if into, ok := n.Into.(*ast.ForIntoExpression); ok {
				targets(into.Expression)
			}
		case *ast.ForOfStatement:
			if into, ok := n.Into.(*ast.ForIntoExpression); ok {
				targets(into.Expression)
			}
		case *ast.OptionalChain:
			// Up to its end the chain may be cut short anywhere.
			for e := ast.Expression(n.Expression); e != nil; {
				skip[e] = true
				e = inner(e)
			}
		case *ast.DotExpression:
			if n.Identifier.Name == "stack" && !skip[n] {
				reads = append(reads, n)
			}
		}
		return true
	}, nil)
	var splices []splice
	for _, r := range reads {
		switch r.Left.(type) {
		case *ast.SuperExpression, *ast.SequenceExpression:
			continue
		}
		from, name := int(r.Left.Idx0())-1, int(r.Identifier.Idx)-1
		end := name + len("stack")
		if from < 0 || end > len(t.code) || t.code[name:end] != "stack" {
			continue
		}
		dot := strings.LastIndexByte(t.code[:name], '.')
		if dot < from || strings.TrimSpace(t.code[dot+1:name]) != "" || strings.Contains(t.code[dot:end], "\n") {
			continue
		}
		splices = append(splices, splice{from, from, stackName + "("}, splice{dot, end, ")"})
	}
	t.apply(splices)
	return len(splices) > 0
}

// stackName is es.StackName.
const stackName = "__w2c_stack"

// inner is what an expression of a chain applies to.
func inner(e ast.Expression) ast.Expression {
	switch e := e.(type) {
	case *ast.DotExpression:
		return e.Left
	case *ast.BracketExpression:
		return e.Left
	case *ast.CallExpression:
		return e.Callee
	case *ast.Optional:
		return e.Expression
	}
	return nil
}
