package gojahost

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Config is everything an operator may set, read once from the environment. A
// value that makes no sense stops the start with one line that names the
// variable: a server that guesses is found out much later.
type Config struct {
	Port        int
	Host        string
	MetricsPort int // -1 when metrics are off

	PublicOrigin   *url.URL // who this app is behind TLS and proxies; nil: as asked
	UpstreamOrigin *url.URL // what fetch(request) used to reach; nil: nothing
	Trusted        Networks

	Drain      time.Duration // the longest a drain may take
	DrainDelay time.Duration // how long to go on accepting after the signal

	Isolates  int
	Isolation string        // "off", or "process" for a child process that runs the Worker
	CPU       time.Duration // per event; 0 is no limit
	Memory    int64         // bytes of heap; 0 is no limit

	LogLevel slog.Level
	LogIP    string // "anonymized", "full" or "off"
	MaxBody  int64  // bytes; 0 is no limit
	Region   string

	ScheduledToken string // opens POST /__w2c/scheduled; "" for no such path
}

// ConfigError is a variable that makes no sense.
type ConfigError struct{ Variable, Why string }

func (e *ConfigError) Error() string { return e.Variable + ": " + e.Why }

// Networks are the proxies that may speak for their clients.
type Networks []netip.Prefix

// Contain reports whether a is one of the proxies.
func (n Networks) Contain(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	for _, p := range n {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// The networks that the word "private" stands for: loopback, RFC 1918 and 6598,
// link-local, and IPv6 unique local addresses (Fly's 6PN, Docker).
var privateNetworks = []string{
	"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
	"100.64.0.0/10", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
}

type reader struct {
	getenv func(string) (string, bool)
	err    *ConfigError
}

// ReadConfig reads the environment through getenv.
func ReadConfig(getenv func(string) (string, bool)) (Config, error) {
	r := &reader{getenv: getenv}
	c := Config{
		Port:           r.port("PORT", 8080),
		Host:           r.text("HOST", "0.0.0.0"),
		MetricsPort:    -1,
		PublicOrigin:   r.origin("PUBLIC_ORIGIN"),
		UpstreamOrigin: r.origin("UPSTREAM_ORIGIN"),
		Trusted:        r.networks("TRUSTED_PROXIES"),
		Drain:          r.duration("W2C_DRAIN_TIMEOUT", 25*time.Second),
		DrainDelay:     r.duration("W2C_DRAIN_DELAY", 500*time.Millisecond),
		Isolates:       int(r.count("W2C_ISOLATES", int64(runtime.GOMAXPROCS(0)), 1, 1024)),
		Isolation:      r.isolation(),
		CPU:            time.Duration(r.count("W2C_CPU_MS", 30_000, 0, 1<<40)) * time.Millisecond,
		Memory:         r.count("W2C_MEMORY_MB", 0, 0, 1<<30) << 20,
		LogIP:          r.choice("W2C_LOG_IP", "anonymized", "full", "off"),
		MaxBody:        r.count("W2C_MAX_BODY_MB", 0, 0, 1<<30) << 20,
		Region:         r.text("FLY_REGION", ""),
		ScheduledToken: r.text("W2C_SCHEDULED_TOKEN", ""),
	}
	if r.text("METRICS_PORT", "") != "off" {
		c.MetricsPort = r.port("METRICS_PORT", 9464)
	}
	_ = c.LogLevel.UnmarshalText([]byte(r.choice("LOG_LEVEL", "info", "debug", "warn", "error")))
	if r.err != nil {
		return Config{}, r.err
	}
	return c, nil
}

// bad keeps the first mistake: one line is what the operator asked for.
func (r *reader) bad(name, format string, args ...any) {
	if r.err == nil {
		r.err = &ConfigError{name, fmt.Sprintf(format, args...)}
	}
}

func (r *reader) text(name, otherwise string) string {
	if v, ok := r.getenv(name); ok && v != "" {
		return v
	}
	return otherwise
}

func (r *reader) port(name string, otherwise int) int {
	v := r.text(name, "")
	if v == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(v, 10, 16)
	if err != nil {
		r.bad(name, "%q is not a port number (0 to 65535)", v)
	}
	return int(n)
}

func (r *reader) count(name string, otherwise, low, high int64) int64 {
	v := r.text(name, "")
	if v == "" {
		return otherwise
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < low || n > high {
		r.bad(name, "%q is not a whole number of at least %d", v, low)
	}
	return n
}

// isolation is also what a parent tells its child (isolation.go).
func (r *reader) isolation() string {
	if strings.HasPrefix(r.text(isolationVariable, ""), childPrefix) {
		return "process"
	}
	return r.choice(isolationVariable, "off", "process")
}

// choice takes the first of choices when nothing is set.
func (r *reader) choice(name string, choices ...string) string {
	v := strings.ToLower(r.text(name, choices[0]))
	for _, c := range choices {
		if v == c {
			return c
		}
	}
	r.bad(name, "%q is not one of %s", v, strings.Join(choices, ", "))
	return choices[0]
}

func (r *reader) origin(name string) *url.URL {
	v := r.text(name, "")
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		r.bad(name, "%q is not an origin such as https://example.com", v)
		return nil
	}
	if (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		r.bad(name, "%q has more than scheme, host and port; write %s://%s", v, u.Scheme, u.Host)
	}
	u.Host = strings.ToLower(u.Host)
	if (u.Scheme == "http" && u.Port() == "80") || (u.Scheme == "https" && u.Port() == "443") {
		u.Host = strings.TrimSuffix(u.Host, ":"+u.Port())
	}
	u.Path = ""
	return u
}

var plainSeconds = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d+(\.\d+)?$`) })

// duration takes plain seconds ("25") as well as Go's and Docker's spelling ("1m30s").
func (r *reader) duration(name string, otherwise time.Duration) time.Duration {
	v := r.text(name, "")
	if v == "" {
		return otherwise
	}
	spelled := v
	if plainSeconds().MatchString(v) {
		spelled += "s"
	}
	d, err := time.ParseDuration(spelled)
	if err != nil || d < 0 {
		r.bad(name, "%q is not a duration such as 25s or 1m30s", v)
	}
	return d
}

func (r *reader) networks(name string) Networks {
	var all Networks
	for word := range strings.SplitSeq(r.text(name, ""), ",") {
		word = strings.TrimSpace(word)
		switch {
		case word == "":
		case strings.EqualFold(word, "private"):
			for _, p := range privateNetworks {
				all = append(all, netip.MustParsePrefix(p))
			}
		default:
			p, ok := network(word)
			if !ok {
				r.bad(name, "%q is neither an address, a CIDR such as 10.0.0.0/8, nor the word private", word)
			}
			all = append(all, p)
		}
	}
	return all
}

func network(word string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(word); err == nil {
		return p.Masked(), true
	}
	if a, err := netip.ParseAddr(word); err == nil {
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	return netip.Prefix{}, false
}

func address(host string, port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }
