// Package compat says what a Worker's compatibility date and flags switch on.
// It is a leaf: the compiler asks it which modules a script may import and what
// to tell its author, a host which globals and behaviours an isolate has.
package compat

import (
	"slices"
	"strings"
)

// Effect says what a flag means outside Cloudflare.
type Effect int

const (
	// Nothing: it concerns Cloudflare's network or a product that is not here.
	Nothing Effect = iota
	// Done: both its states are followed.
	Done
	// Newest: the Worker gets what the flag switches on, whatever its date says.
	Newest
)

// Flag is one compatibility flag.
type Flag struct {
	Name string // switches it on
	Off  string // switches it off; "" when nothing does
	// Date is the day from which it is on by itself; "" when there is none.
	Date string
	// With and WithDate: from that day on it is on where With is.
	With, WithDate string
	// Experimental flags are refused by Cloudflare when a Worker is deployed.
	Experimental bool
	Effect       Effect
	// Without is JavaScript that takes away what the flag gives; it runs before
	// the Worker's own code where the flag is off, on every server.
	Without string
}

// Set is what is on for one Worker.
type Set struct {
	date  string
	flags []string
}

// Of is the set of a Worker's date and flags.
func Of(date string, flags []string) Set { return Set{date, flags} }

// Find returns the flag that name switches on or off.
func Find(name string) (f Flag, on, ok bool) {
	for _, f := range Flags {
		if f.Name == name || f.Off == name && name != "" {
			return f, f.Name == name, true
		}
	}
	return Flag{}, false, false
}

// On says whether the flag with this name is on. An unknown name is not.
func (s Set) On(name string) bool {
	f, _, ok := Find(name)
	return ok && s.on(f)
}

func (s Set) on(f Flag) bool {
	switch {
	case slices.Contains(s.flags, f.Name):
		return true
	case f.Off != "" && slices.Contains(s.flags, f.Off):
		return false
	case f.Date != "" && s.date >= f.Date:
		return true
	case f.With == "" || s.date < f.WithDate:
		return false
	}
	return s.On(f.With) || f.Name == "nodejs_zlib" && s.On("nodejs_compat_v2")
}

// Prelude is what must run before the Worker's own code: one line of JavaScript
// that makes an isolate as old as its date; "" for a recent one.
func (s Set) Prelude() string {
	var b strings.Builder
	for _, f := range Flags {
		if f.Without != "" && !s.on(f) {
			b.WriteString(f.Without)
		}
	}
	return b.String()
}

// Behind are the flags whose newest behaviour this Worker gets although its
// date or flags ask for the older one, sorted by name. Flags named in the
// configuration and flags that only the date decides are told apart.
func (s Set) Behind() (named, dated []Flag) {
	for _, f := range Flags {
		if f.Effect != Newest {
			continue
		}
		switch {
		case f.Off != "" && slices.Contains(s.flags, f.Off):
			named = append(named, f)
		case s.on(f):
		case f.Date != "":
			dated = append(dated, f)
		}
	}
	return named, dated
}

// NodeLevel is how far a Worker may use Node's modules.
type NodeLevel int

const (
	NodeNone NodeLevel = iota
	NodeALS            // node:async_hooks only
	NodeV1             // with the node: prefix only, and no globals
	NodeV2             // with or without the prefix, and Node's globals
)

// Node is the level of a Worker.
func (s Set) Node() NodeLevel {
	switch {
	case s.On("nodejs_compat_v2"):
		return NodeV2
	case s.On("nodejs_compat"):
		return NodeV1
	case s.On("nodejs_als"):
		return NodeALS
	}
	return NodeNone
}

// flagOf is the flag that a module has besides nodejs_compat; "" for none.
func flagOf(module string) string {
	base, _, _ := strings.Cut(module, "/")
	switch base {
	case "_http_agent", "_http_client", "_http_common", "_http_incoming", "_http_outgoing", "http", "https":
		return "enable_nodejs_http_modules"
	case "_http_server":
		return "enable_nodejs_http_server_modules"
	case "_stream_wrap":
		return "enable_nodejs_stream_wrap_module"
	case "zlib":
		return "nodejs_zlib"
	case "process":
		return ""
	}
	if name := "enable_nodejs_" + base + "_module"; known(name) {
		return name
	}
	return ""
}

func known(name string) bool {
	_, _, ok := Find(name)
	return ok
}

// NodeModule says whether workerd itself gives this Worker the module "fs/promises".
// What it does not give, wrangler replaces with a package of stubs.
func (s Set) NodeModule(name string) bool {
	switch s.Node() {
	case NodeNone:
		return false
	case NodeALS:
		return name == "async_hooks"
	}
	f := flagOf(name)
	return f == "" || s.On(f)
}
