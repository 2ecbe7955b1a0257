package main

import (
	"fmt"
	"io"
	"strings"
)

// This file says why tests of test262 fail: each expected failure belongs to one
// class, and the head of the baseline names the classes with their sizes.

// suiteClass is a reason that tests share. The first that matches counts.
type suiteClass struct {
	why string
	// A test belongs here when its path contains one of paths and, if there are
	// any, what it says contains one of says.
	paths, says []string
}

var suiteClasses = []suiteClass{
	{why: "Intl: a language, calendar or option whose data is not carried; asking for it is a RangeError",
		paths: []string{"intl402/"}},
	{why: "eval'd text goes through goja's compiler as it is: functions in its blocks are not hoisted (Annex B.3.3); a Worker may eval only while it starts",
		paths: []string{"/eval-code/"}},
	{why: "functions in blocks of sloppy scripts (Annex B.3.3) as esbuild lowers them; modules are strict",
		paths: []string{"annexB/language/function-code/", "annexB/language/global-code/", "annexB/language/statements/"}},
	{why: "the text of a function is what esbuild printed, without its comments and spaces",
		paths: []string{"Function/prototype/toString/"}},
	{why: "async generators are lowered to generators: they have no constructor and prototypes of their own",
		paths: []string{"AsyncGeneratorFunction/", "AsyncGeneratorPrototype/", "AsyncIteratorPrototype/", "superclass-async-generator"}},
	{why: "for await and yield* in lowered async generators: some steps of the iterator protocol come in another order or number",
		paths: []string{"AsyncFromSyncIteratorPrototype/", "async-generator/", "for-await-of/", "async-gen", "yield-star"}},
	{why: "using and await using in places where esbuild does not lower them",
		paths: []string{"/using/", "/await-using/"}},
	{why: "import() goes through the bundler and its table of modules",
		paths: []string{"/dynamic-import/", "/import.meta/", "module-code/"}},
	{why: "esbuild refuses what V8 refuses only when it runs, or reads await as in a module",
		paths: []string{""}, says: []string{"Invalid assignment target", "\"await\"", "SyntaxError: Unexpected"}},
	{why: "a built-in that is loaded at its first use is an accessor until then",
		paths: []string{""}, says: []string{"descriptor should be writable", "descriptor should not be writable"}},
	{why: "constructors behind a size check: without new, or what they read of their arguments first",
		paths: []string{"newtarget", "throw-type-error-before-custom-proto-access", "options-maxbytelength", "byteOffset-validated"}},
	{why: "limits that keep a process alive: lengths that no memory holds are a RangeError at once",
		paths: []string{""}, says: []string{"Invalid array length", "Invalid string length", "no end within", "the process ended", "but got a RangeError"}},
	{why: "identifiers of Unicode versions newer than goja's parser",
		paths: []string{"language/identifiers/"}},
	{why: "comments of HTML in the text of new Function",
		paths: []string{"createdynfn-"}},
	{why: "regular expressions",
		paths: []string{"RegExp/", "literals/regexp/", "matchAll/"}},
	{why: "with, and references that are resolved late",
		paths: []string{"statements/with/", "compound-assignment/", "logical-assignment/", "expressions/assignment/"}},
	{why: "several realms, which an isolate has not",
		paths: []string{""}, says: []string{"an isolate has one realm"}},
	{why: "other differences of goja's", paths: []string{""}},
}

func (c suiteClass) has(path, message string) bool {
	contains := func(s string, parts []string) bool {
		for _, p := range parts {
			if strings.Contains(s, p) {
				return true
			}
		}
		return false
	}
	return contains(path, c.paths) && (len(c.says) == 0 || contains(message, c.says))
}

// classify counts the failures of each class.
func (b suiteExpected) classify() []int {
	counts := make([]int, len(suiteClasses))
	for path, message := range b {
		for i, c := range suiteClasses {
			if c.has(path, message) {
				counts[i]++
				break
			}
		}
	}
	return counts
}

func (b suiteExpected) writeClasses(w io.Writer, prefix string) {
	for i, n := range b.classify() {
		if n > 0 {
			fmt.Fprintf(w, "%s%5d  %s\n", prefix, n, suiteClasses[i].why)
		}
	}
}
