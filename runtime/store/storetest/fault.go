package storetest

import (
	"fmt"
	"testing"
)

// Fault reports what a test has done to a store, for the table that
// `w2c-dev test --faults` prints: what happened to whom, how often, and how many
// acknowledged writes were asked for afterwards. What is lost the test says itself.
func Fault(t testing.TB, what, whom string, rounds, acknowledged int) {
	t.Helper()
	if t.Failed() {
		return
	}
	t.Logf("fault: %s", fmt.Sprintf("%s | %s | %d | %d", what, whom, rounds, acknowledged))
}
