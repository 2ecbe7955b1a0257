package sourcemap_test

import (
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/transform/sourcemap"
)

// Two lines: the second has text of b.js at columns 4 and 10, and text of
// nobody's at column 20. Columns and fields go down as well as up.
const sample = `{"version":3,"sources":["a.js","b.js"],"sourcesContent":["one","x\ny"],"mappings":"AAAA;ICCC,MADDA,U","names":["n"]}`

func parse(t *testing.T, s string) *sourcemap.Map {
	t.Helper()
	m, err := sourcemap.Parse([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestLookup(t *testing.T) {
	m := parse(t, sample)
	for _, c := range []struct {
		line, col int
		want      string
		wantLine  int
		wantCol   int
	}{
		{0, 0, "a.js", 0, 0},
		{0, 99, "a.js", 0, 0},
		{1, 3, "", 0, 0},
		{1, 4, "b.js", 1, 1},
		{1, 9, "b.js", 1, 1},
		{1, 10, "b.js", 0, 0},
		{1, 20, "", 0, 0},
		{2, 0, "", 0, 0},
		{-1, 0, "", 0, 0},
	} {
		source, line, col, ok := m.Lookup(c.line, c.col)
		if source != c.want || line != c.wantLine || col != c.wantCol || ok != (c.want != "") {
			t.Errorf("%d:%d is %s:%d:%d %v, want %s:%d:%d", c.line, c.col, source, line, col, ok, c.want, c.wantLine, c.wantCol)
		}
	}
	if got := m.Line("b.js", 1); got != "y" {
		t.Errorf("line %q", got)
	}
	var none *sourcemap.Map
	if _, _, _, ok := none.Lookup(0, 0); ok {
		t.Error("a missing map knows a place")
	}
}

func TestEncodeGivesWhatWasRead(t *testing.T) {
	if got := strings.TrimSpace(string(parse(t, sample).Encode())); got != sample {
		t.Errorf("got  %s\nwant %s", got, sample)
	}
}

func TestApplyMovesMappings(t *testing.T) {
	m := parse(t, sample)
	m.Apply([]sourcemap.Edit{{Line: 1, Column: 6, Delta: 5}, {Line: 9, Column: 0, Delta: 1}})
	for col, want := range map[int]bool{4: true, 14: true, 15: true, 24: true, 25: false} {
		if _, _, _, ok := m.Lookup(1, col); ok != want {
			t.Errorf("column %d: %v", col, ok)
		}
	}
	if _, line, _, _ := m.Lookup(1, 15); line != 0 {
		t.Error("the second mapping did not move")
	}
}

func TestParseRefusesNonsense(t *testing.T) {
	for _, s := range []string{"", "{", `{"mappings":"!"}`, `{"mappings":"AA gg"}`, `{"mappings":"gggggggggggggggggggg"}`} {
		if _, err := sourcemap.Parse([]byte(s)); err == nil {
			t.Errorf("%q is taken for a source map", s)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"mappings":"AAAA,CDDD;;E","sources":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := sourcemap.Parse(data)
		if err != nil {
			return
		}
		m.Lookup(0, 0)
		again, err := sourcemap.Parse(m.Encode())
		if err != nil {
			t.Fatal(err)
		}
		if string(again.Encode()) != string(m.Encode()) {
			t.Error("encoding is not stable")
		}
	})
}
