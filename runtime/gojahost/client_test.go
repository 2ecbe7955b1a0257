package gojahost

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/httpd"
)

// received is a request as it comes from the wire.
func received(t *testing.T, peer netip.Addr, target string, h http.Header) *httpd.Request {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: a\r\n", target)
	_ = h.Write(&b)
	q, err := httpd.Parse([]byte(b.String()+"\r\n"), peer)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestClientOf(t *testing.T) {
	r := &reader{getenv: env(map[string]string{"T": "private, 203.0.113.7"})}
	trusted := r.networks("T")
	for _, c := range []struct {
		name, peer string
		header     http.Header
		want       string
		trusted    bool
	}{
		{"no proxy", "198.51.100.1:9", http.Header{}, "198.51.100.1", false},
		{"a client that lies", "198.51.100.1:9", http.Header{"X-Forwarded-For": {"1.2.3.4"}, "Fly-Client-Ip": {"1.2.3.4"}}, "198.51.100.1", false},
		{"one proxy", "10.0.0.2:9", http.Header{"X-Forwarded-For": {"1.2.3.4"}}, "1.2.3.4", true},
		{"two proxies", "10.0.0.2:9", http.Header{"X-Forwarded-For": {"6.6.6.6, 1.2.3.4, 203.0.113.7"}}, "1.2.3.4", true},
		{"two header lines", "10.0.0.2:9", http.Header{"X-Forwarded-For": {"6.6.6.6", "1.2.3.4", "10.1.1.1"}}, "1.2.3.4", true},
		{"ports and brackets", "[::1]:9", http.Header{"X-Forwarded-For": {"[2001:db8::1]:443"}}, "2001:db8::1", true},
		{"rubbish", "10.0.0.2:9", http.Header{"X-Forwarded-For": {"unknown"}}, "10.0.0.2", true},
		{"only proxies", "10.0.0.2:9", http.Header{"X-Forwarded-For": {"10.9.9.9"}}, "10.9.9.9", true},
		{"Fly", "[fdaa::3]:9", http.Header{"Fly-Client-Ip": {"1.2.3.4"}, "X-Forwarded-For": {"5.5.5.5"}}, "1.2.3.4", true},
		{"a mapped peer", "[::ffff:10.0.0.2]:9", http.Header{"X-Forwarded-For": {"1.2.3.4"}}, "1.2.3.4", true},
	} {
		peer := netip.MustParseAddrPort(c.peer).Addr().Unmap()
		got := clientOf(received(t, peer, "/", c.header), trusted)
		if got.address != c.want || got.trusted != c.trusted {
			t.Errorf("%s: got %s trusted %v, want %s %v", c.name, got.address, got.trusted, c.want, c.trusted)
		}
	}
}

// The expectations are what workerd (2026-11-17) showed for the same request lines.
func TestPublicURL(t *testing.T) {
	for _, c := range []struct{ scheme, host, target, want string }{
		{"http", "example.com", "/", "http://example.com/"},
		{"http", "example.com:8080", "/a/b?c=d&e=%20f", "http://example.com:8080/a/b?c=d&e=%20f"},
		{"http", "other.com:80", `//double/../x/./y?a=%41|b'`, `http://other.com//x/y?a=%41|b%27`},
		{"http", "UPPER.com", "/f#frag", "http://upper.com/f"},
		{"http", "a", "/trail?", "http://a/trail?"},
		{"http", "a", "/unic\xc3\xb6de?q=\xc3\xb6", "http://a/unic%C3%B6de?q=%C3%B6"},
		{"https", "example.com", "/%2e%2e/a", "https://example.com/a"},
		{"https", "example.com:443", "/x", "https://example.com/x"},
		{"http", "127.0.0.1:8080", "/x", "http://127.0.0.1:8080/x"},
		{"http", "127.1", "/x", "http://127.0.0.1/x"},
		{"http", "[::1]:8080", "/x", "http://[::1]:8080/x"},
		{"http", "a", "http://b/abs?x=1", "http://a/abs?x=1"},
	} {
		got, err := publicURL(c.target, c.scheme, c.host)
		if err != nil || got != c.want {
			t.Errorf("%s %s: got %q, %v; want %q", c.host, c.target, got, err, c.want)
		}
	}
	for _, target := range []string{"/a<", "/a>b", "/`", "/?\"", "/?<", "/?a?>", "/\xff", "/?\xc3"} {
		if got, err := publicURL(target, "http", "a"); err != errBadTarget {
			t.Errorf("target %q: got %q, %v", target, got, err)
		}
	}
	for _, host := range []string{"a b", "exa mple", "[::1", "a<b"} {
		if got, err := publicURL("/", "http", host); err == nil {
			t.Errorf("host %q: got %q, want an error", host, got)
		}
	}
}

func TestOrigin(t *testing.T) {
	forwarded := http.Header{"X-Forwarded-Proto": {"https"}, "X-Forwarded-Host": {"shop.example, inner"}}
	for _, c := range []struct {
		name    string
		trusted bool
		env     map[string]string
		want    string
	}{
		{"plain", false, nil, "http://app:8080"},
		{"behind a proxy", true, nil, "https://shop.example"},
		{"fixed", false, map[string]string{"PUBLIC_ORIGIN": "https://Example.com:443/"}, "https://example.com"},
	} {
		cfg, err := ReadConfig(env(c.env))
		if err != nil {
			t.Fatal(err)
		}
		scheme, host := origin(received(t, netip.Addr{}, "http://app:8080/", forwarded), client{trusted: c.trusted}, &cfg)
		if got := scheme + "://" + host; got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestHeaderList(t *testing.T) {
	r := received(t, netip.Addr{}, "/", http.Header{
		"Accept-Encoding": {"identity"}, "Cf-Connecting-Ip": {"6.6.6.6"}, "Cf-Ipcountry": {"XX"}, "X-Real-Ip": {"6.6.6.6"},
		"Cookie": {"a=1", "b=2"}, "X-Custom": {"v"}, "Connection": {"close"}, "Upgrade": {"websocket"},
	})
	got := map[string]string{}
	list := headerList(r, client{address: "1.2.3.4"}, "h", "")
	for k := 0; k < len(list); k += 2 {
		if got[list[k]] != "" {
			got[list[k]] += ", "
		}
		got[list[k]] += list[k+1]
	}
	want := map[string]string{
		"accept-encoding": "br, gzip", "cf-connecting-ip": "1.2.3.4", "x-real-ip": "1.2.3.4", "cookie": "a=1, b=2",
		"x-custom": "v", "host": "h", "connection": "close", "upgrade": "websocket",
	}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s: got %q, want %q", name, got[name], value)
		}
	}
}

func env(values map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		v, ok := values[name]
		return v, ok
	}
}

func TestConfigErrors(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"PORT", "http", `PORT: "http" is not a port number (0 to 65535)`},
		{"PORT", "70000", `PORT: "70000" is not a port number (0 to 65535)`},
		{"METRICS_PORT", "no", `METRICS_PORT: "no" is not a port number (0 to 65535)`},
		{"PUBLIC_ORIGIN", "example.com", `PUBLIC_ORIGIN: "example.com" is not an origin such as https://example.com`},
		{"UPSTREAM_ORIGIN", "https://o.example/path", `UPSTREAM_ORIGIN: "https://o.example/path" has more than scheme, host and port; write https://o.example`},
		{"TRUSTED_PROXIES", "10.0.0.0/8,nope", `TRUSTED_PROXIES: "nope" is neither an address, a CIDR such as 10.0.0.0/8, nor the word private`},
		{"W2C_DRAIN_TIMEOUT", "soon", `W2C_DRAIN_TIMEOUT: "soon" is not a duration such as 25s or 1m30s`},
		{"W2C_ISOLATES", "0", `W2C_ISOLATES: "0" is not a whole number of at least 1`},
		{"W2C_CPU_MS", "-1", `W2C_CPU_MS: "-1" is not a whole number of at least 0`},
		{"LOG_LEVEL", "loud", `LOG_LEVEL: "loud" is not one of info, debug, warn, error`},
		{"W2C_LOG_IP", "yes", `W2C_LOG_IP: "yes" is not one of anonymized, full, off`},
	} {
		_, err := ReadConfig(env(map[string]string{c.name: c.value}))
		if err == nil || err.Error() != c.want {
			t.Errorf("%s=%s: got %v, want %s", c.name, c.value, err, c.want)
		}
	}
	for _, value := range []string{"25", "25s", "1m30s", "1.5"} {
		if _, err := ReadConfig(env(map[string]string{"W2C_DRAIN_TIMEOUT": value})); err != nil {
			t.Error(err)
		}
	}
}
