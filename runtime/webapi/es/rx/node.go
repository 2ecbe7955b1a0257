package rx

// The tree of a pattern. Case is resolved while parsing: under the i flag every
// set holds all that equals its members, so that matching is a look-up.

type node interface{ isNode() }

type (
	empty struct{}
	// one matches one character of a set.
	one struct{ set set }
	seq struct{ list []node }
	alt struct{ list []node }
	// group captures; index counts from 1.
	group struct {
		index int
		body  node
	}
	look struct {
		body           node
		behind, negate bool
	}
	repeat struct {
		body     node
		min, max int // max is unlimited at the value of that name
		lazy     bool
		from, to int // groups inside, which each turn forgets: from ≤ index < to
	}
	// backref matches what the first of its groups that took part has matched.
	backref struct {
		groups []int
		fold   *folding // nil: exactly
	}
	assert struct {
		kind assertion
		word set // for the word boundaries
	}
)

type assertion uint8

const (
	lineStart assertion = iota
	lineEnd
	textStart
	textEnd
	wordBoundary
	notWordBoundary
)

const unlimited = int(^uint32(0) >> 1)

func (empty) isNode()    {}
func (*one) isNode()     {}
func (*seq) isNode()     {}
func (*alt) isNode()     {}
func (*group) isNode()   {}
func (*look) isNode()    {}
func (*repeat) isNode()  {}
func (*backref) isNode() {}
func (*assert) isNode()  {}
