// Package surface is the table of what each server gives a Worker: globals,
// members of globals, and platform modules. The compiler reads it to refuse, or
// to choose another server, at convert time; nothing reads it at run time. It
// is a leaf.
//
// A name that is not in the table is taken as available: the table lists what a
// Workers isolate has and one of our servers lacks, and the modules a script may
// import.
package surface

import "strings"

// Server is a way to run a Worker. Hono and Express share Node.
type Server int

const (
	Goja Server = iota
	Node
)

// Of is the server that a --server value runs on.
func Of(name string) Server {
	if name == "goja" {
		return Goja
	}
	return Node
}

func (s Server) String() string {
	if s == Goja {
		return "goja"
	}
	return "Node"
}

// Row is one global, member ("crypto.subtle.deriveBits") or module ("node:fs").
type Row struct {
	Name       string
	Goja, Node bool
}

// Has says whether a server provides the global or member.
func Has(s Server, name string) bool {
	for _, r := range Globals {
		if r.Name == name {
			return r.on(s)
		}
	}
	return true
}

// Listed says whether the table has something to say about a global or member.
func Listed(name string) bool {
	for _, r := range Globals {
		if r.Name == name {
			return true
		}
	}
	return false
}

// HasModule says whether any server provides a platform module.
func HasModule(name string) bool {
	return ServesModule(Goja, name) || ServesModule(Node, name)
}

// ServesModule says whether a server provides a platform module. Node brings
// all of its own.
func ServesModule(s Server, name string) bool {
	for _, r := range Modules {
		if r.Name == name {
			return r.on(s)
		}
	}
	return s == Node && strings.HasPrefix(name, "node:")
}

func (r Row) on(s Server) bool {
	if s == Goja {
		return r.Goja
	}
	return r.Node
}

// Globals that at least one server lacks, sorted.
var Globals = []Row{
	{Name: "Atomics", Node: true},
	{Name: "EventSource"},
	{Name: "FinalizationRegistry", Node: true},
	{Name: "HTMLRewriter"},
	{Name: "Intl", Node: true},
	{Name: "SharedArrayBuffer", Node: true},
	{Name: "Temporal"},
	{Name: "WebAssembly", Node: true},
	{Name: "WebSocket"},
	{Name: "WebSocketPair"},
	{Name: "caches"},
}

// Modules a script may import, sorted.
var Modules = []Row{
	{Name: "cloudflare:workers", Goja: true, Node: true},
}
