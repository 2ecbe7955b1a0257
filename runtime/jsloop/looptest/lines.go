package looptest

import (
	"strings"
	"sync"
	"testing"
)

// lines passes an isolate's log to the test's and keeps it for assertions. A
// goroutine of the isolate may outlive the test; t.Log would panic then.
type lines struct {
	mu    sync.Mutex
	t     testing.TB
	text  strings.Builder
	ended bool
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(p)
	if !l.ended {
		l.t.Log(strings.TrimSuffix(string(p), "\n"))
	}
	return len(p), nil
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *lines) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
}
