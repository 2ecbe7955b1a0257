// Package intl is Intl and the toLocaleString family, on CLDR's data.
//
// Carried are 60 languages with all their regions (cldr.bin, 1.4 MB). A locale that
// CLDR knows and this host does not carry throws a RangeError that names it, and so
// do calendars other than the Gregorian, sentence segments and the dayPeriod
// option: words in the wrong language would be a wrong answer. A locale that
// nobody knows means en-US, the default of Workers.
//
// https://tc39.es/ecma402/
package intl

import (
	_ "embed"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/dop251/goja"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Class installs Intl.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "intl" }

//go:embed core.js
var coreSource string

//go:embed number.js
var numberSource string

//go:embed date.js
var dateSource string

//go:embed words.js
var wordsSource string

var (
	coreScript   = jsloop.NewScript("intl/core.js", coreSource)
	numberScript = jsloop.NewScript("intl/number.js", numberSource)
	dateScript   = jsloop.NewScript("intl/date.js", dateSource)
	wordsScript  = jsloop.NewScript("intl/words.js", wordsSource)
)

// Install defines Intl and the methods of Number, BigInt and Date in l's VM.
func (Class) Install(l *jsloop.Loop) error {
	vm := l.VM()
	intl := vm.NewObject()
	core := globals.Once(l, coreScript, natives(l))
	words := after(core, globals.Once(l, wordsScript, natives(l)))
	number := after(core, globals.Once(l, numberScript, natives(l)))
	date := after(core, globals.Once(l, dateScript, natives(l)))
	proto := func(class string) *goja.Object { return vm.Get(class).ToObject(vm).Get("prototype").ToObject(vm) }
	one := func(load globals.Load, part string) globals.Load {
		return func() (*goja.Object, error) {
			all, err := load()
			if err != nil {
				return nil, err
			}
			return all.Get(part).ToObject(vm), nil
		}
	}
	for _, step := range []func() error{
		func() error {
			return globals.Lazy(l, intl, number, "NumberFormat", "PluralRules", "RelativeTimeFormat")
		},
		func() error { return globals.Lazy(l, intl, date, "DateTimeFormat") },
		func() error {
			return globals.Lazy(l, intl, words, "ListFormat", "Collator", "Segmenter", "DisplayNames", "Locale")
		},
		func() error {
			return globals.LazyMethods(l, intl, core, map[string]int{"getCanonicalLocales": 1, "supportedValuesOf": 1})
		},
		func() error { return globals.Tag(l, intl, "Intl") },
		func() error { return globals.Value(vm.GlobalObject(), "Intl", intl) },
		func() error {
			return globals.LazyMethods(l, proto("Number"), one(number, "methods"), map[string]int{"toLocaleString": 0})
		},
		func() error {
			return globals.LazyMethods(l, proto("BigInt"), one(number, "methods"), map[string]int{"toLocaleString": 0})
		},
		func() error {
			return globals.LazyMethods(l, proto("Date"), one(date, "methods"),
				map[string]int{"toLocaleString": 0, "toLocaleDateString": 0, "toLocaleTimeString": 0})
		},
		func() error {
			return globals.LazyMethods(l, proto("Array"), one(number, "array"), map[string]int{"toLocaleString": 0})
		},
		func() error { return longZone(l, proto("Date")) },
		func() error { return compare(l, proto("String"), words) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// after makes load wait for first, whose script leaves what the next one needs.
func after(first, load globals.Load) globals.Load {
	return func() (*goja.Object, error) {
		if _, err := first(); err != nil {
			return nil, err
		}
		return load()
	}
}

// sanctionedUnits are the units ECMA-402 has.
const sanctionedUnits = "acre bit byte celsius centimeter day degree fahrenheit fluid-ounce foot gallon gigabit gigabyte gram hectare hour inch kilobit kilobyte kilogram " +
	"kilometer liter megabit megabyte meter microsecond mile mile-scandinavian milliliter millimeter millisecond minute month nanosecond ounce percent " +
	"petabyte pound second stone terabit terabyte week yard year"

// natives are what the scripts ask of Go.
func natives(l *jsloop.Loop) map[string]jsloop.Native {
	vm := l.VM()
	text := func(c goja.FunctionCall, i int) string { return c.Argument(i).String() }
	n := func(c goja.FunctionCall, i int) int { return int(c.Argument(i).ToInteger()) }
	return map[string]jsloop.Native{
		// section(locale, key) → JSON
		"section": func(c goja.FunctionCall) goja.Value {
			s, ok := section(text(c, 0), text(c, 1))
			if !ok {
				l.Throw(jsloop.Errorf("RangeError", "Intl: no data of kind %s for locale %s", text(c, 1), text(c, 0)))
			}
			return vm.ToValue(s)
		},
		"carried": func(c goja.FunctionCall) goja.Value {
			return vm.ToValue(len(cldr().Locales[text(c, 0)]) > 0)
		},
		"units": func(goja.FunctionCall) goja.Value { return vm.ToValue(sanctionedUnits) },
		// plain(x) → the digits of |x|, without an exponent
		"plain": func(c goja.FunctionCall) goja.Value {
			return vm.ToValue(strconv.FormatFloat(math.Abs(c.Argument(0).ToFloat()), 'f', -1, 64))
		},
		// lead(digits) → the place of the first one that counts
		"lead": func(c goja.FunctionCall) goja.Value {
			whole, fraction, _ := strings.Cut(text(c, 0), ".")
			return vm.ToValue(lead(whole, fraction))
		},
		// shift(digits, places) moves the point to the right
		"shift": func(c goja.FunctionCall) goja.Value { return vm.ToValue(shift(text(c, 0), n(c, 1))) },
		// decimal(digits, minFraction, maxFraction, minSignificant, maxSignificant, mode, increment)
		"decimal": func(c goja.FunctionCall) goja.Value {
			return vm.ToValue(decimal(text(c, 0), n(c, 1), n(c, 2), n(c, 3), n(c, 4), text(c, 5), n(c, 6)))
		},
		"zone":    zoneNative(l),
		"collate": collateNative(l),
		"segments": func(c goja.FunctionCall) goja.Value {
			s, ok := c.Argument(0).(goja.String)
			if !ok {
				return vm.NewArray()
			}
			units := make([]uint16, s.Length())
			for i := range units {
				units[i] = s.CharAt(i)
			}
			return vm.NewArray(segments(units, text(c, 1))...)
		},
	}
}

// withoutMarks takes the accents off.
func withoutMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

// shift moves the point of a decimal number.
func shift(text string, places int) string {
	whole, fraction, _ := strings.Cut(text, ".")
	for ; places > 0; places-- {
		if fraction == "" {
			fraction = "0"
		}
		whole, fraction = whole+fraction[:1], fraction[1:]
	}
	for ; places < 0; places++ {
		if whole == "" {
			whole = "0"
		}
		whole, fraction = whole[:len(whole)-1], whole[len(whole)-1:]+fraction
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// collateNative is collate(locale, sensitivity, numeric, a, b) → -1, 0, 1.
func collateNative(l *jsloop.Loop) jsloop.Native {
	type key struct {
		locale, sensitivity string
		numeric             bool
	}
	made := map[key]*collate.Collator{}
	return func(c goja.FunctionCall) goja.Value {
		k := key{c.Argument(0).String(), c.Argument(1).String(), c.Argument(2).ToBoolean()}
		by := made[k]
		if by == nil {
			var options []collate.Option
			switch k.sensitivity {
			case "base":
				options = append(options, collate.Loose)
			case "accent":
				options = append(options, collate.IgnoreCase)
			}
			if k.numeric {
				options = append(options, collate.Numeric)
			}
			by = collate.New(language.Make(k.locale), options...)
			made[k] = by
		}
		a, b := c.Argument(3).String(), c.Argument(4).String()
		if k.sensitivity == "case" {
			a, b = withoutMarks(a), withoutMarks(b)
		}
		return l.VM().ToValue(by.CompareString(a, b))
	}
}

// longZone lets Date.prototype.toString name the zone as V8 does.
func longZone(l *jsloop.Loop, date *goja.Object) error {
	for _, name := range []string{"toString", "toTimeString"} {
		native, _ := goja.AssertFunction(date.Get(name))
		err := globals.Func(l, date, name, 0, func(call goja.FunctionCall) goja.Value {
			v, err := native(call.This)
			if err != nil {
				globals.Rethrow(l, err)
			}
			if s := v.String(); strings.HasSuffix(s, "GMT+0000 (UTC)") {
				return l.VM().ToValue(strings.TrimSuffix(s, "(UTC)") + "(Coordinated Universal Time)")
			}
			return v
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// compare makes localeCompare obey its locales and options, which goja ignores.
func compare(l *jsloop.Loop, text *goja.Object, words globals.Load) error {
	native, _ := goja.AssertFunction(text.Get("localeCompare"))
	return globals.Func(l, text, "localeCompare", 1, func(call goja.FunctionCall) goja.Value {
		f, args := native, call.Arguments
		if len(args) > 1 {
			o, err := words()
			if err != nil {
				l.Throw(err)
			}
			f, _ = goja.AssertFunction(o.Get("compare"))
			args = append([]goja.Value{call.This}, args...)
		}
		v, err := f(call.This, args...)
		if err != nil {
			globals.Rethrow(l, err)
		}
		return v
	})
}

// decimal rounds the digits of a number; the significant ones are 0 when fractions
// decide.
func decimal(text string, minFraction, maxFraction, minSignificant, maxSignificant int, mode string, increment int) string {
	whole, fraction, _ := strings.Cut(text, ".")
	if maxSignificant > 0 {
		maxFraction = maxSignificant - lead(whole, fraction)
	}
	if increment > 1 {
		text = toIncrement(whole, fraction, maxFraction, mode, increment)
	} else {
		text = round(whole, fraction, maxFraction, mode)
	}
	whole, fraction, _ = strings.Cut(text, ".")
	if maxSignificant > 0 { // after rounding, which may have made a digit more
		minFraction = max(minSignificant-lead(whole, fraction), 0)
	}
	for len(fraction) > minFraction && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	if pad := minFraction - len(fraction); pad > 0 {
		fraction += strings.Repeat("0", pad)
	}
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// lead is the place of the first significant digit: 3 for 123, 0 for 0.5, -2 for 0.001.
func lead(whole, fraction string) int {
	if whole != "0" {
		return len(whole)
	}
	zeros := len(fraction) - len(strings.TrimLeft(fraction, "0"))
	if zeros == len(fraction) {
		return 1
	}
	return -zeros
}

// toIncrement rounds to a multiple of increment in the last place.
func toIncrement(whole, fraction string, digits int, mode string, increment int) string {
	for len(fraction) < digits {
		fraction += "0"
	}
	scaled, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		return whole
	}
	// One step, in units of the last digit given.
	step := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(fraction)-digits)), nil)
	step.Mul(step, big.NewInt(int64(increment)))
	quotient, rest := new(big.Int).QuoRem(scaled, step, new(big.Int))
	half := new(big.Int).Mul(rest, big.NewInt(2)).Cmp(step)
	up := half >= 0
	switch mode {
	case "expand":
		up = rest.Sign() > 0
	case "trunc":
		up = false
	case "halfTrunc":
		up = half > 0
	case "halfEven":
		up = half > 0 || half == 0 && quotient.Bit(0) == 1
	}
	if up {
		quotient.Add(quotient, big.NewInt(1))
	}
	text := quotient.Mul(quotient, big.NewInt(int64(increment))).String()
	if len(text) <= digits {
		text = strings.Repeat("0", digits-len(text)+1) + text
	}
	return text[:len(text)-digits] + "." + text[len(text)-digits:]
}

// round works on the shortest decimal form, as ICU does; rounding the binary value
// would turn 1.005 into 1.00. digits may be negative.
func round(whole, fraction string, digits int, mode string) string {
	if len(fraction) <= digits {
		return whole + "." + fraction
	}
	all := whole + fraction
	cut := len(whole) + digits
	if cut < 0 {
		all, cut = strings.Repeat("0", -cut)+all, 0
	}
	rest := all[cut:]
	half := rest[0] == '5' && strings.Trim(rest[1:], "0") == ""
	up := rest[0] >= '5'
	switch mode {
	case "expand":
		up = strings.Trim(rest, "0") != ""
	case "trunc":
		up = false
	case "halfTrunc":
		up = up && !half
	case "halfEven":
		up = up && (!half || cut > 0 && (all[cut-1]-'0')%2 == 1)
	}
	kept := []byte(all[:cut])
	for i := len(kept) - 1; up && i >= 0; i-- {
		if kept[i] == '9' {
			kept[i] = '0'
			continue
		}
		kept[i]++
		up = false
	}
	point := len(all) - len(fraction)
	if up {
		kept = append([]byte{'1'}, kept...)
		point++
	}
	for len(kept) < point {
		kept = append(kept, '0')
	}
	out := strings.TrimLeft(string(kept[:point]), "0")
	if out == "" {
		out = "0"
	}
	return out + "." + string(kept[point:])
}

// zone(name, ms) → [seconds east of Greenwich, summer time], or null for a zone
// nobody knows.
func zoneNative(l *jsloop.Loop) jsloop.Native {
	known := map[string]*time.Location{}
	return func(call goja.FunctionCall) goja.Value {
		name := call.Argument(0).String()
		location := known[name]
		if location == nil {
			var err error
			if location, err = time.LoadLocation(name); err != nil || name == "" || name == "Local" {
				return goja.Null()
			}
			known[name] = location
		}
		at := time.UnixMilli(call.Argument(1).ToInteger()).In(location)
		_, offset := at.Zone()
		return l.VM().NewArray(offset, at.IsDST())
	}
}
