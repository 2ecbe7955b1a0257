package es

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// There is no Intl here, and that shows: typeof Intl is "undefined". The
// toLocaleString family answers for en-US, the locale of Workers, without
// options; anything else throws rather than answer in the wrong words.

func installLocale(l *jsloop.Loop) error {
	vm := l.VM()
	proto := func(class string) *goja.Object { return vm.Get(class).ToObject(vm).Get("prototype").ToObject(vm) }

	err := globals.Func(l, proto("Number"), "toLocaleString", 0, func(call goja.FunctionCall) goja.Value {
		low, high := localeOptions(l, "Number.prototype.toLocaleString", call, "minimumFractionDigits", "maximumFractionDigits")
		return vm.ToValue(groupNumber(call.This.ToFloat(), low, high))
	})
	if err != nil {
		return err
	}
	err = globals.Func(l, proto("BigInt"), "toLocaleString", 0, func(call goja.FunctionCall) goja.Value {
		localeOptions(l, "BigInt.prototype.toLocaleString", call)
		digits := call.This.String()
		sign := ""
		if strings.HasPrefix(digits, "-") {
			sign, digits = "-", digits[1:]
		}
		return vm.ToValue(sign + groupDigits(digits))
	})
	if err != nil {
		return err
	}
	date := proto("Date")
	getTime, _ := goja.AssertFunction(date.Get("getTime"))
	for name, layout := range map[string]string{
		"toLocaleString":     "1/2/2006, 3:04:05 PM",
		"toLocaleDateString": "1/2/2006",
		"toLocaleTimeString": "3:04:05 PM",
	} {
		err := globals.Func(l, date, name, 0, func(call goja.FunctionCall) goja.Value {
			ms, err := getTime(call.This)
			if err != nil {
				globals.Rethrow(l, err)
			}
			localeOptions(l, "Date.prototype."+name, call)
			if math.IsNaN(ms.ToFloat()) {
				return vm.ToValue("Invalid Date")
			}
			return vm.ToValue(time.UnixMilli(ms.ToInteger()).UTC().Format(layout))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// localeOptions checks the arguments (locales, options) and returns the values
// of the two options that are understood, -1 when absent.
func localeOptions(l *jsloop.Loop, what string, call goja.FunctionCall, understood ...string) (low, high int) {
	low, high = -1, -1
	if v := call.Argument(0); !goja.IsUndefined(v) {
		locale := v.String()
		if locale != "en-US" && locale != "en" && locale != "" {
			l.Throw(jsloop.Errorf("RangeError", "%s: locale %q is not available on this host, only en-US is", what, locale))
		}
	}
	options, ok := call.Argument(1).(*goja.Object)
	if !ok {
		return low, high
	}
	for _, key := range options.Keys() {
		v := options.Get(key)
		switch {
		case goja.IsUndefined(v):
		case key == "timeZone" && v.String() == "UTC":
		case len(understood) == 2 && key == understood[0]:
			low = fractionDigits(l, key, v)
		case len(understood) == 2 && key == understood[1]:
			high = fractionDigits(l, key, v)
		default:
			l.Throw(jsloop.Errorf("RangeError", "%s: option %q is not available on this host", what, key))
		}
	}
	return low, high
}

func fractionDigits(l *jsloop.Loop, key string, v goja.Value) int {
	n := v.ToFloat()
	if math.IsNaN(n) || n < 0 || n > 100 {
		l.Throw(jsloop.Errorf("RangeError", "%s value is out of range.", key))
	}
	return int(n)
}

func groupNumber(x float64, low, high int) string {
	if low < 0 {
		low = min(0, high)
		low = max(low, 0)
	}
	if high < 0 {
		high = max(3, low)
	}
	switch {
	case math.IsNaN(x):
		return "NaN"
	case math.IsInf(x, 1):
		return "∞"
	case math.IsInf(x, -1):
		return "-∞"
	}
	text := roundDecimal(math.Abs(x), high)
	whole, fraction, _ := strings.Cut(text, ".")
	for len(fraction) > low && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	out := groupDigits(whole)
	if fraction != "" {
		out += "." + fraction
	}
	if math.Signbit(x) {
		out = "-" + out
	}
	return out
}

// roundDecimal rounds the shortest decimal form of x half away from zero, as
// ICU does; rounding the binary value would turn 1.005 into 1.00.
func roundDecimal(x float64, digits int) string {
	text := strconv.FormatFloat(x, 'f', -1, 64)
	whole, fraction, _ := strings.Cut(text, ".")
	if len(fraction) <= digits {
		return whole + "." + fraction + strings.Repeat("0", digits-len(fraction))
	}
	up := fraction[digits] >= '5'
	kept := []byte(whole + fraction[:digits])
	for i := len(kept) - 1; up && i >= 0; i-- {
		if kept[i] == '9' {
			kept[i] = '0'
			continue
		}
		kept[i]++
		up = false
	}
	if up {
		kept = append([]byte{'1'}, kept...)
	}
	at := len(kept) - digits
	return string(kept[:at]) + "." + string(kept[at:])
}

func groupDigits(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
