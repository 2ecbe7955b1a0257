package intl_test

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/intl"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// What workerd answers.
func TestNumbers(t *testing.T) {
	webapitest.New(t, es.Class{}, intl.Class{}).Check([][2]string{
		{`const f = (o, x) => new Intl.NumberFormat("en-US", o).format(x);
		return [f({}, 1234.567), f({ style: "currency", currency: "USD" }, -1234.5), f({ style: "currency", currency: "JPY" }, 1234.5), f({ style: "percent" }, 0.256), f({ maximumFractionDigits: 0 }, 2.5), f({ minimumFractionDigits: 2 }, 2), f({ useGrouping: false }, 12345), f({ minimumIntegerDigits: 2 }, 5), f({ maximumSignificantDigits: 3 }, 123456), f({ minimumSignificantDigits: 3 }, 1), f({ style: "currency", currency: "CHF" }, 5), f({ signDisplay: "always" }, 5), f({}, 12345678901234567890n), f({}, -0), f({}, NaN), f({}, -Infinity)]`,
			"[\"1,234.567\",\"-$1,234.50\",\"¥1,235\",\"26%\",\"3\",\"2.00\",\"12345\",\"05\",\"123,000\",\"1.00\",\"CHF\u00a05.00\",\"+5\",\"12,345,678,901,234,567,890\",\"-0\",\"NaN\",\"-∞\"]"},
		{`const f = (x, o) => new Intl.NumberFormat("en-US", { notation: "compact", ...o }).format(x);
		return [f(1234567), f(999), f(15234), f(15234, { maximumFractionDigits: 1 }), f(1500), f(999999), f(0.123), f(-1234), f(1e15), f(99.95), f(1234567, { compactDisplay: "long" })]`,
			`["1.2M","999","15K","15.2K","1.5K","1M","0.12","-1.2K","1000T","100","1.2 million"]`},
		{`return [(1234.5).toLocaleString("en-US"), (1234567.8916).toLocaleString(), (1.005).toLocaleString("en", { maximumFractionDigits: 2 }), (12345678901234567890n).toLocaleString(), (1e21).toLocaleString()]`,
			`["1,234.5","1,234,567.892","1.01","12,345,678,901,234,567,890","1,000,000,000,000,000,000,000"]`},
		{`return new Intl.NumberFormat("en-US", { style: "currency" })`, `TypeError: Currency code is required with currency style.`},
		{`return new Intl.NumberFormat("en-US", { style: "foo" })`, `RangeError: Value foo out of range for Intl.NumberFormat options property style`},
		{`return new Intl.NumberFormat("en-US", { minimumFractionDigits: 5, maximumFractionDigits: 2 })`, `RangeError: maximumFractionDigits value is out of range.`},
		{`return [1, 2].map(Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format)`, `["$1.00","$2.00"]`},
		{`return new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).formatToParts(1234.5)`, `[{"type":"currency","value":"$"},{"type":"integer","value":"1"},{"type":"group","value":","},{"type":"integer","value":"234"},{"type":"decimal","value":"."},{"type":"fraction","value":"50"}]`},
		{`return [1, 2, 3, 4, 11, 21].map((n) => new Intl.PluralRules("en-US", { type: "ordinal" }).select(n))`, `["one","two","few","other","other","one"]`},
	})
}

func TestDates(t *testing.T) {
	webapitest.New(t, es.Class{}, intl.Class{}).Check([][2]string{
		{`const d = new Date(Date.UTC(2026, 10, 22, 15, 4, 5, 678)), f = (o) => new Intl.DateTimeFormat("en-US", o).format(d);
		return [f(), f({ dateStyle: "short" }), f({ dateStyle: "full", timeStyle: "short" }), f({ dateStyle: "medium", timeStyle: "short" }), f({ timeStyle: "long" }), f({ year: "numeric", month: "long", day: "numeric" }), f({ weekday: "short", month: "short", day: "numeric" }), f({ year: "numeric", month: "2-digit", day: "2-digit" }), f({ month: "short", year: "numeric" }), f({ hour: "numeric", minute: "2-digit" }), f({ hour: "2-digit", minute: "2-digit", hour12: false }), f({ year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit" }), f({ timeZone: "America/New_York", dateStyle: "full", timeStyle: "long" }), f({ timeZone: "Asia/Tokyo", timeZoneName: "short" })]`,
			`["11/22/2026","11/22/26","Sunday, November 22, 2026 at 3:04 PM","Nov 22, 2026, 3:04 PM","3:04:05 PM UTC","November 22, 2026","Sun, Nov 22","11/22/2026","Nov 2026","3:04 PM","15:04","November 22, 2026 at 3:04 PM","Sunday, November 22, 2026 at 10:04:05 AM EST","11/23/2026, GMT+9"]`},
		{`const d = new Date(0); return [d.toLocaleString(), d.toLocaleDateString("en-US"), d.toLocaleTimeString("en-US", { hour: "2-digit", minute: "2-digit" }), d.toLocaleDateString(undefined, { dateStyle: "medium" }), new Date(NaN).toLocaleString(), String(d)]`,
			`["1/1/1970, 12:00:00 AM","1/1/1970","12:00 AM","Jan 1, 1970","Invalid Date","Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)"]`},
		{`return new Intl.DateTimeFormat("en-US", { timeZone: "Nope/X" })`, `RangeError: Invalid time zone specified: Nope/X`},
		{`return new Intl.DateTimeFormat().format(new Date(NaN))`, `RangeError: Invalid time value`},
		{`return new Date(0).toLocaleDateString("en-US", { timeStyle: "short" })`, `TypeError: Invalid option : timeStyle`},
		{`return new Intl.DateTimeFormat().resolvedOptions()`, `{"locale":"en-US","calendar":"gregory","numberingSystem":"latn","timeZone":"UTC","year":"numeric","month":"numeric","day":"numeric"}`},
	})
}

func TestWords(t *testing.T) {
	webapitest.New(t, es.Class{}, intl.Class{}).Check([][2]string{
		{`return [new Intl.ListFormat("en").format(["a", "b", "c"]), new Intl.ListFormat("en", { type: "disjunction" }).format(["a", "b"])]`, `["a, b, and c","a or b"]`},
		{`const r = (o, ...a) => new Intl.RelativeTimeFormat("en", o).format(...a); return [r({ numeric: "auto" }, -1, "day"), r({}, -3, "hour"), r({}, 1, "seconds"), r({ style: "short" }, -3, "month"), r({}, -1.5, "hour")]`, `["yesterday","3 hours ago","in 1 second","3 mo. ago","1.5 hours ago"]`},
		{`return [["a", "B", "ä", "z", "Z", "A", "_", "1", "é", "e"].sort(Intl.Collator("en").compare).join(""), ["a10", "a2"].sort(new Intl.Collator(undefined, { numeric: true }).compare), "a".localeCompare("A", undefined, { sensitivity: "base" }), "a2".localeCompare("a10", undefined, { numeric: true }), "a".localeCompare("A")]`, `["_1aAäBeézZ",["a2","a10"],0,-1,-1]`},
		{`return [...new Intl.Segmenter("en").segment("a\u0301b👨‍👩‍👧")].map((s) => s.segment.length)`, `[2,1,8]`},
		{`return [new Intl.NumberFormat("de-DE").format(1234.5), new Intl.NumberFormat("xx").resolvedOptions().locale]`, `["1.234,5","en-US"]`},
		{`return new Intl.NumberFormat("th")`, `RangeError: Intl: the data of locale "th" is not part of this host`},
		{`return ["ä".localeCompare("z", "sv"), "ä".localeCompare("z", "de")]`, `[1,-1]`},
		{`return [typeof Intl, Intl.DateTimeFormat.supportedLocalesOf("de"), Intl.getCanonicalLocales("en-us")]`, `["object",["de"],["en-US"]]`},
	})
}
