package bundle

import (
	"strings"

	"github.com/w2c-dev/w2c/runtime/compat"
)

// NodeMode is how far a Worker may use Node's own modules, from its
// compatibility date and flags.
type NodeMode string

const (
	NodeNone NodeMode = ""    // no node: modules at all
	NodeALS  NodeMode = "als" // node:async_hooks only
	NodeV1   NodeMode = "v1"  // with the node: prefix only
	NodeV2   NodeMode = "v2"  // with or without the prefix
)

// nodeCompatV2Date is the date from which nodejs_compat is its second version.
const nodeCompatV2Date = "2024-09-23"

// NodeModeOf applies wrangler's rules to a date and flags.
func NodeModeOf(date string, flags []string) NodeMode {
	switch compat.Of(date, flags).Node() {
	case compat.NodeV2:
		return NodeV2
	case compat.NodeV1:
		return NodeV1
	case compat.NodeALS:
		return NodeALS
	}
	return NodeNone
}

// navigatorDefined says whether navigator.userAgent exists, in which case
// wrangler replaces it by its constant value.
func navigatorDefined(date string, flags []string) bool {
	return compat.Of(date, flags).On("global_navigator")
}

// nodeBuiltins are the module names that mean Node itself when nothing in
// node_modules has that name.
var nodeBuiltins = func() map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields(`
		_http_agent _http_client _http_common _http_incoming _http_outgoing _http_server
		_stream_duplex _stream_passthrough _stream_readable _stream_transform _stream_wrap _stream_writable
		_tls_common _tls_wrap assert assert/strict async_hooks buffer child_process cluster console constants
		crypto dgram diagnostics_channel dns dns/promises domain events fs fs/promises http http2 https inspector
		inspector/promises module net os path path/posix path/win32 perf_hooks process punycode querystring
		readline readline/promises repl stream stream/consumers stream/promises stream/web string_decoder sys
		timers timers/promises tls trace_events tty url util util/types v8 vm wasi worker_threads zlib`) {
		m[n] = true
	}
	return m
}()

// nodeModule returns the prefixed name when path names a module of Node.
func nodeModule(path string) (name string, ok bool) {
	if strings.HasPrefix(path, "node:") {
		return path, true
	}
	return "node:" + path, nodeBuiltins[path]
}

// allows says whether a Worker in this mode may import the module under the
// name it wrote.
func (m NodeMode) allows(written string) bool {
	prefixed := strings.HasPrefix(written, "node:")
	switch m {
	case NodeV2:
		return true
	case NodeV1:
		return prefixed
	case NodeALS:
		return written == "node:async_hooks"
	}
	return false
}
