package nodehost

import (
	"regexp"
	"slices"
	"strings"
)

// What a script may come to use of the platform, read from its words. This must
// err towards too much: what could get at globals by other means than their names
// gets everything.

// used are the names of features that the Worker's script, and the files written
// around it, may come to use.
func used(script string, around ...string) map[string]bool {
	found := map[string]bool{}
	t := wordsOf(script)
	globals, all := t.globals()
	if all || otherCode.MatchString(script) || computedImport.MatchString(script) {
		return allFeatures()
	}
	words := t.all()
	for _, text := range around {
		for w := range wordsOf(text).all() {
			words[w], globals[w] = true, true
		}
	}
	if nodeModule.MatchString(script) { // they export some of the classes
		globals = words
	}
	for _, f := range features {
		for w := range strings.FieldsSeq(f.globals) {
			found[f.name] = found[f.name] || globals[w]
		}
		for w := range strings.FieldsSeq(f.words) {
			found[f.name] = found[f.name] || words[w]
		}
		for m := range strings.FieldsSeq(f.modules) {
			found[f.name] = found[f.name] || strings.Contains(script, `"node:`+m+`"`) || strings.Contains(script, `"`+m+`"`)
		}
		if strings.Contains(script, `"./platform/`+f.file+`"`) {
			found[f.name] = true
		}
	}
	found[streams] = found[streams] || asyncGenerator.MatchString(script)
	found["language"] = found["language"] || iteratorText.MatchString(script)
	for range features { // what is needed may need more
		for _, f := range features {
			for _, n := range f.needs {
				found[n] = found[n] || found[f.name]
			}
		}
	}
	return found
}

var (
	word           = regexp.MustCompile(`[A-Za-z_$][\w$]*`)
	asyncGenerator = regexp.MustCompile(`\basync\s*(?:function\s*)?\*`)
	// Iterators are asked for join and includes, as arrays are all the time.
	iteratorText   = regexp.MustCompile(`\.(?:values|keys|entries|matchAll|take|drop)\([^()]*\)\s*\.\s*(?:join|includes)\(`)
	computedImport = regexp.MustCompile(`\b(?:import|getBuiltinModule)\s*\(\s*[^"'\s]`)
	nodeModule     = regexp.MustCompile(`["']node:`)
	// Modules that run code of other places. Code from strings is refused, see no-eval.ts.
	otherCode = regexp.MustCompile(`["'](?:node:)?(?:vm|repl|inspector|module|worker_threads)["']`)
)

// text is a script and where its words are.
type text struct {
	code string
	at   [][]int
}

func wordsOf(code string) text { return text{code, word.FindAllStringIndex(code, -1)} }

func (t text) word(i int) string {
	if i < 0 {
		return ""
	}
	return t.code[t.at[i][0]:t.at[i][1]]
}

// all are the words of the script, wherever they stand.
func (t text) all() map[string]bool {
	words := map[string]bool{}
	for i := range t.at {
		// Response.json() makes a body and reads none.
		if w := t.word(i); !t.inText(i) && !(w == "json" && t.word(i-1) == "Response" && t.isMember(i)) {
			words[w] = true
		}
	}
	return words
}

// inText says whether a word is a part of a quoted one such as "Cache-Control".
// Two quotes with nothing but a difference between them are no code.
func (t text) inText(i int) bool {
	start, end := t.at[i][0], t.at[i][1]
	part := func(c byte) bool { return c == '-' || c == '$' || word.MatchString(string(c)) || c >= '0' && c <= '9' }
	for start > 0 && part(t.code[start-1]) {
		start--
	}
	for end < len(t.code) && part(t.code[end]) {
		end++
	}
	return strings.Contains(t.code[start:end], "-") && start > 0 && end < len(t.code) &&
		strings.IndexByte("\"'`", t.code[start-1]) >= 0 && t.code[end] == t.code[start-1]
}

// before and after are what stands around a word, without white space.
func (t text) before(i int) string { return strings.TrimRight(t.code[:t.at[i][0]], " \t\r\n") }
func (t text) after(i int) string  { return strings.TrimLeft(t.code[t.at[i][1]:], " \t\r\n") }

func (t text) isMember(i int) bool {
	b := t.before(i)
	return strings.HasSuffix(b, ".") && !strings.HasSuffix(b, "...")
}

var (
	// The global object is a member of itself by these names.
	itself = []string{"globalThis", "self", "global", "window"}
	// A member that is named in the text.
	named = regexp.MustCompile(`^(?:\?\.|\.)\s*[A-Za-z_$]`)
	// const { a, b: c } = globalThis
	taken = regexp.MustCompile(`\{([\w$\s:,]*)\}\s*=$`)
	// (_a = globalThis).name, as compilers write it, and what may follow _a elsewhere.
	kept      = regexp.MustCompile(`\(\s*(_[a-z]\d*)\s*=$`)
	keptUse   = regexp.MustCompile(`^\s*(?:\?\.|\.)\s*[A-Za-z_$]|^\s*[,;)]|^\s*=\s*globalThis\b`)
	keptFirst = regexp.MustCompile(`^\)\s*(?:\?\.|\.)\s*[A-Za-z_$]`)
)

// globals are the members of the global object that the script names. all says
// that it may get at others too, because it takes that object as a value.
func (t text) globals() (names map[string]bool, all bool) {
	names = map[string]bool{}
	for i := range t.at {
		w := t.word(i)
		of := i > 0 && t.isMember(i) && slices.Contains(itself, t.word(i-1))
		if of {
			names[w] = true
		}
		if w != "globalThis" && !(of && slices.Contains(itself, w)) {
			continue
		}
		before, after := t.before(i), t.after(i)
		if t.word(i-1) == "typeof" && !strings.HasPrefix(after, "[") || named.MatchString(after) {
			continue
		}
		if m := taken.FindStringSubmatch(before[max(0, len(before)-400):]); m != nil && !strings.HasPrefix(after, "[") {
			for _, n := range word.FindAllString(m[1], -1) {
				names[n] = true
			}
			continue
		}
		if m := kept.FindStringSubmatch(before[max(0, len(before)-40):]); m != nil && keptFirst.MatchString(after) && t.onlyNamed(m[1]) {
			continue
		}
		return nil, true
	}
	return names, false
}

// onlyNamed says whether a variable is used for nothing but members by their names.
func (t text) onlyNamed(variable string) bool {
	for i := range t.at {
		if t.word(i) != variable || t.isMember(i) {
			continue
		}
		after := t.after(i)
		if strings.HasPrefix(after, ")") && !keptFirst.MatchString(after) || !keptUse.MatchString(after) {
			return false
		}
		if strings.HasPrefix(after, ",") || strings.HasPrefix(after, ";") {
			// Nothing but its declaration.
			if w := t.word(i - 1); w != "var" && w != "let" && !strings.HasSuffix(t.before(i), ",") {
				return false
			}
		}
	}
	return true
}
