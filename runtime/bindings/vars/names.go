package vars

import (
	"bytes"
	"encoding/json"
	"strings"
)

// reserved are variables that are set for reasons of their own, by the shell,
// the container runtime or the operator of our server. A var of such a name is
// replaced by W2C_VAR_<NAME> only: HOSTNAME, which Docker sets to the id of the
// container, must not become the Worker's env.HOSTNAME. vars.ts has the same list.
var reserved = map[string]bool{
	"PATH": true, "HOME": true, "HOSTNAME": true, "USER": true, "LOGNAME": true, "SHELL": true, "SHLVL": true,
	"PWD": true, "OLDPWD": true, "LANG": true, "LANGUAGE": true, "LC_ALL": true, "TERM": true, "TZ": true, "TMPDIR": true, "_": true,
	"NODE_ENV": true, "NODE_OPTIONS": true, "NODE_VERSION": true, "YARN_VERSION": true,
	"PORT": true, "HOST": true, "METRICS_PORT": true, "REDIS_URL": true, "PUBLIC_ORIGIN": true, "UPSTREAM_ORIGIN": true,
	"TRUSTED_PROXIES": true, "LOG_LEVEL": true,
}

// Reserved reports whether an environment variable of this name means something
// else than the Worker's var.
func Reserved(name string) bool {
	return reserved[name] || strings.HasPrefix(name, "W2C_") || strings.HasPrefix(name, "OTEL_")
}

// Variable is the environment variable that replaces the var name: its own
// name, or W2C_VAR_<NAME> when that one is taken.
func Variable(name string) string {
	if Reserved(name) {
		return "W2C_VAR_" + name
	}
	return name
}

func quote(s string) string {
	b, _ := json.Marshal(s) //nolint:errchkjson // a string always marshals
	return string(plain(b))
}

// plain writes &, < and > as they are, which Go's JSON escapes for HTML's sake.
func plain(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' || i+1 == len(raw) {
			out = append(out, raw[i])
			continue
		}
		if i+6 <= len(raw) {
			if c, ok := escaped[string(raw[i:i+6])]; ok {
				out = append(out, c)
				i += 5
				continue
			}
		}
		out = append(out, raw[i], raw[i+1])
		i++
	}
	return out
}

var escaped = map[string]byte{`\u0026`: '&', `\u003c`: '<', `\u003e`: '>'}

// literal is JSON as a TypeScript expression. "__proto__" in an object literal
// would set the prototype and not a property, so such a value is parsed at
// start instead.
func literal(raw json.RawMessage) string {
	if len(raw) == 0 {
		return "null"
	}
	if bytes.Contains(raw, []byte("__proto__")) {
		return "JSON.parse(" + quote(string(raw)) + ")"
	}
	return string(plain(raw))
}
