// Package plan is the document between reading a Worker and writing anything:
// deploy targets, MIGRATION.md and people read the plan and nothing else. It
// holds no clock and no absolute path: same Worker, same bytes.
package plan

import (
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/transform/diag"
)

// SchemaVersion is raised when a reader of the JSON could be misled.
const SchemaVersion = 1

// Plan says what will be written and why.
type Plan struct {
	Schema  int     `json:"schema"`
	Project Project `json:"project"`

	Server Choice `json:"server"` // hono, express or goja
	State  string `json:"state"`  // sqlite or services
	Deploy string `json:"deploy"` // fly, coolify or compose
	Region string `json:"region,omitempty"`
	Port   int    `json:"port"` // 8080

	// Source is the form the Worker's own code has in the output of a Node server.
	Source *Source `json:"source,omitempty"`

	Manifest manifest.Manifest `json:"manifest"`
	// Workers are the others of the app, which service bindings call, by name.
	Workers  []Worker           `json:"workers,omitempty"`
	Services []manifest.Service `json:"services,omitempty"`

	Vars    []Var    `json:"vars,omitempty"`
	Secrets []string `json:"secrets,omitempty"` // names, sorted
	Crons   []string `json:"crons,omitempty"`
	Assets  *Assets  `json:"assets,omitempty"`

	// Carried are folders that the app reads beside the manifest, as they lay in
	// the project: the migrations of databases.
	Carried []string `json:"carried,omitempty"`

	// Routes found in the Worker's own source; empty until they are lifted.
	Routes []Route `json:"routes"`
	// Domains the Worker answered on at Cloudflare.
	Domains []Domain `json:"domains,omitempty"`
	// Outbound hosts found as literals in the script, sorted.
	Outbound []string `json:"outbound,omitempty"`

	// Uses names facts about the Worker that a target must respect.
	Uses Uses `json:"uses"`

	Assumed  []string  `json:"assumed,omitempty"`
	Findings diag.List `json:"findings,omitempty"`

	// Written are the files of the output with their digests, so that the next
	// conversion can tell the owner's edits from its own work. Only the plan
	// inside an output has it; targets never see it.
	Written []Written `json:"written,omitempty"`
}

// Written is a file of the output: a slash path and its SHA-256 in hex.
type Written struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// Project identifies the Worker.
type Project struct {
	Name               string   `json:"name"`
	Config             string   `json:"config,omitempty"`
	Env                string   `json:"env,omitempty"`
	Main               string   `json:"main,omitempty"`
	CompatibilityDate  string   `json:"compatibility_date"`
	CompatibilityFlags []string `json:"compatibility_flags,omitempty"`
}

// Worker is another Worker of the same app.
type Worker struct {
	Name string `json:"name"`
	Dir  string `json:"dir"` // its files in the output
	// Project is its folder as seen from the project, and Found how it was found: with
	// (--with names it) or beside.
	Project  string            `json:"project"`
	Found    string            `json:"found"`
	Manifest manifest.Manifest `json:"manifest"`
}

// Choice is a decision with its reasons, one sentence each.
type Choice struct {
	Name    string   `json:"name"`
	Reasons []string `json:"reasons"`
}

// Source says what becomes of the Worker's own modules.
type Source struct {
	// Form is kept: the modules at their own paths, or bundle: one file of them.
	Form string `json:"form"`
	// Why it is a bundle, one sentence.
	Why string `json:"why,omitempty"`
	// Server is the file that starts the server.
	Server string `json:"server,omitempty"`
	// Files are those of the Worker, by their paths in project and output, sorted.
	Files []string `json:"files,omitempty"`
	// Routing is lifted: routes of the framework were made of the Worker's tests;
	// mounted: the Worker has a router of its own; kept: neither. RoutingWhy says
	// why routes were not lifted.
	Routing    string `json:"routing,omitempty"`
	RoutingWhy string `json:"routing_why,omitempty"`
}

// Var is a plain-text variable; Value is what .env.example shows.
type Var struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	JSON  bool   `json:"json,omitempty"` // Value is JSON, not text
	// Env is the environment variable that overrides it when that is not Name.
	Env string `json:"env,omitempty"`
}

// Assets is the folder of static files as the output carries it.
type Assets struct {
	Dir   string `json:"dir"` // "assets", beside the manifest
	Files int    `json:"files"`
}

// Route is a route found in the Worker's source.
type Route struct {
	Method string    `json:"method"` // its methods with commas between them, or "*"
	Path   string    `json:"path"`   // as the output says it: "/users/:id", "/api/*", "*"
	Span   diag.Span `json:"span"`
	// EndLine is the last line of what Span begins.
	EndLine int `json:"end_line,omitempty"`
	// Test is what the source asks of a request, as it is written there.
	Test string `json:"test,omitempty"`
	// State is lifted (a route of the framework now), middleware (runs before
	// those behind it), mounted (a route of the Worker's own router) or kept (in
	// the handler that is as it was); Why says why it is not lifted.
	State string `json:"state,omitempty"`
	Why   string `json:"why,omitempty"`
}

// Domain is a hostname or pattern the Worker was reached by.
type Domain struct {
	Pattern      string `json:"pattern"`
	CustomDomain bool   `json:"custom_domain,omitempty"`
}

// Uses are facts that rule out settings of a target: a platform must not stop
// a machine that has cron or open sockets, for instance.
type Uses struct {
	Cron       bool `json:"cron,omitempty"`
	Queues     bool `json:"queues,omitempty"` // it consumes messages
	WaitUntil  bool `json:"wait_until,omitempty"`
	WebSockets bool `json:"web_sockets,omitempty"`
	Disk       bool `json:"disk,omitempty"`     // state lives on the machine's own volume
	Upstream   bool `json:"upstream,omitempty"` // fetch(request): needs UPSTREAM_ORIGIN
	WebCrypto  bool `json:"web_crypto,omitempty"`
}

// File is a file of the output: a slash path, its bytes, and whether it runs.
type File struct {
	Path       string
	Data       []byte
	Executable bool
}
