package rewrite

import (
	"regexp"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
	"github.com/dop251/goja/token"

	"github.com/w2c-dev/w2c/transform/analyze"
)

// esbuild keeps the names of functions and classes by calling __name on each
// one, because it may have had to rename the variable that would have given the
// name. Most were not renamed. A call that says what is so anyway costs goja a
// property definition each time a closure is made, and a reader a line each, so
// it is taken out: for Node by building once more without, when no call says
// anything new; for goja call by call.

// nameCall is a call of __name that says nothing new.
type nameCall struct {
	call      *ast.CallExpression
	statement bool                  // it stands by itself
	static    *ast.ClassStaticBlock // or it is all of a static block
}

// names finds the calls of __name in a script: those that say nothing new, and
// how many there are.
func names(tree *ast.Program) (idle []nameCall, all int) {
	n := &nameFinder{}
	analyze.Walk(tree, n.enter, nil)
	return n.idle, n.all
}

type nameFinder struct {
	idle []nameCall
	all  int
}

// nameOf takes a call of __name apart.
func nameOf(e ast.Expression) (call *ast.CallExpression, target ast.Expression, name string) {
	call, ok := e.(*ast.CallExpression)
	if !ok || len(call.ArgumentList) != 2 {
		return nil, nil, ""
	}
	callee, ok := call.Callee.(*ast.Identifier)
	if !ok || callee.Name != "__name" {
		return nil, nil, ""
	}
	text, ok := call.ArgumentList[1].(*ast.StringLiteral)
	if !ok {
		return nil, nil, ""
	}
	return call, call.ArgumentList[0], text.Value.String()
}

func (n *nameFinder) enter(x any) bool {
	switch x := x.(type) {
	case *ast.CallExpression:
		if call, _, _ := nameOf(x); call != nil {
			n.all++
		}
	case *ast.ExpressionStatement:
		// function f() {} … __name(f, "f");
		if call, target, name := nameOf(x.Expression); call != nil {
			if id, ok := target.(*ast.Identifier); ok && id.Name.String() == name {
				n.idle = append(n.idle, nameCall{call: call, statement: true})
			}
		}
	case *ast.Binding:
		if id, ok := x.Target.(*ast.Identifier); ok {
			n.value(x.Initializer, id.Name.String())
		}
	case *ast.AssignExpression:
		if id, ok := x.Left.(*ast.Identifier); ok && x.Operator == token.ASSIGN {
			n.value(x.Right, id.Name.String())
		}
	case *ast.PropertyKeyed:
		if key, ok := x.Key.(*ast.StringLiteral); ok && !x.Computed && key.Value != "__proto__" {
			n.value(x.Value, key.Value.String())
		}
	case *ast.FieldDefinition:
		if key, ok := x.Key.(*ast.StringLiteral); ok && !x.Computed {
			n.value(x.Initializer, key.Value.String())
		}
	case *ast.ClassDeclaration:
		if x.Class.Name != nil {
			n.class(x.Class, x.Class.Name.Name.String())
		}
	}
	return true
}

// value looks at what is given to a name: an anonymous function or class takes
// that name by itself.
func (n *nameFinder) value(e ast.Expression, given string) {
	if c, ok := e.(*ast.ClassLiteral); ok {
		if c.Name != nil {
			given = c.Name.Name.String()
		}
		n.class(c, given)
		return
	}
	call, target, name := nameOf(e)
	if call == nil || name != given {
		return
	}
	switch f := target.(type) {
	case *ast.ArrowFunctionLiteral:
	case *ast.FunctionLiteral:
		if f.Name != nil {
			return
		}
	default:
		return
	}
	n.idle = append(n.idle, nameCall{call: call})
}

// class looks for `static { __name(this, "C"); }`.
func (n *nameFinder) class(c *ast.ClassLiteral, given string) {
	for _, e := range c.Body {
		block, ok := e.(*ast.ClassStaticBlock)
		if !ok || len(block.Block.List) != 1 {
			continue
		}
		s, ok := block.Block.List[0].(*ast.ExpressionStatement)
		if !ok {
			continue
		}
		call, target, name := nameOf(s.Expression)
		if _, this := target.(*ast.ThisExpression); call != nil && this && name == given {
			n.idle = append(n.idle, nameCall{call: call, static: block})
		}
	}
}

// dropNames takes idle calls out of the text, line by line so that the source
// map can follow.
func dropNames(t *text, idle []nameCall) {
	var cuts []splice
	cut := func(from, to int) { cuts = append(cuts, splice{From: from, To: to}) }
	for _, n := range idle {
		from, open, closing := int(n.call.Callee.Idx0())-1, int(n.call.LeftParenthesis)-1, int(n.call.RightParenthesis)-1
		switch {
		case n.static != nil:
			block := n.static
			cut(int(block.Static)-1, int(block.Block.LeftBrace))
			cut(from, closing+1+semicolon(t.code[closing+1:]))
			cut(int(block.Block.RightBrace)-1, int(block.Block.RightBrace))
		case n.statement:
			cut(from, closing+1+semicolon(t.code[closing+1:]))
		default:
			// The name itself may have a comma in it.
			tail := strings.LastIndexByte(t.code[:int(n.call.ArgumentList[1].Idx0())-1], ',')
			cut(from, open+1)
			cut(tail, closing+1)
		}
	}
	for _, c := range cuts {
		if c.From < 0 || c.To > len(t.code) || c.From >= c.To || strings.Contains(t.code[c.From:c.To], "\n") {
			return // not esbuild's own layout: better leave everything
		}
	}
	t.apply(cuts)
}

func semicolon(s string) int {
	if strings.HasPrefix(s, ";") {
		return 1
	}
	return 0
}

var (
	importLine  = regexp.MustCompile(`(?m)^import .*;$`)
	exportBlock = regexp.MustCompile(`(?m)^export \{\n(?:  .*\n)*\};$`)
)

// namesAreIdle says whether no call of __name in an ES module says anything
// new. A module that goja's parser cannot read even without its imports and
// exports is left as it is.
func namesAreIdle(code string) bool {
	blank := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r == '\n' {
				return r
			}
			return ' '
		}, s)
	}
	script := exportBlock.ReplaceAllStringFunc(importLine.ReplaceAllStringFunc(code, blank), blank)
	tree, err := parser.ParseFile(nil, scriptName, "(async function () {"+script+"\n})", 0, parser.WithDisableSourceMaps)
	if err != nil {
		return false
	}
	idle, all := names(tree)
	return len(idle) == all
}
