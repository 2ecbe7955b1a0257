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

// Globals and members that a Workers isolate has and at least one server lacks,
// sorted. Found by asking workerd and both servers for their property names; a
// test holds the goja column against the isolate.
var Globals = []Row{
	{Name: "Cache", Goja: true, Node: true},
	{Name: "CacheStorage", Goja: true, Node: true},
	{Name: "Cloudflare", Goja: false, Node: false},
	{Name: "EventSource", Goja: true, Node: true},
	{Name: "Float16Array", Goja: false, Node: true},
	{Name: "Intl.DisplayNames", Goja: false, Node: true},
	{Name: "Intl.DurationFormat", Goja: false, Node: true},
	{Name: "Intl.Locale", Goja: false, Node: true},
	{Name: "Intl.supportedValuesOf", Goja: false, Node: true},
	{Name: "MessageChannel", Goja: true, Node: true},
	{Name: "MessagePort", Goja: true, Node: true},
	{Name: "WebAssembly.SuspendError", Goja: false, Node: true},
	{Name: "WebAssembly.Suspending", Goja: false, Node: true},
	{Name: "WebAssembly.promising", Goja: false, Node: true},
	{Name: "WebSocket", Goja: true, Node: true},
	{Name: "WebSocketPair", Goja: true, Node: true},
	{Name: "WebSocketRequestResponsePair", Goja: false, Node: false},
	{Name: "caches", Goja: true, Node: true},
	{Name: "navigator.sendBeacon", Goja: false, Node: false},
}

// Modules that are not Node's own, or that goja provides too, sorted.
var Modules = []Row{
	{Name: "cloudflare:node", Goja: true, Node: false},
	{Name: "cloudflare:email", Goja: true, Node: true},
	{Name: "cloudflare:sockets", Goja: true, Node: true},
	{Name: "cloudflare:workers", Goja: true, Node: true},
	{Name: "cloudflare:workflows", Goja: true, Node: true},
	{Name: "node:_http_agent", Goja: true, Node: true},
	{Name: "node:_http_client", Goja: true, Node: true},
	{Name: "node:_http_common", Goja: true, Node: true},
	{Name: "node:_http_incoming", Goja: true, Node: true},
	{Name: "node:_http_outgoing", Goja: true, Node: true},
	{Name: "node:_http_server", Goja: true, Node: true},
	{Name: "node:_stream_duplex", Goja: true, Node: true},
	{Name: "node:_stream_passthrough", Goja: true, Node: true},
	{Name: "node:_stream_readable", Goja: true, Node: true},
	{Name: "node:_stream_transform", Goja: true, Node: true},
	{Name: "node:_stream_wrap", Goja: true, Node: true},
	{Name: "node:_stream_writable", Goja: true, Node: true},
	{Name: "node:_tls_common", Goja: true, Node: true},
	{Name: "node:_tls_wrap", Goja: true, Node: true},
	{Name: "node:assert", Goja: true, Node: true},
	{Name: "node:assert/strict", Goja: true, Node: true},
	{Name: "node:async_hooks", Goja: true, Node: true},
	{Name: "node:buffer", Goja: true, Node: true},
	{Name: "node:child_process", Goja: true, Node: true},
	{Name: "node:cluster", Goja: true, Node: true},
	{Name: "node:console", Goja: true, Node: true},
	{Name: "node:constants", Goja: true, Node: true},
	{Name: "node:dgram", Goja: true, Node: true},
	{Name: "node:diagnostics_channel", Goja: true, Node: true},
	{Name: "node:dns", Goja: true, Node: true},
	{Name: "node:dns/promises", Goja: true, Node: true},
	{Name: "node:domain", Goja: true, Node: true},
	{Name: "node:events", Goja: true, Node: true},
	{Name: "node:fs/promises", Goja: true, Node: true},
	{Name: "node:http", Goja: true, Node: true},
	{Name: "node:http2", Goja: true, Node: true},
	{Name: "node:https", Goja: true, Node: true},
	{Name: "node:inspector", Goja: true, Node: true},
	{Name: "node:inspector/promises", Goja: true, Node: true},
	{Name: "node:module", Goja: true, Node: true},
	{Name: "node:net", Goja: true, Node: true},
	{Name: "node:os", Goja: true, Node: true},
	{Name: "node:path", Goja: true, Node: true},
	{Name: "node:path/posix", Goja: true, Node: true},
	{Name: "node:path/win32", Goja: true, Node: true},
	{Name: "node:perf_hooks", Goja: true, Node: true},
	{Name: "node:process", Goja: true, Node: true},
	{Name: "node:punycode", Goja: true, Node: true},
	{Name: "node:querystring", Goja: true, Node: true},
	{Name: "node:readline", Goja: true, Node: true},
	{Name: "node:readline/promises", Goja: true, Node: true},
	{Name: "node:repl", Goja: true, Node: true},
	{Name: "node:stream", Goja: true, Node: true},
	{Name: "node:stream/consumers", Goja: true, Node: true},
	{Name: "node:stream/promises", Goja: true, Node: true},
	{Name: "node:stream/web", Goja: true, Node: true},
	{Name: "node:string_decoder", Goja: true, Node: true},
	{Name: "node:sys", Goja: true, Node: true},
	{Name: "node:timers", Goja: true, Node: true},
	{Name: "node:timers/promises", Goja: true, Node: true},
	{Name: "node:tls", Goja: true, Node: true},
	{Name: "node:trace_events", Goja: true, Node: true},
	{Name: "node:tty", Goja: true, Node: true},
	{Name: "node:url", Goja: true, Node: true},
	{Name: "node:util", Goja: true, Node: true},
	{Name: "node:util/types", Goja: true, Node: true},
	{Name: "node:v8", Goja: true, Node: true},
	{Name: "node:vm", Goja: true, Node: true},
	{Name: "node:wasi", Goja: true, Node: true},
	{Name: "node:worker_threads", Goja: true, Node: true},
}

// Differs says whether a server has the global or member with other attributes
// than workerd's.
func Differs(Server, string) bool { return false }
