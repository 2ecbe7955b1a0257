package analyze

import "github.com/dop251/goja/ast"

// isScope says whether a node has names of its own in the sense of declaredIn.
func isScope(n any) bool {
	switch n.(type) {
	case *ast.Program, *ast.FunctionLiteral, *ast.ArrowFunctionLiteral, *ast.ClassStaticBlock:
		return true
	}
	return false
}

// declaredIn returns the names that a function, or the script, declares
// anywhere in itself outside nested functions. Blocks are
// not told apart: esbuild has already renamed what would hide a global at the
// top level, so this errs only towards taking a global for a local.
func declaredIn(n any) map[string]bool {
	d := declarations{}
	switch n := n.(type) {
	case *ast.Program:
		for _, s := range n.Body {
			d.collect(s)
		}
	case *ast.FunctionLiteral:
		if n.Name != nil {
			d[n.Name.Name.String()] = true
		}
		d["arguments"] = true
		d.collect(n.ParameterList)
		d.collect(n.Body)
	case *ast.ArrowFunctionLiteral:
		d.collect(n.ParameterList)
		d.collect(n.Body)
	case *ast.ClassStaticBlock:
		d.collect(n.Block)
	}
	return d
}

type declarations map[string]bool

func (d declarations) collect(n any) {
	Walk(n, func(n any) bool {
		switch n := n.(type) {
		case *ast.FunctionLiteral:
			// A declaration's name belongs to the scope around it; a function
			// expression's name does not, but counting it harms nobody.
			if n.Name != nil {
				d[n.Name.Name.String()] = true
			}
			return false
		case *ast.ArrowFunctionLiteral, *ast.ClassStaticBlock:
			return false
		case *ast.ClassLiteral:
			if n.Name != nil {
				d[n.Name.Name.String()] = true
			}
		case *ast.Binding:
			d.target(n.Target)
		case *ast.ForDeclaration:
			d.target(n.Target)
		case *ast.CatchStatement:
			if n.Parameter != nil {
				d.target(n.Parameter)
			}
		case *ast.ParameterList:
			if n.Rest != nil {
				d.target(n.Rest)
			}
		}
		return true
	}, nil)
}

// target adds the names that a binding pattern binds.
func (d declarations) target(n any) {
	switch n := n.(type) {
	case *ast.Identifier:
		if n != nil {
			d[n.Name.String()] = true
		}
	case *ast.AssignExpression: // a pattern's default
		d.target(n.Left)
	case *ast.Binding:
		d.target(n.Target)
	case *ast.ArrayPattern:
		for _, e := range n.Elements {
			d.target(e)
		}
		d.target(n.Rest)
	case *ast.ObjectPattern:
		for _, p := range n.Properties {
			switch p := p.(type) {
			case *ast.PropertyShort:
				d[p.Name.Name.String()] = true
			case *ast.PropertyKeyed:
				d.target(p.Value)
			}
		}
		d.target(n.Rest)
	}
}
