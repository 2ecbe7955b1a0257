package gojahost

import (
	"errors"
	"net/netip"
	"strings"
	"unicode/utf8"

	"github.com/w2c-dev/w2c/runtime/httpd"
	"github.com/w2c-dev/w2c/runtime/webapi/url"
)

// This file turns what the server received into what a Worker sees: the URL as
// the public knows it, the headers Cloudflare would add, and who is asking.

// client is who asks, as far as the proxies in front can be believed.
type client struct {
	address string
	addr    netip.Addr
	trusted bool // the peer is one of our proxies
}

func clientOf(q *httpd.Request, trusted Networks) client {
	c := client{addr: q.Peer(), address: q.PeerText()}
	if len(trusted) > 0 && c.addr.IsValid() && trusted.Contain(c.addr) {
		c.trusted = true
		if claimed, ok := claimedClient(q, trusted); ok {
			c.addr, c.address = claimed, claimed.String()
		}
	}
	return c
}

// claimedClient is whom the proxy in front says it speaks for.
func claimedClient(q *httpd.Request, trusted Networks) (netip.Addr, bool) {
	for _, name := range [...]string{"fly-client-ip", "cf-connecting-ip"} {
		if v := q.Header(name); v != "" {
			if a, err := netip.ParseAddr(v); err == nil {
				return a.Unmap(), true
			}
		}
	}
	// Each proxy appends the address it was called from, so the list is believed
	// from its end, up to the first address that is not one of our own.
	var last netip.Addr
	hops := q.Values("x-forwarded-for")
	for k := len(hops) - 1; k >= 0; k-- {
		list := strings.Split(hops[k], ",")
		for n := len(list) - 1; n >= 0; n-- {
			a, ok := hopAddress(strings.TrimSpace(list[n]))
			if !ok {
				return last, last.IsValid()
			}
			if !trusted.Contain(a) {
				return a, true
			}
			last = a
		}
	}
	return last, last.IsValid()
}

// hopAddress reads an address with or without port and brackets.
func hopAddress(s string) (netip.Addr, bool) {
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return a.Unmap().WithZone(""), true
	}
	if p, err := netip.ParseAddrPort(s); err == nil {
		return p.Addr().Unmap().WithZone(""), true
	}
	return netip.Addr{}, false
}

var (
	errBadURL    = errors.New("Bad Request")
	errBadTarget = errors.New("invalid URI") // workerd's words
)

// origin is scheme and host of the request as the public knows it.
func origin(q *httpd.Request, c client, cfg *Config) (scheme, host string) {
	if p := cfg.PublicOrigin; p != nil {
		return p.Scheme, p.Host
	}
	scheme, host = "http", q.Host
	if c.trusted {
		if p := firstOf(q.Header("x-forwarded-proto")); p == "https" || p == "http" {
			scheme = p
		}
		if h := firstOf(q.Header("x-forwarded-host")); h != "" {
			host = h
		}
	}
	return scheme, host
}

func firstOf(list string) string {
	first, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(first)
}

// publicURL is request.url. Most targets are clean already; the others go
// through the WHATWG parser, as they do in workerd.
func publicURL(target, scheme, host string) (string, error) {
	if target == "*" {
		target = "/*"
	}
	if len(target) == 0 || target[0] != '/' { // absolute form
		_, rest, ok := strings.Cut(target, "://")
		if !ok {
			return "", errBadURL
		}
		target = "/"
		if k := strings.IndexAny(rest, "/?"); k >= 0 {
			target = rest[k:]
			if target[0] == '?' {
				target = "/" + target
			}
		}
	}
	if cleanHost(scheme, host) && cleanTarget(target) {
		return scheme + "://" + host + target, nil
	}
	if !validTarget(target) {
		return "", errBadTarget
	}
	u, ok := url.Parse(scheme+"://"+host+target, "")
	if !ok {
		return "", errBadURL
	}
	return u.Href[:u.Hash], nil
}

// cleanHost reports whether the WHATWG parser would leave host as it is. An
// IPv4 address may be written in ways that it would not leave, so only names
// and plain dotted quads pass.
func cleanHost(scheme, host string) bool {
	if host == "" {
		return false
	}
	name, port, hasPort := strings.Cut(host, ":")
	if hasPort && (len(port) == 0 || len(port) > 5 || port[0] == '0' ||
		(scheme == "http" && port == "80") || (scheme == "https" && port == "443")) {
		return false
	}
	for k := range len(port) {
		if port[k] < '0' || port[k] > '9' {
			return false
		}
	}
	letters := false
	for k := range len(name) {
		switch c := name[k]; {
		case c >= 'a' && c <= 'z':
			letters = true
		case c >= '0' && c <= '9', c == '-', c == '.':
		default:
			return false
		}
	}
	if !letters {
		a, err := netip.ParseAddr(name)
		return err == nil && a.Is4()
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	// A last label that starts with a digit makes the parser look for a number;
	// "xn--" labels are checked.
	return last != "" && (last[0] > '9' || last[0] < '0') && !strings.Contains(name, "xn--") && (len(port) < 5 || port <= "65535")
}

// validTarget reports whether workerd takes a path and query.
func validTarget(target string) bool {
	target, _, _ = strings.Cut(target, "#")
	path, query, _ := strings.Cut(target, "?")
	return utf8.ValidString(target) && !strings.ContainsAny(path, "<>`") && !strings.ContainsAny(query, `"<>`)
}

// cleanTarget reports whether the WHATWG parser would leave a path and query as they are.
func cleanTarget(target string) bool {
	query := false
	for k := range len(target) {
		c := target[k]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case c == '/' || c == '-' || c == '_' || c == '~' || c == '=' || c == '&' || c == '+' || c == ',' ||
			c == ':' || c == '@' || c == '!' || c == '$' || c == '(' || c == ')' || c == '*' || c == ';' || c == '%':
			if c == '%' && !query { // %2e is a dot to the parser
				return false
			}
		case c == '?':
			query = true
		case c == '.':
			if !query && k > 0 && target[k-1] == '/' {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// spoofable are headers that Cloudflare sets itself, so that a Worker believes
// them. From a client that is not one of our proxies they are lies.
func spoofable(name string) bool {
	switch name {
	case "cf-connecting-ip", "cf-connecting-ipv6", "cf-connecting-o2o", "cf-ipcountry", "cf-ray", "cf-visitor", "cf-worker",
		"cf-ew-via", "true-client-ip", "fly-client-ip", "fly-region":
		return true
	}
	return false
}

// headerList is the headers a Worker sees: name, value, … in lower case. The
// host tells a Worker "br, gzip" as Cloudflare does, whatever the client said.
func headerList(q *httpd.Request, c client, host, ray string) []string {
	list := make([]string, 0, 2*q.FieldCount()+10)
	list = append(list, "host", host, "accept-encoding", "br, gzip")
	if c.address != "" {
		list = append(list, "cf-connecting-ip", c.address)
	}
	if ray != "" {
		list = append(list, "cf-ray", ray)
	}
	for name, value := range q.Fields {
		switch name {
		case "host", "accept-encoding", "cf-connecting-ip", "transfer-encoding":
			continue
		case "cf-ray":
			if ray != "" {
				continue
			}
		case "x-real-ip":
			if c.address != "" {
				value = c.address
			}
		}
		if c.trusted || !spoofable(name) {
			list = append(list, name, value)
		}
	}
	return list
}

// appendAnonymized is an address as the log may keep it: the network, not the person.
func appendAnonymized(b []byte, a netip.Addr) []byte {
	bits := 24
	if a.Is6() {
		bits = 48
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return b
	}
	return p.Addr().AppendTo(b)
}
