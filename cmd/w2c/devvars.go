package main

import (
	"os"
	"path/filepath"
	"strings"
)

// localValues are the variables that wrangler dev would give the Worker from
// .dev.vars, or from .env when there is none. Only serve reads values; convert
// knows nothing but names.
func localValues(dir, env string) []string {
	names := []string{".dev.vars"}
	if env != "" {
		names = []string{".dev.vars." + env, ".dev.vars"}
	}
	for _, name := range names {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
			return parseValues(string(text))
		}
	}
	files := []string{".env", ".env.local"}
	if env != "" {
		files = []string{".env", ".env." + env, ".env.local", ".env." + env + ".local"}
	}
	var out []string
	for _, name := range files {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
			out = append(out, parseValues(string(text))...)
		}
	}
	return out
}

// parseValues reads lines of NAME=value. A value may be quoted; in double
// quotes \n is a line break, and a quoted value may span lines.
func parseValues(text string) []string {
	var out []string
	text = strings.ReplaceAll(text, "\r\n", "\n")
	for text != "" {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		line = strings.TrimPrefix(strings.TrimSpace(line), "export ")
		name, value, ok := strings.Cut(line, "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" || strings.HasPrefix(name, "#") {
			continue
		}
		value = strings.TrimSpace(value)
		if value == "" {
			out = append(out, name+"=")
			continue
		}
		quote := value[0]
		if quote != '"' && quote != '\'' && quote != '`' {
			if i := strings.IndexByte(value, '#'); i >= 0 {
				value = strings.TrimSpace(value[:i])
			}
			out = append(out, name+"="+value)
			continue
		}
		value = value[1:]
		end := strings.IndexByte(value, quote)
		if end < 0 {
			if more := strings.IndexByte(text, quote); more >= 0 {
				value += "\n" + text[:more]
				_, text, _ = strings.Cut(text[more:], "\n")
				end = len(value)
			} else {
				end = len(value)
			}
		}
		value = value[:end]
		if quote == '"' {
			value = strings.NewReplacer(`\n`, "\n", `\r`, "\r").Replace(value)
		}
		out = append(out, name+"="+value)
	}
	return out
}
