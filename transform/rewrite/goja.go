// Package rewrite makes the script that a server loads. For Node that is
// esbuild's ESM output; for goja, which lacks some syntax, it is a script
// lowered, wrapped, repaired and compiled once here, so that what is shipped is
// known to load. It is the only room that edits JavaScript.
package rewrite

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
	"github.com/evanw/esbuild/pkg/api"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/webapi/es/rx"
	"github.com/w2c-dev/w2c/transform/analyze"
	"github.com/w2c-dev/w2c/transform/bundle"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/sourcemap"
)

// scriptName is the script's name in goja's messages.
const scriptName = "worker.js"

// Script is a script ready to be written.
type Script struct {
	Code []byte
	Map  *sourcemap.Map
	// Tree is goja's parse of Code; nil for Node's script.
	Tree *ast.Program
	// Built is what esbuild said about the bundle.
	Built bundle.Result
	// namesDropped says that the calls that keep names were idle and left out.
	namesDropped bool
}

// gojaLacks is the syntax that goja does not have; everything else stays as it
// was written, because what runs natively is faster than what was lowered.
func gojaLacks() map[string]bool {
	return map[string]bool{
		"async-generator":   false,
		"for-await":         false,
		"using":             false,
		"decorators":        false,
		"dynamic-import":    false,
		"import-meta":       false,
		"import-attributes": false,
		"hashbang":          false,
	}
}

// The script is one async function: a virtual entry leaves no import or export
// in esbuild's output, so enclosing it gives top-level await for free. A name
// made at run time goes through require, which looks into the table of modules
// and otherwise says what workerd says.
const (
	gojaModules = `(async function () {"use strict";` + gojaRequire
	gojaService = `(async function () {` + gojaRequire
	gojaRequire = `let __w2c_table = {}; const require = (n) => { ` +
		`const m = __w2c_table[String(n).replace(/^(\.?\/)+/, "")]; if (m) return m(); ` +
		`throw new Error("No such module \"" + n + "\"."); };`
)

func gojaVariant(b *bundle.Bundler) bundle.Variant {
	v := bundle.Variant{
		Target:    api.ESNext,
		Supported: gojaLacks(),
		Banner:    gojaModules + b.Compat.Prelude(),
		Footer:    "})()",
		Entry:     fmt.Sprintf("import * as worker from %q;\n__w2c_register(worker);\n", bundle.UserEntry),
		Host: func(name string) (external, source string) {
			return "", fmt.Sprintf("module.exports = __w2c_module(%q);\n", name)
		},
		Data: func(b64 string) string { return fmt.Sprintf("Uint8Array.fromBase64(%q).buffer", b64) },
		Wasm: func(name string, _ []byte) string {
			return fmt.Sprintf("export default __w2c_module(%q);\n", "wasm:"+name)
		},
	}
	if b.HasTable() {
		v.Entry = fmt.Sprintf("import table from %q;\n__w2c_table = table;\n", bundle.TableModule) + v.Entry
	}
	if b.Syntax == manifest.ServiceWorker {
		// As wrangler: a classic script in a function, sloppy unless it says otherwise.
		v.Classic = true
		v.Banner, v.Footer, v.Entry = gojaService+b.Compat.Prelude(), "__w2c_register(null);\n})()", ""
	}
	return v
}

// Goja makes the script for goja. Diagnostics with errors mean there is none to
// ship; the Tree is there whenever the script could be parsed, for the analysis.
func Goja(b *bundle.Bundler) (Script, diag.List, error) {
	s, ds, err := goja1(b, gojaVariant(b))
	if err != nil || !superError(ds) {
		return s, ds, err
	}
	// esbuild leaves super where goja cannot take it: inside an async generator
	// method that was lowered while async functions were not.
	v := gojaVariant(b)
	v.Supported["async-await"] = false
	return goja1(b, v)
}

func superError(ds diag.List) bool {
	for _, d := range ds {
		if d.Code == "W2C-S012" && strings.Contains(d.Message, "'super' keyword unexpected") {
			return true
		}
	}
	return false
}

func goja1(b *bundle.Bundler, v bundle.Variant) (Script, diag.List, error) {
	built, ds, err := b.Build(v)
	if err != nil || ds.HasErrors() {
		return Script{}, ds, err
	}
	t := &text{code: strings.TrimRight(string(built.Script), "\n") + "\n", private: map[string]int{}}
	tree, err := repair(t)
	if err != nil {
		return Script{}, append(ds, refuse(t, built.Map, err)), nil
	}
	t.settle(built.Map)
	if err := privateNames(t, tree); err != nil {
		return Script{}, append(ds, refuse(t, built.Map, err)), nil
	}
	if idle, _ := names(tree); len(idle) > 0 {
		dropNames(t, idle)
		t.settle(built.Map)
		if tree, err = repair(t); err != nil {
			return Script{}, append(ds, refuse(t, built.Map, err)), nil
		}
	}
	seen := Script{Code: []byte(t.code), Map: built.Map, Tree: tree, Built: built}
	changed, more := regexLiterals(t, tree, built.Map)
	ds = append(ds, more...)
	if ds.HasErrors() {
		return seen, ds, nil
	}
	if changed {
		if tree, err = repair(t); err != nil {
			return Script{}, append(ds, refuse(t, built.Map, err)), nil
		}
	}
	if newTargets(t, tree) {
		if tree, err = repair(t); err != nil {
			return Script{}, append(ds, refuse(t, built.Map, err)), nil
		}
	}
	if stackReads(t, tree) {
		if tree, err = repair(t); err != nil {
			return Script{}, append(ds, refuse(t, built.Map, err)), nil
		}
	}
	if _, err := goja.CompileAST(tree, false); err != nil {
		return seen, append(ds, refuse(t, built.Map, err)), nil
	}
	t.settle(built.Map)
	return Script{Code: []byte(t.code), Map: built.Map, Tree: tree, Built: built}, ds, nil
}

// Inline joins a script and its map into one file, as the goja host loads it.
func (s Script) Inline() []byte {
	m := *s.Map
	m.Drop()
	return append(append([]byte(nil), s.Code...),
		"//# sourceMappingURL=data:application/json;base64,"+base64.StdEncoding.EncodeToString(m.Encode())+"\n"...)
}

// regexLiterals turns the literals into calls of the platform's function that
// makes regular expressions: goja's own parser refuses half of their grammar and
// misreads some of the rest. The platform compiles each pattern once.
func regexLiterals(t *text, tree *ast.Program, m *sourcemap.Map) (changed bool, ds diag.List) {
	var literals []*ast.RegExpLiteral
	analyze.Walk(tree, func(n any) bool {
		if l, ok := n.(*ast.RegExpLiteral); ok {
			literals = append(literals, l)
		}
		return true
	}, nil)
	var splices []splice
	for _, l := range literals {
		from := int(l.Idx) - 1
		whole := "/" + l.Pattern + "/" + l.Flags
		_, err := rx.Compile(utf16.Encode([]rune(l.Pattern)), l.Flags)
		if err == nil && !strings.HasPrefix(t.code[from:], whole) {
			err = errors.New("it is not where goja says")
		}
		if err != nil {
			reason := err.Error()
			var bad *rx.SyntaxError
			if errors.As(err, &bad) {
				reason = bad.Reason
			}
			line, start := position(t.code, from)
			ds = append(ds, diag.Diagnostic{
				Code: "W2C-S011", Severity: diag.Error,
				Message: fmt.Sprintf("the regular expression %s is not valid: %s", whole, reason),
				Span:    analyze.Origin(m, line, utf16Len(t.code[start:from])),
			})
			continue
		}
		splices = append(splices, splice{from, from + len(whole), "(" + rx.Literal + "(" + quote(l.Pattern) + ", " + quote(l.Flags) + "))"})
	}
	t.apply(splices)
	return len(splices) > 0, ds
}

// quote writes a string literal on one line.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\u2028", `\u2028`, "\u2029", `\u2029`).Replace(s) + `"`
}

// refuse turns a message of goja's parser or compiler into a diagnostic at the
// user's own line.
func refuse(t *text, m *sourcemap.Map, err error) diag.Diagnostic {
	d := diag.Diagnostic{
		Code: "W2C-S012", Severity: diag.Error,
		Message: "goja cannot compile the script: " + err.Error(),
		Hint:    "convert with --server hono",
	}
	line, col := 0, 0
	t.settle(m)
	var list parser.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		line, col = list[0].Position.Line, list[0].Position.Column
		d.Message = "goja cannot compile the script: " + list[0].Message
	}
	var bad *goja.CompilerSyntaxError
	if errors.As(err, &bad) {
		d.Message = "goja cannot compile the script: " + bad.Message
		if bad.File != nil {
			p := bad.File.Position(bad.Offset)
			line, col = p.Line, p.Column
		}
	}
	if line > 0 {
		off := offsetOf(t.code, line, col)
		_, start := position(t.code, off)
		d.Span = analyze.Origin(m, line-1, utf16Len(t.code[start:off]))
	}
	return d
}
