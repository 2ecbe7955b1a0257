package common

import (
	"encoding/json"
	"strings"
)

// Shell quotes s for sh.
func Shell(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// DotEnv quotes a value so that docker compose, dotenv and sh read the same
// bytes back. Single quotes are literal in all three; the rest needs escapes.
func DotEnv(s string) string {
	if !strings.ContainsAny(s, "'\n\r\\") {
		return "'" + s + "'"
	}
	r := strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "`", "\\`", "\n", `\n`, "\r", `\r`)
	return `"` + r.Replace(s) + `"`
}

// oneLine makes text safe inside a comment: no line break may end it early.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, s)), " ")
}

// kvID is the namespace id in a kv binding's config.
func kvID(raw json.RawMessage) string {
	var c map[string]any
	if json.Unmarshal(raw, &c) != nil {
		return ""
	}
	for _, k := range []string{"namespace", "id"} {
		if s, ok := c[k].(string); ok {
			return s
		}
	}
	return ""
}

// cell is a text in a cell of a Markdown table.
func cell(s string) string { return strings.ReplaceAll(oneLine(s), "|", `\|`) }

// code is a text as code in such a cell, whatever backquotes it has.
func code(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	fence, run := "`", 0
	for _, r := range s {
		if r != '`' {
			run = 0
			continue
		}
		if run++; run >= len(fence) {
			fence = strings.Repeat("`", run+1)
		}
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + strings.ReplaceAll(s, "|", `\|`) + fence
}

// state says what became of a route.
func state(s string) string {
	switch s {
	case "lifted":
		return "a route"
	case "middleware":
		return "middleware, before the routes behind it"
	case "mounted":
		return "the Worker's own router, as it was"
	}
	return "in the handler that is kept"
}
