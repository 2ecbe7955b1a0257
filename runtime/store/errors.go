package store

// ConfigError is a mistake of the operator: a variable that names a store which
// cannot be used. Hosts print it as one line and do not start.
type ConfigError struct {
	Variable string // "KV_LINKS_URL"
	Why      string // "scheme \"mysql\" is not known: use sqlite:, redis: or rediss:"
}

func (e *ConfigError) Error() string { return e.Variable + ": " + e.Why }
