package intl

import (
	"sync"
	"unicode/utf16"

	"github.com/w2c-dev/w2c/runtime/webapi/es/unidata"
)

// Segments of text by Unicode's rules: https://www.unicode.org/reports/tr29/

type class uint8

const (
	other class = iota
	cr
	lf
	newline
	control
	extend
	zwj
	prepend
	spacing
	hangulL
	hangulV
	hangulT
	hangulLV
	hangulLVT
	regional
	aLetter
	hebrew
	numeric
	katakana
	extendNumLet
	format
	midLetter
	midNum
	midNumLet
	singleQuote
	doubleQuote
	space
)

// table gives the class of a character.
type table struct {
	sets []struct {
		set   unidata.Set
		class class
	}
}

func newTable(prefix string, names map[string]class) *table {
	t := &table{}
	for name, c := range names {
		if s, _, ok := unidata.Property(prefix + name); ok {
			t.sets = append(t.sets, struct {
				set   unidata.Set
				class class
			}{s, c})
		}
	}
	return t
}

func (t *table) of(r rune) class {
	for _, s := range t.sets {
		if s.set.Has(r) {
			return s.class
		}
	}
	return other
}

var graphemes = sync.OnceValue(func() *table {
	return newTable("gcb=", map[string]class{
		"CR": cr, "LF": lf, "Control": control, "Extend": extend, "ZWJ": zwj, "Prepend": prepend, "SpacingMark": spacing,
		"L": hangulL, "V": hangulV, "T": hangulT, "LV": hangulLV, "LVT": hangulLVT, "Regional_Indicator": regional,
	})
})

var words = sync.OnceValue(func() *table {
	return newTable("wb=", map[string]class{
		"CR": cr, "LF": lf, "Newline": newline, "Extend": extend, "ZWJ": zwj, "Format": format, "Regional_Indicator": regional,
		"ALetter": aLetter, "Hebrew_Letter": hebrew, "Numeric": numeric, "Katakana": katakana, "ExtendNumLet": extendNumLet,
		"MidLetter": midLetter, "MidNum": midNum, "MidNumLet": midNumLet, "Single_Quote": singleQuote, "Double_Quote": doubleQuote, "WSegSpace": space,
	})
})

func property(name string) unidata.Set {
	s, _, _ := unidata.Property(name)
	return s
}

// clusters are the offsets at which graphemes begin, in runes.
func clusters(text []rune) []int {
	var out []int
	t := graphemes()
	pictographic, consonant, linker, conjunct := property("Extended_Pictographic"), property("incb=Consonant"), property("incb=Linker"), property("incb=Extend")
	emoji, regionals := false, 0  // an emoji with extenders is being read; indicators so far
	indic, linked := false, false // a consonant was read, and a linker behind it
	before := other
	for i, r := range text {
		c := other
		if r >= 0x300 || r < ' ' || r == 0xA9 || r == 0xAD || r == 0xAE || r >= 0x7F && r < 0xA0 {
			c = t.of(r)
		}
		isConsonant := r >= 0x900 && consonant.Has(r)
		joined := i > 0
		switch {
		case i == 0:
		case before == cr && c == lf:
		case before == cr || before == lf || before == control || c == cr || c == lf || c == control:
			joined = false
		case before == hangulL && (c == hangulL || c == hangulV || c == hangulLV || c == hangulLVT),
			(before == hangulLV || before == hangulV) && (c == hangulV || c == hangulT),
			(before == hangulLVT || before == hangulT) && c == hangulT:
		case c == extend || c == zwj || c == spacing || before == prepend:
		case indic && linked && isConsonant:
		case before == zwj && emoji && pictographic.Has(r):
		case before == regional && c == regional && regionals%2 == 1:
		default:
			joined = false
		}
		if !joined {
			out = append(out, i)
		}
		switch {
		case pictographic.Has(r):
			emoji = true
		case c != extend && c != zwj:
			emoji = false
		}
		switch {
		case isConsonant:
			indic, linked = true, false
		case indic && linker.Has(r):
			linked = true
		case !(conjunct.Has(r) || c == zwj):
			indic = false
		}
		if c == regional {
			regionals++
		} else {
			regionals = 0
		}
		before = c
	}
	return out
}

// wordBreaks are the offsets at which words begin, in runes.
func wordBreaks(text []rune) []int {
	t := words()
	pictographic := property("Extended_Pictographic")
	classes := make([]class, len(text))
	for i, r := range text {
		classes[i] = t.of(r)
		if r == '.' {
			classes[i] = midNum // as ICU: a full stop ends a word
		}
	}
	letter := func(c class) bool { return c == aLetter || c == hebrew }
	skipped := func(c class) bool { return c == extend || c == zwj || c == format }
	// behind is the next class that counts, from i on.
	behind := func(i int) class {
		for ; i < len(classes); i++ {
			if !skipped(classes[i]) {
				return classes[i]
			}
		}
		return other
	}
	lineBreak := func(c class) bool { return c == cr || c == lf || c == newline }
	var out []int
	last, lastButOne := other, other // classes that count
	regionals := 0
	for i, c := range classes {
		joined := false
		switch {
		case i == 0:
		case classes[i-1] == cr && c == lf:
			joined = true
		case lineBreak(classes[i-1]) || lineBreak(c):
		case classes[i-1] == zwj && pictographic.Has(text[i]):
			joined = true
		case classes[i-1] == space && c == space:
			joined = true
		case skipped(c):
			joined = true
		case letter(last) && letter(c):
			joined = true
		case letter(last) && (c == midLetter || c == midNumLet || c == singleQuote) && letter(behind(i+1)):
			joined = true
		case letter(lastButOne) && (last == midLetter || last == midNumLet || last == singleQuote) && letter(c):
			joined = true
		case last == hebrew && c == singleQuote:
			joined = true
		case last == hebrew && c == doubleQuote && behind(i+1) == hebrew:
			joined = true
		case lastButOne == hebrew && last == doubleQuote && c == hebrew:
			joined = true
		case last == numeric && c == numeric, letter(last) && c == numeric, last == numeric && letter(c):
			joined = true
		case lastButOne == numeric && (last == midNum || last == midNumLet || last == singleQuote) && c == numeric:
			joined = true
		case last == numeric && (c == midNum || c == midNumLet || c == singleQuote) && behind(i+1) == numeric:
			joined = true
		case last == katakana && c == katakana:
			joined = true
		case (letter(last) || last == numeric || last == katakana || last == extendNumLet) && c == extendNumLet:
			joined = true
		case last == extendNumLet && (letter(c) || c == numeric || c == katakana):
			joined = true
		case last == regional && c == regional && regionals%2 == 1:
			joined = true
		}
		if !joined {
			out = append(out, i)
		}
		if skipped(c) && i > 0 && !lineBreak(classes[i-1]) {
			continue
		}
		lastButOne, last = last, c
		if c == regional {
			regionals++
		} else {
			regionals = 0
		}
	}
	return out
}

// segments gives pairs of where a segment begins, in UTF-16 units, and 1 when it
// is like a word.
func segments(units []uint16, granularity string) []any {
	var text []rune
	var at []int
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		at = append(at, i)
		if i+1 < len(units) && utf16.IsSurrogate(r) {
			if pair := utf16.DecodeRune(r, rune(units[i+1])); pair != 0xFFFD {
				r = pair
				i++
			}
		}
		text = append(text, r)
	}
	breaks := clusters
	if granularity == "word" {
		breaks = wordBreaks
	}
	starts := breaks(text)
	out := make([]any, 0, 2*len(starts))
	t := words()
	han := property("Ideographic")
	hiragana := property("sc=Hiragana")
	for n, from := range starts {
		to := len(text)
		if n+1 < len(starts) {
			to = starts[n+1]
		}
		like := 0
		if granularity == "word" {
			for _, r := range text[from:to] {
				switch t.of(r) {
				case aLetter, hebrew, numeric, katakana:
					like = 1
				}
				if han.Has(r) || hiragana.Has(r) {
					like = 1
				}
			}
		}
		out = append(out, at[from], like)
	}
	return out
}
