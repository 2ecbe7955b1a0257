package gojahost

import (
	"crypto/x509"
	"strings"
	"sync"

	"golang.org/x/crypto/x509roots/fallback/bundle"

	"github.com/w2c-dev/w2c/runtime/store/drivers"
)

// useRoots provides the certificate roots of the web for machines that have
// none: an image FROM scratch holds this program and nothing else. Certificates
// in /etc/ssl/certs come first. Parsing them takes longer than all the rest of
// the start, so it waits for the first TLS connection.
var useRoots = sync.OnceFunc(func() {
	pool := x509.NewCertPool()
	for root := range bundle.Roots() {
		cert, err := x509.ParseCertificate(root.Certificate)
		if err != nil {
			continue // a test of the bundle's own authors fails before this can happen
		}
		if root.Constraint == nil {
			pool.AddCert(cert)
		} else {
			pool.AddCertWithConstraint(cert, root.Constraint)
		}
	}
	x509.SetFallbackRoots(pool)
})

// storesUseTLS reports whether a store is reached through TLS, and so needs the
// roots from the start.
func storesUseTLS(app *App, getenv func(string) (string, bool)) bool {
	names := []string{"REDIS_URL"}
	for _, b := range app.Manifest.Bindings {
		names = append(names, drivers.KVVariable(b.Name))
	}
	for _, name := range names {
		if url, _ := getenv(name); strings.HasPrefix(url, "rediss:") {
			return true
		}
	}
	return false
}
