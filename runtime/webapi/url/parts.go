package url

import (
	"strings"

	lib "github.com/nlnwa/whatwg-url/url"
)

// Parts is a parsed URL: its serialisation, which is ASCII, and where each
// component begins and ends in it. A getter of the JS class is one substring;
// nothing else is made before somebody asks.
type Parts struct {
	Href string
	// Protocol is [0:Protocol] with its colon; the others are [begin:end].
	Protocol               int
	Username               [2]int
	Password               [2]int
	Host                   [3]int // begin, end of hostname, end of host with port
	Pathname, Search, Hash int    // begins; each ends where the next begins
	Opaque                 bool
}

// parser follows the standard of today: ^ joined the path's percent-encode set
// after the library's tables were written.
var parser = lib.NewParser(lib.WithPathPercentEncodeSet(lib.PathPercentEncodeSet.Set('^')))

// Parse is the URL parser. An empty base is none.
func Parse(raw, base string) (Parts, bool) {
	if base == "" {
		if p, ok := fast(raw); ok {
			return p, true
		}
	}
	u, err := parse(raw, base)
	if err != nil {
		return Parts{}, false
	}
	return partsOf(u), true
}

func parse(raw, base string) (*lib.Url, error) {
	if base == "" {
		return parser.Parse(raw)
	}
	return parser.ParseRef(base, raw)
}

// fast recognises what nearly every URL in a Worker looks like: http or https,
// a lower-case host, nothing to decode, encode or resolve. Whatever is in doubt
// is left to the parser.
func fast(raw string) (Parts, bool) {
	var p Parts
	defaultPort := "80"
	switch {
	case strings.HasPrefix(raw, "https://"):
		p.Protocol, defaultPort = 6, "443"
	case strings.HasPrefix(raw, "http://"):
		p.Protocol = 5
	default:
		return p, false
	}
	i := p.Protocol + 2
	p.Username, p.Password = [2]int{i, i}, [2]int{i, i}
	p.Host[0] = i
	letter := false // in the last label; one without is an IPv4 address
	for ; i < len(raw); i++ {
		c := raw[i]
		if c >= 'a' && c <= 'z' {
			letter = true
			continue
		}
		if c == '.' {
			letter = false
			continue
		}
		if c != '-' && (c < '0' || c > '9') {
			break
		}
	}
	host := raw[p.Host[0]:i]
	if !letter || host == "" || strings.Contains(host, "xn--") || strings.Contains(host, "0x") || host[len(host)-1] == '.' {
		return p, false
	}
	p.Host[1] = i
	if i < len(raw) && raw[i] == ':' {
		start := i + 1
		for i = start; i < len(raw) && raw[i] >= '0' && raw[i] <= '9'; i++ {
		}
		port := raw[start:i]
		if port == "" || len(port) > 4 || port[0] == '0' || port == defaultPort {
			return p, false
		}
	}
	p.Host[2], p.Pathname = i, i
	if i == len(raw) {
		p.Href = raw + "/"
		p.Search, p.Hash = i+1, i+1
		return p, true
	}
	if raw[i] != '/' {
		return p, false
	}
	for ; i < len(raw) && raw[i] != '?' && raw[i] != '#'; i++ {
		c := raw[i]
		if !plainPath[c] || c == '/' && i+1 < len(raw) && (raw[i+1] == '.' || raw[i+1] == '%') {
			return p, false
		}
	}
	p.Search = i
	if i < len(raw) && raw[i] == '?' {
		for i++; i < len(raw) && raw[i] != '#'; i++ {
			if !plainQuery[raw[i]] {
				return p, false
			}
		}
	}
	p.Hash = i
	if i < len(raw) {
		for i++; i < len(raw); i++ {
			if !plainHash[raw[i]] {
				return p, false
			}
		}
	}
	p.Href = raw
	return p, true
}

var (
	plainPath  = printable("\"#<>?^`{}\\ ")
	plainQuery = printable("\"#<>' ")
	plainHash  = printable("\"<>` ")
)

func printable(except string) (set [256]bool) {
	for c := '!'; c <= '~'; c++ {
		set[c] = !strings.ContainsRune(except, c)
	}
	return set
}

func partsOf(u *lib.Url) Parts {
	var p Parts
	href := u.Href(false)
	path := u.Pathname()
	hash := fragment(href)
	query := ""
	if q := strings.IndexByte(href[:len(href)-len(hash)], '?'); q >= 0 {
		query = href[q : len(href)-len(hash)]
	}
	if u.OpaquePath() && strings.HasSuffix(path, " ") {
		// The standard keeps the last space of an opaque path from being lost when
		// the query or fragment behind it goes; the library does not.
		path = path[:len(path)-1] + "%20"
		href = u.Protocol() + path + query + hash
	}
	p.Href = href
	p.Opaque = u.OpaquePath()
	p.Protocol = len(u.Protocol())
	p.Hash = len(href) - len(hash)
	p.Search = p.Hash - len(query)
	p.Pathname = p.Search - len(path)
	i := p.Protocol
	if strings.HasPrefix(href[i:p.Pathname], "//") {
		i += 2
	}
	p.Username = [2]int{i, i + len(u.Username())}
	i = p.Username[1]
	if password := u.Password(); password != "" {
		i++
		p.Password = [2]int{i, i + len(password)}
		i = p.Password[1]
	} else {
		p.Password = [2]int{i, i}
	}
	if u.Username() != "" || u.Password() != "" {
		i++ // @
	}
	p.Host = [3]int{i, i + len(u.Hostname()), i + len(u.Host())}
	return p
}

func fragment(href string) string {
	if i := strings.IndexByte(href, '#'); i >= 0 {
		return href[i:]
	}
	return ""
}

// Origin is the serialised origin.
func (p Parts) Origin() string {
	switch scheme := p.Href[:p.Protocol]; scheme {
	case "http:", "https:", "ws:", "wss:", "ftp:":
		return scheme + "//" + p.Href[p.Host[0]:p.Host[2]]
	case "blob:":
		inner, ok := Parse(p.Href[p.Pathname:p.Search], "")
		if ok && (inner.Protocol == 5 || inner.Protocol == 6) && strings.HasPrefix(inner.Href, "http") {
			return inner.Origin()
		}
	}
	return "null"
}
