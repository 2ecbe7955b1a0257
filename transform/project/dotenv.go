package project

// The names in .dev.vars and .env. Values are never kept: a plan must not be
// able to leak what it never held.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// localNames reads what `wrangler dev` would give the Worker: .dev.vars.<env> or
// .dev.vars, and the .env files only when there is neither.
func (l *loader) localNames() ([]string, error) {
	files := []string{".dev.vars"}
	if l.env != "" {
		files = []string{".dev.vars." + l.env, ".dev.vars"}
	}
	for _, f := range files {
		names, found, err := l.dotenv(f)
		if err != nil || found {
			return names, err
		}
	}
	files = []string{".env", ".env.local"}
	if l.env != "" {
		files = append(files, ".env."+l.env, ".env."+l.env+".local")
	}
	var out []string
	seen := map[string]bool{}
	for _, f := range files {
		names, _, err := l.dotenv(f)
		if err != nil {
			return nil, err
		}
		for _, n := range names {
			if !seen[n] && !forWrangler(n) {
				seen[n] = true
				out = append(out, n)
			}
		}
	}
	return out, nil
}

// forWrangler reports names that configure wrangler itself; they stand in .env
// files for its sake and not for the Worker's.
func forWrangler(name string) bool {
	return strings.HasPrefix(name, "CLOUDFLARE_") || strings.HasPrefix(name, "WRANGLER_") ||
		name == "CF_API_TOKEN" || name == "CF_ACCOUNT_ID" || name == "CF_EMAIL" || name == "CF_API_KEY"
}

func (l *loader) dotenv(name string) (names []string, found bool, err error) {
	data, err := os.ReadFile(filepath.Join(l.configDir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", name, err)
	}
	return dotenvNames(string(data)), true, nil
}

// dotenvLine is the grammar of the dotenv package that wrangler uses: a name,
// = or ": ", and a value that may be quoted over several lines.
var dotenvLine = regexp.MustCompile("(?m)^[ \\t]*(?:export[ \\t]+)?([\\w.-]+)(?:[ \\t]*=[ \\t]*|:[ \\t]+)" +
	"('(?:\\\\'|[^'])*'|\"(?:\\\\\"|[^\"])*\"|`(?:\\\\`|[^`])*`|[^#\\r\\n]*)[ \\t]*(?:#.*)?$")

func dotenvNames(s string) []string {
	s = strings.ReplaceAll(strings.TrimPrefix(s, "\ufeff"), "\r\n", "\n")
	var out []string
	seen := map[string]bool{}
	for _, m := range dotenvLine.FindAllStringSubmatch(s, -1) {
		if !seen[m[1]] {
			seen[m[1]] = true
			out = append(out, m[1])
		}
	}
	return out
}
