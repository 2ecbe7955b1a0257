// Package intl is Intl and the toLocaleString family for en-US, the locale of
// Workers. Another locale, or an option that is not understood, throws a
// RangeError: words in the wrong language would be a wrong answer.
//
// The locale data of a browser is 30 MB; what is here is the part of CLDR that
// Workers which do not ask for a locale get.
package intl

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Class installs Intl.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "intl" }

//go:embed number.js
var numberSource string

//go:embed date.js
var dateSource string

//go:embed words.js
var wordsSource string

var (
	numberScript = jsloop.NewScript("intl/number.js", numberSource)
	dateScript   = jsloop.NewScript("intl/date.js", dateSource)
	wordsScript  = jsloop.NewScript("intl/words.js", wordsSource)
)

// Install defines Intl and the methods of Number, BigInt and Date in l's VM.
func (Class) Install(l *jsloop.Loop) error {
	vm := l.VM()
	intl := vm.NewObject()
	words := globals.Once(l, wordsScript, nil)
	number := after(words, globals.Once(l, numberScript, map[string]jsloop.Native{"decimal": decimalNative(l)}))
	date := after(words, globals.Once(l, dateScript, map[string]jsloop.Native{"zone": zoneNative(l)}))
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
		func() error { return globals.Lazy(l, intl, number, "NumberFormat", "PluralRules") },
		func() error { return globals.Lazy(l, intl, date, "DateTimeFormat") },
		func() error {
			return globals.Lazy(l, intl, after(number, words), "ListFormat", "RelativeTimeFormat", "Collator", "Segmenter", "getCanonicalLocales")
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
			f, _ = goja.AssertFunction(o.Get("localeCompare"))
		}
		v, err := f(call.This, args...)
		if err != nil {
			globals.Rethrow(l, err)
		}
		return v
	})
}

// decimal(x, minFraction, maxFraction, minSignificant, maxSignificant) → the
// digits of |x|, "1234.50". x is a number or, for BigInt, its digits; the
// significant ones are 0 when fractions decide.
func decimalNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		var text string
		if goja.IsString(call.Argument(0)) {
			text = strings.TrimPrefix(call.Argument(0).String(), "-")
		} else {
			text = strconv.FormatFloat(math.Abs(call.Argument(0).ToFloat()), 'f', -1, 64)
		}
		n := func(i int) int { return int(call.Argument(i).ToInteger()) }
		return l.VM().ToValue(decimal(text, n(1), n(2), n(3), n(4)))
	}
}

func decimal(text string, minFraction, maxFraction, minSignificant, maxSignificant int) string {
	whole, fraction, _ := strings.Cut(text, ".")
	if maxSignificant > 0 {
		maxFraction = maxSignificant - lead(whole, fraction)
	}
	text = round(whole, fraction, maxFraction)
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

// round rounds half away from zero on the shortest decimal form, as ICU does;
// rounding the binary value would turn 1.005 into 1.00. digits may be negative.
func round(whole, fraction string, digits int) string {
	if len(fraction) <= digits {
		return whole + "." + fraction
	}
	all := whole + fraction
	cut := len(whole) + digits
	if cut < 0 {
		return "0."
	}
	up := all[cut] >= '5'
	kept := []byte(all[:cut])
	for i := len(kept) - 1; up && i >= 0; i-- {
		if kept[i] == '9' {
			kept[i] = '0'
			continue
		}
		kept[i]++
		up = false
	}
	point := len(whole)
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

// zone(name, ms) → [seconds east of Greenwich, abbreviation], or null for a
// zone nobody knows.
func zoneNative(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		name := call.Argument(0).String()
		if strings.EqualFold(name, "utc") || strings.EqualFold(name, "gmt") {
			return l.VM().NewArray(0, "UTC")
		}
		location, err := time.LoadLocation(name)
		if err != nil || name == "" || name == "Local" {
			return goja.Null()
		}
		abbreviation, offset := time.UnixMilli(call.Argument(1).ToInteger()).In(location).Zone()
		if strings.HasPrefix(name, "America/") || strings.HasPrefix(name, "US/") || name == "Pacific/Honolulu" {
			return l.VM().NewArray(offset, abbreviation)
		}
		return l.VM().NewArray(offset, "") // en-US has abbreviations for America only
	}
}
