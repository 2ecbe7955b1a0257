package rx

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf16"
)

// The answers in testdata are V8's; v8.mjs makes more of them.
func TestSameAsV8(t *testing.T) {
	data, err := os.ReadFile("testdata/v8.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		P, F string
		E    int
		C    []struct {
			T []uint16
			R [][]int
		}
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		p, err := Compile(utf16.Encode([]rune(c.P)), c.F)
		if (err != nil) != (c.E == 1) {
			t.Errorf("/%s/%s: %v want err %v", c.P, c.F, err, c.E)
			continue
		}
		if err != nil {
			continue
		}
		for _, x := range c.C {
			in := Input{Units: x.T, Wide: true}
			ascii := true
			for _, u := range x.T {
				ascii = ascii && u < 128
			}
			if ascii {
				in = Input{ASCII: string(utf16.Decode(x.T))}
			}
			got, err := p.Match(in, 0, false, nil, nil)
			ok := err == nil && (got == nil) == (x.R == nil)
			if ok && got != nil {
				for i, r := range x.R {
					if r == nil {
						ok = ok && (got[2*i] < 0 || got[2*i+1] < 0)
					} else {
						ok = ok && int(got[2*i]) == r[0] && int(got[2*i+1]) == r[1]
					}
				}
			}
			if !ok {
				t.Errorf("/%s/%s on %q %v: %v want %v %v", c.P, c.F, string(utf16.Decode(x.T)), x.T, got, x.R, err)
			}
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	for pattern, flags := range map[string]string{
		`\p{Nonsense}`: "u", `[a`: "v", `[^\q{ab}]`: "v", `\p{RGI_Emoji}`: "u", `\p{L`: "u", `(?<a>x)(?<a>y)`: "",
		`a**`: "", `(?i-i:a)`: "", `\k<a>`: "u", `{1}`: "u", `[b-a]`: "", `(`: "", `\`: "", `(?<=a)*`: "", `a{2,1}`: "",
	} {
		if _, err := Compile(utf16.Encode([]rune(pattern)), flags); err == nil {
			t.Errorf("/%s/%s compiled", pattern, flags)
		}
	}
}

// A pattern that backtracks without end stops when it is told to.
func TestStop(t *testing.T) {
	p, err := Compile(utf16.Encode([]rune(`(a+)+$`)), "")
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	_, err = p.Match(Input{ASCII: strings.Repeat("a", 60) + "b"}, 0, false, nil, func() bool { asked++; return asked > 3 })
	if err != ErrStopped {
		t.Errorf("got %v", err)
	}
}

func FuzzMatch(f *testing.F) {
	f.Add(`(?:(a)|b)*`, "g", "ab")
	f.Add(`[\p{L}--[a-z]]`, "v", "É")
	f.Fuzz(func(t *testing.T, pattern, flags, text string) {
		p, err := Compile(utf16.Encode([]rune(pattern)), flags)
		if err != nil {
			return
		}
		asked := 0
		_, _ = p.Match(Input{Units: utf16.Encode([]rune(text)), Wide: true}, 0, false, nil, func() bool { asked++; return asked > 10 })
	})
}
