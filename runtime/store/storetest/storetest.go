// Package storetest is what every driver must pass: the contracts of
// runtime/store, tried out. A driver's own tests add what only it has.
package storetest

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/store"
)

// Harness is how the suite opens what it tests. Each test gets one of its own,
// with no data in it.
type Harness struct {
	// KV gives a namespace. Asked again it gives the same data.
	KV func(t testing.TB, ns string) store.KV
	// Reopen closes everything and opens it again, as a restart does.
	Reopen func(t testing.TB)
	// Down stops the service behind the store and Up brings it back with its
	// data; nil for a store that is part of the process.
	Down, Up func(t testing.TB)
	// TextOnly says that prefixes reach the store as JavaScript strings, which
	// cannot hold every byte.
	TextOnly bool
}

// KV runs the suite of store.KV.
func KV(t *testing.T, open func(t *testing.T) Harness) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, Harness)
	}{
		{"GetPutDelete", getPutDelete},
		{"Values", values},
		{"Metadata", metadata},
		{"GetMany", getMany},
		{"Namespaces", namespaces},
		{"Order", order},
		{"Prefix", prefix},
		{"Pages", pages},
		{"PagesWhileDeleting", pagesWhileDeleting},
		{"PagesWhilePutting", pagesWhilePutting},
		{"Expiry", expiry},
		{"ExpiredPages", expiredPages},
		{"Hammer", hammer},
		{"Reopen", reopen},
		{"CancelledContext", cancelledContext},
		{"Outage", outage},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, open(t))
		})
	}
}
