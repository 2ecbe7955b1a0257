package gojahost

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// transport carries what a Worker fetches. A fetch of the Worker's own public
// address reached the origin behind it on Cloudflare; here the app has taken
// that address over, so the origin needs one of its own: UPSTREAM_ORIGIN. The
// Host header stays the public one, as it does on Cloudflare.
type transport struct {
	config  *Config
	metrics *metrics
	wire    *http.Transport
}

func newTransport(config *Config, m *metrics) *transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &transport{config: config, metrics: m, wire: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          512,
		MaxIdleConnsPerHost:   128,
		IdleConnTimeout:       60 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
		// Bodies reach the Worker as they are on the wire.
		DisableCompression: true,
		WriteBufferSize:    16 << 10,
	}}
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.isOwn(r) {
		moved, err := t.toUpstream(r)
		if err != nil {
			return nil, err
		}
		r = moved
	}
	if r.URL.Scheme == "https" {
		useRoots()
	}
	res, err := t.wire.RoundTrip(r)
	status := 0
	if err == nil {
		status = res.StatusCode
	}
	t.metrics.outbound(r.URL.Host, status)
	return res, err
}

// isOwn reports whether r goes to the very address the event's request came to.
func (t *transport) isOwn(r *http.Request) bool {
	if p := t.config.PublicOrigin; p != nil && strings.EqualFold(p.Host, hostOf(r)) {
		return true
	}
	e, _ := r.Context().Value(eventKey{}).(*event)
	return e.publicHost() != "" && strings.EqualFold(e.publicHost(), hostOf(r))
}

func hostOf(r *http.Request) string { return withoutDefaultPort(r.URL.Scheme, r.URL.Host) }

func withoutDefaultPort(scheme, host string) string {
	switch scheme {
	case "http":
		return strings.TrimSuffix(host, ":80")
	case "https":
		return strings.TrimSuffix(host, ":443")
	}
	return host
}

func (t *transport) toUpstream(r *http.Request) (*http.Request, error) {
	up := t.config.UpstreamOrigin
	if up == nil {
		return nil, jsloop.Errorf("TypeError", "The Worker fetched its own address %s://%s, which on Cloudflare reaches the origin behind it. Set UPSTREAM_ORIGIN to that origin.", r.URL.Scheme, r.URL.Host)
	}
	moved := r.Clone(r.Context())
	if moved.Host == "" {
		moved.Host = r.URL.Host
	}
	moved.URL.Scheme, moved.URL.Host = up.Scheme, up.Host
	return moved, nil
}

// hopByHop are headers of one connection, which a proxy does not pass on.
var hopByHop = []string{"Connection", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade"}

// passThrough gives the request to the origin as the client sent it, for a
// Worker that threw and had asked for that.
func (t *transport) passThrough(w http.ResponseWriter, r *http.Request, x *exchange) error {
	if t.config.UpstreamOrigin == nil {
		return errors.New("passThroughOnException needs an origin to pass to: set UPSTREAM_ORIGIN")
	}
	out := r.Clone(r.Context())
	out.RequestURI = ""
	out.URL.Scheme, out.URL.Host = t.config.UpstreamOrigin.Scheme, t.config.UpstreamOrigin.Host
	out.Host = x.host
	if !hasBody(x.req) {
		out.Body = nil
	}
	for _, name := range hopByHop {
		out.Header.Del(name)
	}
	if x.client.address != "" {
		out.Header.Set("Cf-Connecting-Ip", x.client.address)
	}
	if out.URL.Scheme == "https" {
		useRoots()
	}
	res, err := t.wire.RoundTrip(out)
	if err != nil {
		t.metrics.outbound(out.URL.Host, 0)
		return err
	}
	defer func() { _ = res.Body.Close() }()
	t.metrics.outbound(out.URL.Host, res.StatusCode)
	h := w.Header()
	for name, values := range res.Header {
		h[name] = values
	}
	for _, name := range hopByHop {
		h.Del(name)
	}
	w.WriteHeader(res.StatusCode)
	if _, err := io.Copy(w, res.Body); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}
