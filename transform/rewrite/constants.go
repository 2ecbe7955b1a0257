package rewrite

import (
	"math"
	"math/big"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"github.com/w2c-dev/w2c/transform/analyze"
)

// goja works out constants while it compiles, and no limit holds then:
// `2n ** (2n ** 40n)` takes all the memory there is, in a function that nobody
// calls. A script may well have such a line, in a test of what overflows; V8
// throws a RangeError when it runs.

// mostBits is how large a BigInt goja may work out: larger than any that a person
// writes as an expression, and done at once.
const mostBits = 1 << 16

// repairConstants makes expressions of BigInts that may become larger than
// mostBits none that goja takes for constants: a literal in them becomes the last
// part of a sequence, which is the same value.
func repairConstants(t *text, tree *ast.Program) bool {
	if !strings.Contains(t.code, "**") && !strings.Contains(t.code, "<<") && !strings.Contains(t.code, ">>") {
		return false
	}
	var splices []splice
	analyze.Walk(tree, func(n any) bool {
		b, ok := n.(*ast.BinaryExpression)
		if !ok || b.Operator != token.EXPONENT && b.Operator != token.SHIFT_LEFT && b.Operator != token.SHIFT_RIGHT {
			return true
		}
		bits, literal := sizeOf(b)
		if literal == nil || bits <= mostBits {
			return true
		}
		from := int(literal.Idx) - 1
		to := from + len(literal.Literal)
		if from < 0 || to > len(t.code) || t.code[from:to] != literal.Literal {
			return true
		}
		splices = append(splices, splice{from, to, "(0, " + literal.Literal + ")"})
		return false // what is in it is no constant's part any more
	}, nil)
	t.apply(splices)
	return len(splices) > 0
}

// sizeOf is how many bits the value of a constant expression of BigInts has at
// most, and a literal in it; nil when it is no constant to goja, or has no BigInt.
func sizeOf(e ast.Expression) (bits float64, literal *ast.NumberLiteral) {
	switch e := e.(type) {
	case *ast.NumberLiteral:
		if v, ok := e.Value.(*big.Int); ok {
			return float64(v.BitLen()), e
		}
	case *ast.UnaryExpression:
		bits, literal = sizeOf(e.Operand)
		return bits + 1, literal
	case *ast.BinaryExpression:
		left, a := sizeOf(e.Left)
		right, b := sizeOf(e.Right)
		if a == nil || b == nil {
			return 0, nil
		}
		switch e.Operator {
		case token.EXPONENT:
			return left * largest(e.Right, right), a
		case token.SHIFT_LEFT, token.SHIFT_RIGHT: // by a negative number it is the other one
			return left + largest(e.Right, right), a
		case token.MULTIPLY:
			return left + right, a
		}
		return math.Max(left, right) + 1, a
	}
	return 0, nil
}

// largest is the greatest value that e, of so many bits, can have.
func largest(e ast.Expression, bits float64) float64 {
	if n, ok := e.(*ast.NumberLiteral); ok {
		v, _ := new(big.Float).SetInt(n.Value.(*big.Int)).Float64()
		return v
	}
	return math.Exp2(bits)
}
