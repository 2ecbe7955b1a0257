package rewrite

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
	"github.com/dop251/goja/token"

	"github.com/w2c-dev/w2c/transform/analyze"
)

// fieldName is what stands before the place where goja's parser gives up on a
// class field called get, set or async: it takes the word for a modifier and
// reports the token behind it, at the place where the next one starts, which may
// be behind a comment.
var fieldName = regexp.MustCompile(`(#?)\b(get|set|async)\s*[=;}]?\s*(?:/\*[^*\n]*\*/\s*)*$`)

// maxRepairs ends a loop that makes no progress; real bundles need a handful.
const maxRepairs = 1000

// repair works round defects of goja's parser and compiler. `class A { get = 1 }` is a
// SyntaxError to it. Only the places the parser itself rejects are touched:
// the name becomes a computed one, or another private one, which means the
// same. And `#x in o && y` ends its compiler: see repairPrivateIn; constants may
// end the process: see repairConstants. It returns the tree of the repaired script, or the parser's last error.
func repair(t *text) (*ast.Program, error) {
	for n := 0; ; n++ {
		tree, err := parser.ParseFile(nil, scriptName, t.code, 0, parser.WithDisableSourceMaps)
		if err == nil && n < maxRepairs && (repairPrivateIn(t, tree) || repairConstants(t, tree)) {
			continue
		}
		var list parser.ErrorList
		if err == nil || n == maxRepairs || !errors.As(err, &list) || len(list) == 0 {
			return tree, err
		}
		e := list[0]
		if !strings.HasPrefix(e.Message, "Unexpected token") || !repairField(t, offsetOf(t.code, e.Position.Line, e.Position.Column)) {
			return nil, err
		}
	}
}

// repairPrivateIn puts parentheses round `#x in o` where goja took the operator
// behind it, && or its like, for its own.
func repairPrivateIn(t *text, tree *ast.Program) bool {
	var splices []splice
	analyze.Walk(tree, func(n any) bool {
		b, ok := n.(*ast.BinaryExpression)
		if !ok || b.Operator != token.LOGICAL_AND && b.Operator != token.LOGICAL_OR && b.Operator != token.COALESCE {
			return true
		}
		if id, ok := b.Left.(*ast.PrivateIdentifier); ok {
			from, to := int(id.Idx)-1, int(b.Right.Idx1())-1
			if from >= 0 && to <= len(t.code) && from < to && strings.HasPrefix(t.code[from:], "#") {
				splices = append(splices, splice{from, from, "("}, splice{to, to, ")"})
			}
		}
		return true
	}, nil)
	t.apply(splices)
	return len(splices) > 0
}

func repairField(t *text, at int) bool {
	from := max(0, at-200)
	m := fieldName.FindStringSubmatchIndex(t.code[from:at])
	if m == nil {
		return false
	}
	name := t.code[from+m[4] : from+m[5]]
	if m[2] == m[3] {
		t.replace(from+m[4], from+m[5], `["`+name+`"]`)
		return true
	}
	// A private name is visible in its class only; renaming it everywhere in the
	// script renames other classes' too, which nobody can see either. That a
	// string was not meant is checked once there is a tree: see privateNames.
	uses := regexp.MustCompile("(?m)(?:^|[^\"'`\\w])(#"+name+`)\b`).FindAllStringSubmatchIndex(t.code, -1)
	for i := len(uses) - 1; i >= 0; i-- {
		t.replace(uses[i][2], uses[i][3], "#"+renamed(name))
	}
	t.private[renamed(name)] += len(uses)
	return true
}

func renamed(name string) string { return name + "_w2c" }

// privateNames checks that every renamed private name really is one: a text
// such as "#get" in a string would have changed the Worker's behaviour.
func privateNames(t *text, tree *ast.Program) error {
	found := map[string]int{}
	count := func(id ast.PrivateIdentifier) { found[id.Name.String()]++ }
	analyze.Walk(tree, func(n any) bool {
		switch n := n.(type) {
		case *ast.PrivateDotExpression:
			count(n.Identifier)
		case *ast.FieldDefinition:
			if id, ok := n.Key.(*ast.PrivateIdentifier); ok {
				count(*id)
			}
		case *ast.MethodDefinition:
			if id, ok := n.Key.(*ast.PrivateIdentifier); ok {
				count(*id)
			}
		case *ast.BinaryExpression:
			if id, ok := n.Left.(*ast.PrivateIdentifier); ok {
				count(*id)
			}
		}
		return true
	}, nil)
	for name, n := range t.private {
		if found[name] != n {
			return fmt.Errorf("the private field #%s cannot be renamed safely", strings.TrimSuffix(name, renamed("")))
		}
	}
	return nil
}
