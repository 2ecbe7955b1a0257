package gojahost

import (
	"crypto/sha256"
	"crypto/subtle"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/w2c-dev/w2c/runtime/bindings/cron"
)

const scheduledPath = "/__w2c/scheduled"

// scheduledDoor answers POST /__w2c/scheduled?cron=0+*+*+*+*[&time=ms] with the
// token of W2C_SCHEDULED_TOKEN, for platforms that stop idle machines and have a
// scheduler of their own. Without the variable the path does not exist.
func (s *server) scheduledDoor(w http.ResponseWriter, r *http.Request) {
	say := func(status int, text string) {
		w.Header().Set("Content-Type", "text/plain;charset=UTF-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text+"\n")
	}
	query := r.URL.Query()
	at, err := time.Now(), error(nil)
	if ms := query.Get("time"); ms != "" {
		var n int64
		n, err = strconv.ParseInt(ms, 10, 64)
		at = time.UnixMilli(n)
	}
	switch {
	case r.Method != http.MethodPost:
		say(http.StatusMethodNotAllowed, "Method Not Allowed")
	case !same(r.Header.Get("Authorization"), "Bearer "+s.config.ScheduledToken):
		say(http.StatusUnauthorized, "Unauthorized")
	case !query.Has("cron") || err != nil:
		say(http.StatusBadRequest, "cron must be an expression and time a number of milliseconds")
	case s.fire(r.Context(), cron.Event(query.Get("cron"), at)) != nil:
		say(http.StatusInternalServerError, "exception")
	default:
		say(http.StatusOK, "ok")
	}
}

// same compares hashes, which have one length, in constant time.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
