// Package regex rewrites regular expressions that V8 takes and goja does not,
// or takes and silently misreads: property escapes, the v flag, modifiers. The
// compiler rewrites literals with it once, the isolate what is built at run
// time.
//
// The trick behind it: goja compiles to RE2 when it can, where property escapes
// match nothing, and to a backtracking engine for look-around, which knows
// them. A pattern that starts with the empty look-ahead (?=) always takes the
// second road. Set operations of the v flag become look-aheads too, so no table
// of characters is ever spelled out.
package regex

import (
	"fmt"
	"strings"
	"sync"
)

// SyntaxError is a pattern that no rewriting makes right here.
type SyntaxError struct {
	Pattern, Flags, Reason string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("Invalid regular expression: /%s/%s: %s", e.Pattern, e.Flags, e.Reason)
}

// Needs reports whether goja needs pattern rewritten. It is cheap and may say
// yes too often.
func Needs(pattern, flags string) bool {
	if strings.ContainsAny(flags, "vd") {
		return true
	}
	if strings.Contains(flags, "u") && (strings.Contains(pattern, `\p`) || strings.Contains(pattern, `\P`)) {
		return true
	}
	return hasModifiers(pattern)
}

func hasModifiers(pattern string) bool {
	for rest := pattern; ; {
		i := strings.Index(rest, "(?")
		if i < 0 {
			return false
		}
		rest = rest[i+2:]
		if n := len(rest) - len(strings.TrimLeft(rest, "ims-")); n > 0 && n < len(rest) && rest[n] == ':' {
			return true
		}
	}
}

type result struct {
	pattern, flags string
	err            error
}

var (
	mu    sync.Mutex
	cache = map[string]result{}
)

// maxCache bounds the memory that patterns made from requests can take.
const maxCache = 1000

// Translate gives a pattern and flags that goja reads as V8 reads the given
// ones. What needs nothing comes back unchanged.
func Translate(pattern, flags string) (string, string, error) {
	if !Needs(pattern, flags) {
		return pattern, flags, nil
	}
	key := flags + "/" + pattern
	mu.Lock()
	r, ok := cache[key]
	mu.Unlock()
	if ok {
		return r.pattern, r.flags, r.err
	}
	r.pattern, r.flags, r.err = translate(pattern, flags)
	mu.Lock()
	if len(cache) >= maxCache {
		clear(cache)
	}
	cache[key] = r
	mu.Unlock()
	return r.pattern, r.flags, r.err
}

func translate(pattern, flags string) (string, string, error) {
	fail := func(reason string) (string, string, error) {
		return "", "", &SyntaxError{pattern, flags, reason}
	}
	if strings.Contains(flags, "d") {
		// Match indices of groups are nowhere to be had in goja; a result without
		// them would only fail later and further away.
		return fail("the d flag is not supported by this host")
	}
	sets := strings.Contains(flags, "v")
	unicodeMode := sets || strings.Contains(flags, "u")
	if sets && strings.Contains(flags, "u") {
		return fail("Invalid flags")
	}
	out := pattern
	if unicodeMode {
		p := &parser{s: []rune(pattern), sets: sets}
		rewritten, err := p.pattern()
		if err != nil {
			return fail(err.Error())
		}
		out = rewritten
	}
	if !strings.HasPrefix(out, "(?=)") {
		out = "(?=)" + out
	}
	return out, strings.ReplaceAll(flags, "v", "u"), nil
}
