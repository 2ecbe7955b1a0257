package console_test

import (
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/console"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// The texts are what workerd prints for the same calls.
func TestFormat(t *testing.T) {
	for call, want := range map[string]string{
		`console.log("plain", 1, null, undefined, true)`:               `plain 1 null undefined true`,
		`console.log("%s is %d, 100%%", "a", 1, "x")`:                  `a is 1, 100% x`,
		`console.log("100%")`:                                          `100%`,
		`console.log("log %s %d %o", "a", 1, { a: 1 })`:                `log a 1 { a: 1 }`,
		`console.log([1, 2, { b: [1, { c: { d: 1 } }] }])`:             `[ 1, 2, { b: [ 1, [Object] ] } ]`,
		`console.log(new Map([[1, { a: 2 }]]), new Set([1]))`:          `Map(1) { 1 => { a: 2 } } Set(1) { 1 }`,
		`console.log(Symbol("q"), 1n, () => 1, class A {})`:            `Symbol(q) 1n [Function (anonymous)] [class A]`,
		`console.log(new Date(0), /x/g, "str", ["str"], { s: "str" })`: `1970-01-01T00:00:00.000Z /x/g str [ 'str' ] { s: 'str' }`,
		`const o = {}; o.o = o; console.log(o)`:                        `{ o: [Circular *1] }`,
		`console.log(Promise.resolve(1))`:                              `Promise { 1 }`,
		`console.assert(false, "no")`:                                  `Assertion failed: no`,
		`console.log({ "a-b": "it's" })`:                               `{ 'a-b': "it's" }`,
		`console.count(); console.count()`:                             `default: 2`,
		`console.log(new Error("boo"))`:                                `Error: boo`,
		`console.log({ get a() { throw new Error(); } })`:              `{ a: [Getter] }`,
	} {
		vm := webapitest.New(t, console.Class{})
		if got := vm.Eval(call); got != "undefined" {
			t.Errorf("%s: %s", call, got)
		}
		log := strings.ReplaceAll(vm.Log.String(), `\"`, `"`)
		if !strings.Contains(log, want) {
			t.Errorf("%s\n logs %s want %s", call, log, want)
		}
	}
}

func TestLevels(t *testing.T) {
	vm := webapitest.New(t, console.Class{})
	vm.Eval(`console.debug("d1"); console.warn("w1"); console.error("e1"); console.info("i1")`)
	for _, want := range []string{"level=DEBUG msg=d1", "level=WARN msg=w1", "level=ERROR msg=e1", "level=INFO msg=i1", "request_id=test"} {
		if !strings.Contains(vm.Log.String(), want) {
			t.Errorf("no %q in %s", want, vm.Log)
		}
	}
}
