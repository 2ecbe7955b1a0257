package rx

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

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

// A pattern that backtracks without end stops when it is told to, and so does one
// that looks at a long text again from each of its places.
func TestStop(t *testing.T) {
	long := strings.Repeat("a", 1<<20)
	for pattern, text := range map[string]string{
		`(a+)+$`: long[:60] + "b", `(?:a|a|a|ab|b)*c$`: long[:60] + "b", `^(?:a?){60}a{60}$`: long[:59],
		`(?:.*)*x`: long[:60], `(?=(a+)+b)a`: long[:60], `(?:a+?)+?$`: long[:60] + "b",
		`[^x]*y`: long, `[^x]*?y`: long, `(a*)b`: long, `(?<!b.*)x|a(?<=b[^x]*)`: long,
	} {
		p, err := Compile(utf16.Encode([]rune(pattern)), "")
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		_, err = p.Match(Input{ASCII: text}, 0, false, nil, func() bool { asked++; return asked > 3 })
		if err != ErrStopped {
			t.Errorf("/%s/: got %v", pattern, err)
		}
	}
}

// What the compiler finds out about a pattern may make a match faster, never
// another one, and bytes are matched as units are.
func FuzzMatch(f *testing.F) {
	f.Add(`(?:(a)|b)*`, "g", "ab", 0)
	f.Add(`[\p{L}--[a-z]]`, "v", "É", 0)
	f.Add(`^(?!a|b$)(?:x*?y|(?=[ab])c|d+\d|\n|)+?$`, "im", "xxy\nd1", 1)
	f.Fuzz(func(t *testing.T, pattern, flags, text string, at int) {
		units := utf16.Encode([]rune(pattern))
		fast, err := Compile(units, flags)
		if err != nil {
			return
		}
		slow, err := compile(units, flags, maxLook+1)
		if err != nil {
			t.Fatal(err)
		}
		wide := Input{Units: utf16.Encode([]rune(text)), Wide: true}
		inputs := []Input{wide}
		if !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
			inputs = append(inputs, Input{ASCII: text})
		}
		at = max(0, min(at, len(wide.Units)))
		for _, sticky := range []bool{false, true} {
			want, err := slow.Match(wide, at, sticky, nil, patience())
			if err != nil {
				return
			}
			for _, in := range inputs {
				got, err := fast.Match(in, at, sticky, nil, patience())
				if err != nil || !slices.Equal(got, want) {
					t.Errorf("/%s/%s on %q at %d, sticky %v: %v, %v; want %v", pattern, flags, text, at, sticky, got, err, want)
				}
			}
		}
	})
}

func patience() func() bool {
	asked := 0
	return func() bool { asked++; return asked > 10 }
}
