package gojahost

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// This file turns what net/http received into what a Worker sees: the URL as
// the public knows it, the headers Cloudflare would add, and who is asking.

// client is who asks, as far as the proxies in front can be believed.
type client struct {
	address string
	addr    netip.Addr
	trusted bool // the peer is one of our proxies
}

func clientOf(r *http.Request, trusted Networks) client {
	peer, _ := netip.ParseAddrPort(r.RemoteAddr)
	a := peer.Addr().Unmap().WithZone("")
	c := client{addr: a}
	if len(trusted) > 0 && a.IsValid() && trusted.Contain(a) {
		c.trusted = true
		if claimed, ok := claimedClient(r.Header, trusted); ok {
			c.addr = claimed
		}
	}
	if c.addr.IsValid() {
		c.address = c.addr.String()
	}
	return c
}

// claimedClient is whom the proxy in front says it speaks for.
func claimedClient(h http.Header, trusted Networks) (netip.Addr, bool) {
	for _, name := range [...]string{"Fly-Client-Ip", "Cf-Connecting-Ip"} {
		if v := h.Get(name); v != "" {
			if a, err := netip.ParseAddr(strings.TrimSpace(v)); err == nil {
				return a.Unmap(), true
			}
		}
	}
	// Each proxy appends the address it was called from, so the list is believed
	// from its end, up to the first address that is not one of our own.
	var last netip.Addr
	hops := h.Values("X-Forwarded-For")
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

var errBadURL = errors.New("the request's target or Host header is malformed")

// origin is scheme and host of the request as the public knows it.
func origin(r *http.Request, c client, cfg *Config) (scheme, host string) {
	if p := cfg.PublicOrigin; p != nil {
		return p.Scheme, p.Host
	}
	scheme, host = "http", r.Host
	if c.trusted {
		if p := firstOf(r.Header.Get("X-Forwarded-Proto")); p == "https" || p == "http" {
			scheme = p
		}
		if h := firstOf(r.Header.Get("X-Forwarded-Host")); h != "" {
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
func publicURL(r *http.Request, scheme, host string) (string, error) {
	target := r.RequestURI
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
	u, err := urlParser.Parse(scheme + "://" + host + target)
	if err != nil {
		return "", errBadURL
	}
	return u.Href(true), nil
}

var urlParser = whatwg.NewParser()

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

// Headers that Cloudflare sets itself, so that a Worker believes them. From a
// client that is not one of our proxies they are lies.
var spoofable = map[string]bool{
	"Cf-Connecting-Ip": true, "Cf-Connecting-Ipv6": true, "Cf-Connecting-O2o": true, "Cf-Ipcountry": true,
	"Cf-Ray": true, "Cf-Visitor": true, "Cf-Worker": true, "Cf-Ew-Via": true, "True-Client-Ip": true,
	"Fly-Client-Ip": true, "Fly-Region": true,
}

// headerList is the headers a Worker sees: name, value, … in lower case. The
// host tells a Worker "br, gzip" as Cloudflare does, whatever the client said.
func headerList(r *http.Request, c client, host, ray string) []string {
	list := make([]string, 0, 2*len(r.Header)+10)
	list = append(list, "host", host, "accept-encoding", "br, gzip")
	if c.address != "" {
		list = append(list, "cf-connecting-ip", c.address)
	}
	if ray != "" {
		list = append(list, "cf-ray", ray)
	}
	for name, values := range r.Header {
		switch name {
		case "Accept-Encoding", "Cf-Connecting-Ip":
			continue
		case "Cf-Ray":
			if ray != "" {
				continue
			}
		case "X-Real-Ip":
			if c.address != "" {
				list = append(list, "x-real-ip", c.address)
				continue
			}
		}
		if !c.trusted && spoofable[name] {
			continue
		}
		lower := lowerName(name)
		for _, v := range values {
			list = append(list, lower, v)
		}
	}
	return list
}

// lowerName is strings.ToLower without the allocation for the usual names.
func lowerName(name string) string {
	if lower, ok := lowerNames[name]; ok {
		return lower
	}
	return strings.ToLower(name)
}

var lowerNames = func() map[string]string {
	m := map[string]string{}
	for _, name := range strings.Fields(`Accept Accept-Language Authorization Cache-Control Connection Content-Length
		Content-Type Cookie Dnt Expect Fly-Client-Ip Fly-Forwarded-Port Fly-Region Fly-Request-Id If-Match If-Modified-Since
		If-None-Match If-Range Keep-Alive Origin Pragma Priority Range Referer Sec-Ch-Ua Sec-Ch-Ua-Mobile Sec-Ch-Ua-Platform
		Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site Sec-Fetch-User Te Traceparent Tracestate Upgrade
		Upgrade-Insecure-Requests User-Agent Via X-Forwarded-For X-Forwarded-Host X-Forwarded-Proto X-Request-Id
		X-Requested-With`) {
		m[name] = strings.ToLower(name)
	}
	return m
}()

// anonymized is an address as the log may keep it: the network, not the person.
func anonymized(a netip.Addr) string {
	bits := 24
	if a.Is6() {
		bits = 48
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.Addr().String()
}
