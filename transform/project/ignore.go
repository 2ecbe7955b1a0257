package project

// The .gitignore grammar, which .assetsignore uses: later lines win, ! takes
// back, a slash anchors, a trailing slash means folders, and nothing below an
// ignored folder can be taken back (the walk does not enter it).

import (
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

type ignoreRule struct {
	glob    string
	not     bool
	dirOnly bool
}

type ignoreRules []ignoreRule

func parseIgnore(s string) ignoreRules {
	var out ignoreRules
	for _, line := range strings.Split(s, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if strings.HasPrefix(line, "#") {
			continue
		}
		for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
			line = line[:len(line)-1]
		}
		if line == "" {
			continue
		}
		var r ignoreRule
		if line[0] == '!' {
			r.not, line = true, line[1:]
		} else if strings.HasPrefix(line, `\#`) || strings.HasPrefix(line, `\!`) {
			line = line[1:]
		}
		if strings.HasSuffix(line, "/") {
			r.dirOnly, line = true, strings.TrimSuffix(line, "/")
		}
		if line == "" {
			continue
		}
		// A slash anywhere but at the end ties the pattern to the root.
		if strings.Contains(line, "/") {
			line = strings.TrimPrefix(line, "/")
		} else {
			line = "**/" + line
		}
		r.glob = escapeBraces(line)
		out = append(out, r)
	}
	return out
}

// escapeBraces: braces are alternatives to doublestar and plain text to git.
func escapeBraces(s string) string {
	return strings.NewReplacer("{", `\{`, "}", `\}`).Replace(s)
}

// match reports whether the path itself is ignored. git matches without regard
// to case only when told to; wrangler tells it to.
func (rs ignoreRules) match(rel string, dir bool) bool {
	ignored := false
	for _, r := range rs {
		if r.dirOnly && !dir {
			continue
		}
		if ok, err := doublestar.Match(strings.ToLower(r.glob), strings.ToLower(rel)); err == nil && ok {
			ignored = !r.not
		}
	}
	return ignored
}
