package sqlite

import (
	"testing"
	"time"
)

// CleanUpR2 does what a start does, whatever the age of what lies there.
func CleanUpR2(t *testing.T, b *R2, age time.Duration) {
	t.Helper()
	if err := b.cleanUp(age); err != nil {
		t.Fatal(err)
	}
}

// ExpireR2 does what the sweeper does, after so much time.
func ExpireR2(b *R2, later time.Duration) {
	now := b.now
	b.now = func() time.Time { return now().Add(later) }
	b.expire()
	b.now = now
}
