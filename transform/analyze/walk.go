package analyze

import "github.com/dop251/goja/ast"

// Walk visits a goja syntax tree in source order. enter is called before a
// node's children and skips them by returning false; leave, which may be nil,
// is called after them for every node that was not skipped.
//
// The switch is long and dull on purpose: goja has no walker, and one made with
// reflection is ten times slower on a bundle of half a megabyte.
func Walk(n any, enter func(n any) bool, leave func(n any)) {
	w := walker{enter, leave}
	w.node(n)
}

type walker struct {
	enter func(any) bool
	leave func(any)
}

func (w walker) node(n any) {
	if empty(n) || !w.enter(n) {
		return
	}
	w.children(n)
	if w.leave != nil {
		w.leave(n)
	}
}

// empty says whether n is nil or a nil pointer of one of the optional parts.
func empty(n any) bool {
	switch n := n.(type) {
	case nil:
		return true
	case *ast.Identifier:
		return n == nil
	case *ast.BlockStatement:
		return n == nil
	case *ast.CatchStatement:
		return n == nil
	case *ast.ParameterList:
		return n == nil
	case *ast.FunctionLiteral:
		return n == nil
	case *ast.Binding:
		return n == nil
	}
	return false
}

func (w walker) expressions(list []ast.Expression) {
	for _, e := range list {
		w.node(e)
	}
}

func (w walker) statements(list []ast.Statement) {
	for _, s := range list {
		w.node(s)
	}
}

func (w walker) bindings(list []*ast.Binding) {
	for _, b := range list {
		w.node(b)
	}
}

func (w walker) children(n any) {
	switch n := n.(type) {
	case *ast.Program:
		w.statements(n.Body)

	// Statements.
	case *ast.BlockStatement:
		w.statements(n.List)
	case *ast.CaseStatement:
		w.node(n.Test)
		w.statements(n.Consequent)
	case *ast.CatchStatement:
		w.node(n.Parameter)
		w.node(n.Body)
	case *ast.DoWhileStatement:
		w.node(n.Body)
		w.node(n.Test)
	case *ast.ExpressionStatement:
		w.node(n.Expression)
	case *ast.ForInStatement:
		w.node(n.Into)
		w.node(n.Source)
		w.node(n.Body)
	case *ast.ForOfStatement:
		w.node(n.Into)
		w.node(n.Source)
		w.node(n.Body)
	case *ast.ForStatement:
		w.node(n.Initializer)
		w.node(n.Test)
		w.node(n.Update)
		w.node(n.Body)
	case *ast.IfStatement:
		w.node(n.Test)
		w.node(n.Consequent)
		w.node(n.Alternate)
	case *ast.LabelledStatement:
		w.node(n.Statement)
	case *ast.ReturnStatement:
		w.node(n.Argument)
	case *ast.SwitchStatement:
		w.node(n.Discriminant)
		for _, c := range n.Body {
			w.node(c)
		}
	case *ast.ThrowStatement:
		w.node(n.Argument)
	case *ast.TryStatement:
		w.node(n.Body)
		w.node(n.Catch)
		w.node(n.Finally)
	case *ast.VariableStatement:
		w.bindings(n.List)
	case *ast.LexicalDeclaration:
		w.bindings(n.List)
	case *ast.WhileStatement:
		w.node(n.Test)
		w.node(n.Body)
	case *ast.WithStatement:
		w.node(n.Object)
		w.node(n.Body)
	case *ast.FunctionDeclaration:
		w.node(n.Function)
	case *ast.ClassDeclaration:
		w.node(n.Class)

	// Parts of statements.
	case *ast.ForLoopInitializerExpression:
		w.node(n.Expression)
	case *ast.ForLoopInitializerVarDeclList:
		w.bindings(n.List)
	case *ast.ForLoopInitializerLexicalDecl:
		w.bindings(n.LexicalDeclaration.List)
	case *ast.ForIntoVar:
		w.node(n.Binding)
	case *ast.ForDeclaration:
		w.node(n.Target)
	case *ast.ForIntoExpression:
		w.node(n.Expression)
	case *ast.Binding:
		w.node(n.Target)
		w.node(n.Initializer)
	case *ast.ParameterList:
		w.bindings(n.List)
		w.node(n.Rest)
	case *ast.ExpressionBody:
		w.node(n.Expression)

	// Functions and classes.
	case *ast.FunctionLiteral:
		w.node(n.ParameterList)
		w.node(n.Body)
	case *ast.ArrowFunctionLiteral:
		w.node(n.ParameterList)
		w.node(n.Body)
	case *ast.ClassLiteral:
		w.node(n.SuperClass)
		for _, e := range n.Body {
			w.node(e)
		}
	case *ast.FieldDefinition:
		if n.Computed {
			w.node(n.Key)
		}
		w.node(n.Initializer)
	case *ast.MethodDefinition:
		if n.Computed {
			w.node(n.Key)
		}
		w.node(n.Body)
	case *ast.ClassStaticBlock:
		w.node(n.Block)

	// Expressions.
	case *ast.YieldExpression:
		w.node(n.Argument)
	case *ast.AwaitExpression:
		w.node(n.Argument)
	case *ast.ArrayLiteral:
		w.expressions(n.Value)
	case *ast.ArrayPattern:
		w.expressions(n.Elements)
		w.node(n.Rest)
	case *ast.AssignExpression:
		w.node(n.Left)
		w.node(n.Right)
	case *ast.BinaryExpression:
		w.node(n.Left)
		w.node(n.Right)
	case *ast.BracketExpression:
		w.node(n.Left)
		w.node(n.Member)
	case *ast.CallExpression:
		w.node(n.Callee)
		w.expressions(n.ArgumentList)
	case *ast.ConditionalExpression:
		w.node(n.Test)
		w.node(n.Consequent)
		w.node(n.Alternate)
	case *ast.DotExpression:
		w.node(n.Left)
	case *ast.PrivateDotExpression:
		w.node(n.Left)
	case *ast.OptionalChain:
		w.node(n.Expression)
	case *ast.Optional:
		w.node(n.Expression)
	case *ast.NewExpression:
		w.node(n.Callee)
		w.expressions(n.ArgumentList)
	case *ast.ObjectLiteral:
		for _, p := range n.Value {
			w.node(p)
		}
	case *ast.ObjectPattern:
		for _, p := range n.Properties {
			w.node(p)
		}
		w.node(n.Rest)
	case *ast.PropertyShort:
		w.node(&n.Name)
		w.node(n.Initializer)
	case *ast.PropertyKeyed:
		if n.Computed {
			w.node(n.Key)
		}
		w.node(n.Value)
	case *ast.SpreadElement:
		w.node(n.Expression)
	case *ast.SequenceExpression:
		w.expressions(n.Sequence)
	case *ast.TemplateLiteral:
		w.node(n.Tag)
		w.expressions(n.Expressions)
	case *ast.UnaryExpression:
		w.node(n.Operand)
	}
}
