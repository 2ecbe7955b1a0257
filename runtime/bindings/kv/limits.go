package kv

import (
	"fmt"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/store"
)

// limits are the capacity limits; 0 lifts one. Limits of shape (an empty key, a
// TTL under a minute) always hold.
type limits struct {
	key, metadata, value, bulkKeys, bulkBytes, list int
}

var cloudflare = limits{key: 512, metadata: 1024, value: 25 << 20, bulkKeys: 100, bulkBytes: 25 << 20, list: 1000}

const (
	minCacheTTL      = 30
	minExpirationTTL = 60
	defaultList      = 1000
)

// readLimits are those that the operator has chosen.
func readLimits(o store.Opener) (limits, error) {
	limited, err := store.Limited(o.Var)
	if err != nil || !limited {
		return limits{}, err
	}
	return cloudflare, nil
}

// failed is the error of a request that KV refused.
func failed(method string, status int, format string, args ...any) error {
	return jsloop.Errorf("Error", "KV %s failed: %d %s", method, status, fmt.Sprintf(format, args...))
}

// checkName is what the runtime refuses by itself, before it looks at anything else.
func (m limits) checkName(method, key string) error {
	switch key {
	case "":
		return jsloop.Errorf("TypeError", "Key name cannot be empty.")
	case ".", "..":
		return jsloop.Errorf("TypeError", "%q is not allowed as a key name.", key)
	}
	return m.checkKeyLength(method, key)
}

func (m limits) checkKeyLength(method, key string) error {
	if m.key > 0 && len(key) > m.key {
		return failed(method, 414, "UTF-8 encoded length of %d exceeds key length limit of %d.", len(key), m.key)
	}
	return nil
}

func checkCacheTTL(method string, ttl *int64) error {
	if ttl != nil && *ttl < minCacheTTL {
		return failed(method, 400, "Invalid cache_ttl of %d. Cache TTL must be at least %d.", *ttl, minCacheTTL)
	}
	return nil
}

// expiry works out when a value expires; 0 is never. The TTL wins over the time.
func expiry(now int64, at, ttl *int64) (int64, error) {
	switch {
	case ttl != nil && *ttl <= 0:
		return 0, failed("PUT", 400, "Invalid expiration_ttl of %d. Please specify integer greater than 0.", *ttl)
	case ttl != nil && *ttl < minExpirationTTL:
		return 0, failed("PUT", 400, "Invalid expiration_ttl of %d. Expiration TTL must be at least %d.", *ttl, minExpirationTTL)
	case ttl != nil:
		return now + *ttl, nil
	case at != nil && *at <= now:
		return 0, failed("PUT", 400, "Invalid expiration of %d. Please specify integer greater than the current number of seconds since the UNIX epoch.", *at)
	case at != nil && *at < now+minExpirationTTL:
		return 0, failed("PUT", 400, "Invalid expiration of %d. Expiration times must be at least %d seconds in the future.", *at, minExpirationTTL)
	case at != nil:
		return *at, nil
	}
	return 0, nil
}

func (m limits) checkMetadata(metadata []byte) error {
	if m.metadata > 0 && len(metadata) > m.metadata {
		return failed("PUT", 413, "Metadata length of %d exceeds limit of %d.", len(metadata), m.metadata)
	}
	return nil
}

func (m limits) checkValue(size int) error {
	if m.value > 0 && size > m.value {
		return failed("PUT", 413, "Value length of %d exceeds limit of %d.", size, m.value)
	}
	return nil
}
