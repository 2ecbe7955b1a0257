package bundle

import (
	"regexp"
	"strings"

	"github.com/w2c-dev/w2c/transform/project"
)

// The module types of wrangler's rules that a Worker's script can import.
const (
	ruleESModule = "ESModule"
	ruleCommonJS = "CommonJS"
	ruleWasm     = "CompiledWasm"
	ruleText     = "Text"
	ruleData     = "Data"
)

// defaultRules are wrangler's own, tried after the user's.
var defaultRules = []project.Rule{
	{Type: ruleText, Globs: []string{"**/*.txt", "**/*.html", "**/*.sql"}},
	{Type: ruleData, Globs: []string{"**/*.bin"}},
	{Type: ruleWasm, Globs: []string{"**/*.wasm", "**/*.wasm?module"}},
}

// rule is a module rule with its globs compiled twice, because wrangler reads
// them twice: loosely (a star crosses slashes) for what the script imports,
// strictly for the files that find_additional_modules collects.
type rule struct {
	typ    string
	globs  []string
	loose  []*regexp.Regexp
	strict []*regexp.Regexp
}

// compileRules joins the user's rules with the defaults as wrangler does: the
// first rule of a type hides later ones of the same type unless it says
// fallthrough. Hidden rules are returned because importing what only they match
// is an error in wrangler, with a text of its own.
func compileRules(user []project.Rule) (active, hidden []rule) {
	done := map[string]bool{}
	all := append(append([]project.Rule(nil), user...), defaultRules...)
	for _, r := range all {
		c := rule{typ: r.Type, globs: r.Globs}
		for _, g := range r.Globs {
			c.loose = append(c.loose, globRegexp(g, false))
			c.strict = append(c.strict, globRegexp(g, true))
		}
		if done[r.Type] {
			hidden = append(hidden, c)
			continue
		}
		active = append(active, c)
		if !r.Fallthrough {
			done[r.Type] = true
		}
	}
	return active, hidden
}

func (r rule) script() bool { return r.typ == ruleESModule || r.typ == ruleCommonJS }

func (r rule) matches(path string) bool { return anyMatch(r.loose, path) }

func (r rule) matchesFile(path string) bool { return anyMatch(r.strict, path) }

func anyMatch(list []*regexp.Regexp, s string) bool {
	for _, re := range list {
		if re.MatchString(s) {
			return true
		}
	}
	return false
}

// globRegexp translates a glob as wrangler does: only stars are special. With
// globstar a lone star stays inside one folder and "**" spans folders; without
// it every run of stars matches anything.
func globRegexp(glob string, globstar bool) *regexp.Regexp {
	var b strings.Builder
	b.WriteByte('^')
	for i := 0; i < len(glob); i++ {
		if glob[i] != '*' {
			b.WriteString(regexp.QuoteMeta(glob[i : i+1]))
			continue
		}
		start := i
		for i+1 < len(glob) && glob[i+1] == '*' {
			i++
		}
		atEdge := (start == 0 || glob[start-1] == '/') && (i+1 == len(glob) || glob[i+1] == '/')
		switch {
		case !globstar:
			b.WriteString(".*")
		case i > start && atEdge:
			b.WriteString("(?:[^/]*(?:/|$))*")
			i++ // the slash behind the stars belongs to them
		default:
			b.WriteString("[^/]*")
		}
	}
	b.WriteByte('$')
	return regexp.MustCompile(b.String())
}
