package regex

import (
	"testing"

	"github.com/dop251/goja"
)

// Each case is what V8 answers.
func TestTranslate(t *testing.T) {
	vm := goja.New()
	test := func(pattern, flags, text string) bool {
		t.Helper()
		p, f, err := Translate(pattern, flags)
		if err != nil {
			t.Fatalf("/%s/%s: %v", pattern, flags, err)
		}
		re, err := vm.New(vm.Get("RegExp"), vm.ToValue(p), vm.ToValue(f))
		if err != nil {
			t.Fatalf("/%s/%s became /%s/%s: %v", pattern, flags, p, f, err)
		}
		fn, _ := goja.AssertFunction(re.Get("test"))
		v, err := fn(re, vm.ToValue(text))
		if err != nil {
			t.Fatal(err)
		}
		return v.ToBoolean()
	}
	for _, c := range []struct {
		pattern, flags, text string
		want                 bool
	}{
		{`^\p{L}+$`, "u", "éß", true},
		{`^\p{L}+$`, "u", "é1", false},
		{`^\P{L}+$`, "u", "12", true},
		{`^[\p{L}\d_-]+$`, "u", "é1_-", true},
		{`^[^\p{L}]+$`, "u", "é", false},
		{`^[^\P{L}]+$`, "u", "é", true},
		{`^\p{Script=Greek}$`, "u", "α", true},
		{`^\p{sc=Latin}$`, "u", "α", false},
		{`^\p{Letter}$`, "u", "α", true},
		{`^\p{gc=Uppercase_Letter}$`, "u", "A", true},
		{`^\p{ID_Start}\p{ID_Continue}*$`, "u", "a1", true},
		{`^\p{ID_Start}\p{ID_Continue}*$`, "u", "1a", false},
		{`^[$_\p{ID_Start}][$\u200c\u200d\p{ID_Continue}]*$`, "u", "$x1", true},
		{`^[^\P{ID_Start}x]$`, "u", "y", true},
		{`^[^\P{ID_Start}x]$`, "u", "x", false},
		{`^[\P{Lowercase}]$`, "u", "a", false},
		{`^\p{Lowercase}$`, "u", "ª", true},
		{`^\p{Emoji_Presentation}$`, "u", "😀", true},
		{`^\p{Extended_Pictographic}$`, "u", "😀", true},
		{`^\p{ASCII}+$`, "u", "abc", true},
		{`^\p{Any}$`, "u", "😀", true},
		{`^\p{Assigned}$`, "u", "a", true},
		{`^[\p{L}--[a-z]]$`, "v", "A", true},
		{`^[\p{L}--[a-z]]$`, "v", "a", false},
		{`^[[a-z]&&[aeiou]]+$`, "v", "aei", true},
		{`^[[a-z]&&[aeiou]]+$`, "v", "b", false},
		{`^[[a-z][0-9]]+$`, "v", "a1", true},
		{`^[^[a-z][0-9]]$`, "v", "a", false},
		{`^[^[a-z][0-9]]$`, "v", "!", true},
		{`^[\q{abc|d}x]$`, "v", "abc", true},
		{`^[\q{abc|d}x]$`, "v", "d", true},
		{`^[\q{abc|d}x]$`, "v", "ab", false},
		{`^[a\-\&]+$`, "v", "a-&", true},
		{`^[\p{Script=Greek}&&\p{L}]$`, "v", "α", true},
		{`^(?i:a)b$`, "", "Ab", true},
		{`^(?i:a)b$`, "", "AB", false},
		{`^(?-i:a)b$`, "i", "aB", true},
		{`^(?-i:a)b$`, "i", "AB", false},
		{`^\p{Lu}$`, "iu", "a", true},
		{`a/b`, "v", "a/b", true},
		{`[\]\\]`, "v", `\`, true},
		{`^[\u{1F600}-\u{1F610}]$`, "v", "😀", true},
		{`^[\uD83D\uDE00-\uD83D\uDE10]$`, "v", "😁", true},
	} {
		if got := test(c.pattern, c.flags, c.text); got != c.want {
			p, f, _ := Translate(c.pattern, c.flags)
			t.Errorf("/%s/%s on %q: %v, want %v (as /%s/%s)", c.pattern, c.flags, c.text, got, c.want, p, f)
		}
	}
}

func TestRefused(t *testing.T) {
	for pattern, flags := range map[string]string{
		`\p{Nonsense}`: "u", `\p{Greek}`: "u", `[a`: "v", `[^\q{ab}]`: "v", `a`: "d", `\p{RGI_Emoji}`: "v", `\p{L`: "u", `\p{sc=Foo}`: "u",
	} {
		if p, f, err := Translate(pattern, flags); err == nil {
			t.Errorf("/%s/%s became /%s/%s, want an error", pattern, flags, p, f)
		}
	}
}

func TestUntouched(t *testing.T) {
	for pattern, flags := range map[string]string{`\p{L}`: "", `a(?:b)(?=c)`: "g", `\d`: "u", `(?<name>x)`: "i"} {
		p, f, err := Translate(pattern, flags)
		if err != nil || p != pattern || f != flags {
			t.Errorf("/%s/%s became /%s/%s, %v", pattern, flags, p, f, err)
		}
	}
}

func FuzzTranslate(f *testing.F) {
	for _, s := range []string{`[\p{L}--[a-z]]`, `\p{`, `[`, `[\`, `\q{`, `[\q{a|`, `[^`, `\u{`, `[a--`, `[\uD83D\u`} {
		f.Add(s, "v")
		f.Add(s, "u")
	}
	f.Fuzz(func(t *testing.T, pattern, flags string) { _, _, _ = Translate(pattern, flags) })
}
