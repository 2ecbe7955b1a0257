package store

import "fmt"

// Limited obeys W2C_LIMITS: "cloudflare" enforces Cloudflare's limits of capacity,
// "relaxed", the default, lifts them. The error is a *ConfigError.
func Limited(getenv func(name string) (string, bool)) (bool, error) {
	switch v, _ := getenv("W2C_LIMITS"); v {
	case "", "relaxed":
		return false, nil
	case "cloudflare":
		return true, nil
	default:
		return false, &ConfigError{Variable: "W2C_LIMITS", Why: fmt.Sprintf("%q is not known: use cloudflare or relaxed", v)}
	}
}
