package rx

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/w2c-dev/w2c/runtime/hosttest/tools"
)

// random says how much TestRandom compares; set RX_RANDOM="seed patterns texts"
// for another or a longer run.
const random = "1 1000 4"

// TestRandom has V8 make random patterns of the whole grammar and match random
// texts with them, and gives both to our engine.
func TestRandom(t *testing.T) {
	kit, err := tools.New(os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	node, err := kit.Node(context.Background())
	if err != nil {
		t.Fatalf("no Node: %v", err)
	}
	args := strings.Fields(random)
	if own := os.Getenv("RX_RANDOM"); own != "" {
		args = strings.Fields(own)
	}
	out, err := exec.Command(node, append([]string{"testdata/v8.mjs"}, args...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	patterns, pairs := compare(t, out)
	if n, _ := strconv.Atoi(args[1]); patterns != n {
		t.Errorf("%d patterns of %d", patterns, n)
	}
	t.Logf("proved: %d random matches of %d patterns are V8's", pairs, patterns)
}

// TestSameAsV8 is the same with answers that were kept: testdata/v8.jsonl.
func TestSameAsV8(t *testing.T) {
	data, err := os.ReadFile("testdata/v8.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if patterns, _ := compare(t, data); patterns < 200 {
		t.Errorf("%d patterns", patterns)
	}
}

// asked is a pattern and what V8 made of it.
type asked struct {
	P, F string
	E    int // it is no pattern
	C    []struct {
		T []uint16 // the text
		L int      // lastIndex before
		R [][]int  // where the groups are; nil without a match
		I int      // lastIndex afterwards
		G []named  // the named groups, in their order
	}
}

type named struct {
	name string
	at   []int
}

func (n *named) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&n.name, &n.at})
}

func compare(t *testing.T, data []byte) (patterns, pairs int) {
	t.Helper()
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	within, alike := 0, 0
	for lines.Scan() {
		var c asked
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		patterns++
		p, err := Compile(utf16.Encode([]rune(c.P)), c.F)
		if (err != nil) != (c.E == 1) {
			t.Errorf("/%s/%s: %v, V8 refuses: %v", c.P, c.F, err, c.E == 1)
		}
		if err != nil || c.E == 1 {
			continue
		}
		for _, x := range c.C {
			pairs++
			in := Input{Units: x.T, Wide: true}
			if !slices.ContainsFunc(x.T, func(u uint16) bool { return u >= 128 }) {
				in = Input{ASCII: string(utf16.Decode(x.T))}
			}
			at, sticky, moves := 0, strings.Contains(c.F, "y"), strings.ContainsAny(c.F, "gy")
			if moves {
				at = x.L
			}
			var got []int32
			if at <= len(x.T) {
				deadline := time.Now().Add(5 * time.Second)
				got, err = p.Match(in, at, sticky, nil, func() bool { return time.Now().After(deadline) })
			}
			after := x.L
			if moves {
				after = 0
				if got != nil {
					after = int(got[1])
				}
			}
			if err == nil && p.unicode && (inPair(x.T, x.L) || got != nil && inPair(x.T, int(got[0])) || x.R != nil && inPair(x.T, x.R[0][0])) {
				within++
				if same(got, x.R) {
					alike++
				}
				continue
			}
			if err != nil || !same(got, x.R) || after != x.I || !sameNames(p, got, x.G) {
				t.Errorf("/%s/%s at %d of %q %v: %v %v, lastIndex %d; want %v, %d", c.P, c.F, x.L, string(utf16.Decode(x.T)), x.T, got, err, after, x.R, x.I)
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	// Between the halves of a pair V8 does not always agree with itself: a class
	// that takes everything may take half a pair there, and \B does not.
	if alike < within*8/10 {
		t.Errorf("of %d matches within a surrogate pair %d are V8's", within, alike)
	}
	return patterns, pairs
}

func inPair(text []uint16, at int) bool {
	return at > 0 && at < len(text) && isHigh(text[at-1]) && isLow(text[at])
}

// span is a group's place; nil when it took no part.
func span(got []int32, group int) []int {
	if got[2*group] < 0 || got[2*group+1] < 0 {
		return nil
	}
	return []int{int(got[2*group]), int(got[2*group+1])}
}

func same(got []int32, want [][]int) bool {
	if got == nil || want == nil {
		return got == nil && want == nil
	}
	for group, at := range want {
		if !slices.Equal(span(got, group), at) {
			return false
		}
	}
	return true
}

func sameNames(p *Program, got []int32, want []named) bool {
	if got == nil || want == nil {
		return want == nil
	}
	if len(p.Names) != len(want) {
		return false
	}
	for i, n := range p.Names {
		var at []int
		for _, group := range n.Groups {
			if s := span(got, group); s != nil {
				at = s
			}
		}
		if n.Name != want[i].name || !slices.Equal(at, want[i].at) {
			return false
		}
	}
	return true
}
