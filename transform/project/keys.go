package project

// Every key wrangler knows, and what becomes of it. One table, because the
// first question about any odd project is "what do you do with this key". The
// list is that of wrangler 4.164's config-schema.json; keys_test.go fails when
// a schema has a key that is missing here.

// scope is how a named environment treats a key.
type scope int

const (
	nested     scope = iota // not a top-level key
	inherited               // an environment may override it, else the top level's counts
	perEnv                  // counts only where it is written: absent in an environment means empty
	topOnly                 // cannot be written in an environment
	structural              // env itself
)

// action is what conversion does with a key.
type action int

const (
	use    action = iota // read at convert time
	binds                // a binding: its kind in runtime/bindings reads it, or it is refused
	ignore               // of no consequence in a container
	info                 // the report says what it means there
	warn                 // works differently there, or not at all, and the rest of the Worker does not need it
	refuse               // cannot be converted
)

// shape is the JSON type wrangler insists on.
type shape int

const (
	anything shape = iota
	isString
	isBool
	isNumber
	isStrings
	isObject
	isArray
	isTable // an object whose keys are the user's own
)

// key is one row. Path elements are joined with dots, [] stands for the
// elements of an array and * for names of the user's choosing. keys are the
// legal names below the path; none means that wrangler does not look.
type key struct {
	path  string
	scope scope
	shape shape
	act   action
	text  string // for info, warn and refuse: what it means and what to do
	code  string // for binds and refuse: the diagnostic's code
	keys  string
}

var keys = []key{
	// What the file is.
	{path: "$schema", scope: topOnly, shape: isString, act: ignore},
	{path: "env", scope: structural, shape: isObject, act: use},
	{path: "name", scope: inherited, act: use},
	{path: "account_id", scope: inherited, shape: isString, act: ignore},
	{path: "compatibility_date", scope: inherited, act: use},
	{path: "compatibility_flags", scope: inherited, shape: isStrings, act: use},
	{path: "compliance_region", scope: inherited, act: info, text: "the container runs where you deploy it: choose the region with --region"},
	{path: "send_metrics", scope: topOnly, shape: isBool, act: ignore},
	{path: "dependencies_instrumentation", scope: topOnly, shape: isObject, act: ignore, keys: "enabled exclude_packages"},
	{path: "keep_vars", scope: topOnly, shape: isBool, act: ignore},
	{path: "first_party_worker", scope: inherited, shape: isBool, act: ignore},
	{path: "upload_source_maps", scope: inherited, shape: isBool, act: ignore},
	{path: "dev", scope: topOnly, shape: isObject, act: ignore, keys: "ip port inspector_port inspector_ip local_protocol upstream_protocol host enable_containers container_engine generate_types"},
	{path: "previews", scope: inherited, act: ignore},
	{path: "preview_urls", scope: inherited, shape: isBool, act: ignore},
	{path: "targetEnvironment", scope: topOnly, act: ignore},
	{path: "topLevelName", scope: topOnly, act: ignore},
	{path: "definedEnvironments", scope: topOnly, act: ignore},
	{path: "configPath", scope: topOnly, act: ignore},
	{path: "userConfigPath", scope: topOnly, act: ignore},

	// What is built.
	{path: "main", scope: inherited, shape: isString, act: use},
	{path: "base_dir", scope: inherited, shape: isString, act: use},
	{path: "find_additional_modules", scope: inherited, shape: isBool, act: use},
	{path: "preserve_file_names", scope: inherited, shape: isBool, act: use},
	{path: "no_bundle", scope: inherited, shape: isBool, act: use},
	{path: "minify", scope: inherited, shape: isBool, act: ignore},
	{path: "keep_names", scope: inherited, shape: isBool, act: use},
	{path: "tsconfig", scope: inherited, shape: isString, act: use},
	{path: "jsx_factory", scope: inherited, shape: isString, act: use},
	{path: "jsx_fragment", scope: inherited, shape: isString, act: use},
	{path: "alias", scope: topOnly, shape: isTable, act: use},
	{path: "define", scope: perEnv, shape: isTable, act: use},
	{path: "rules", scope: inherited, shape: isArray, act: use},
	{path: "rules[]", keys: "type globs fallthrough"},
	{path: "build", scope: inherited, shape: isObject, act: use, keys: "command cwd watch_dir"},
	{path: "wasm_modules", scope: topOnly, shape: isTable, act: use},
	{path: "text_blobs", scope: topOnly, shape: isTable, act: use},
	{path: "data_blobs", scope: topOnly, shape: isTable, act: use},
	{path: "python_modules", scope: inherited, shape: isObject, act: ignore, keys: "exclude"},

	// Where it is reached and how it is run.
	{path: "workers_dev", scope: inherited, shape: isBool, act: ignore},
	{path: "route", scope: inherited, act: use},
	{path: "routes", scope: inherited, act: use},
	{path: "addresses", scope: topOnly, shape: isStrings, act: warn, text: "inbound mail does not reach a container: nothing calls the email handler"},
	{path: "connect", scope: perEnv, shape: isArray, act: refuse, code: codeNoCounterpart, text: "raw TCP and UDP listeners are not converted", keys: ""},
	{path: "triggers", scope: inherited, act: use, keys: "crons events"},
	{path: "triggers.events", act: warn, text: "events of other Cloudflare products do not reach a container"},
	{path: "limits", scope: inherited, act: use, keys: "cpu_ms subrequests"},
	{path: "limits.cpu_ms", shape: isNumber, act: info, text: "the platform's limit does not move along; on --server goja set W2C_CPU_MS to have one"},
	{path: "limits.subrequests", shape: isNumber, act: info, text: "a container has no limit of subrequests"},
	{path: "placement", scope: inherited, shape: isObject, act: info, text: "the container runs where you deploy it: choose the region with --region", keys: "mode hint region host hostname"},
	{path: "observability", scope: inherited, shape: isObject, act: info, text: "the converted app writes every log line as JSON to stdout and metrics on port 9464; sampling rates do not apply", keys: "enabled head_sampling_rate redact_query_string issues logs traces"},
	{path: "observability.issues", shape: isObject, keys: "enabled"},
	{path: "observability.logs", shape: isObject, keys: "enabled head_sampling_rate invocation_logs persist destinations"},
	{path: "observability.traces", shape: isObject, keys: "enabled head_sampling_rate persist destinations"},
	{path: "observability.logs.destinations", act: warn, text: "logs go to stdout: point your platform's log drain at the destination"},
	{path: "observability.traces.destinations", act: warn, text: "traces are not exported"},
	{path: "logpush", scope: inherited, shape: isBool, act: warn, text: "Logpush does not see a container: collect its stdout instead"},
	{path: "logfwdr", scope: inherited, act: warn, text: "log forwarding does not see a container: collect its stdout instead", keys: "bindings"},
	{path: "tail_consumers", scope: perEnv, act: warn, text: "tail Workers are not called: collect the container's stdout instead"},
	{path: "streaming_tail_consumers", scope: perEnv, act: warn, text: "tail Workers are not called: collect the container's stdout instead"},
	{path: "access", scope: inherited, act: warn, text: "Cloudflare Access does not stand before a container: put an OIDC proxy there; ctx.access is undefined", keys: "dev"},
	{path: "cache", scope: inherited, act: warn, text: "Cloudflare's response cache does not stand before a container: put a CDN or proxy cache there", keys: "enabled cross_version_cache"},
	{path: "exports", scope: inherited, act: refuse, code: codeDurableObjects, text: "Durable Objects and Workflows are not converted yet"},
	{path: "migrations", scope: inherited, shape: isArray, act: info, text: "class migrations belong to Durable Objects, which are not converted yet", keys: ""},
	{path: "containers", scope: perEnv, act: refuse, code: codeContainers, text: "containers run beside Durable Objects, which are not converted yet"},
	{path: "cloudchamber", scope: perEnv, shape: isObject, act: ignore, keys: "image instance_type ipv4 location memory vcpu"},
	{path: "site", scope: topOnly, shape: isObject, act: refuse, code: codeSites, text: "Workers Sites are not converted: serve the folder with `assets = { directory = \"…\" }` and drop kv-asset-handler from the Worker", keys: "bucket entry-point include exclude"},
	{path: "pages_build_output_dir", scope: topOnly, shape: isString, act: refuse, code: codePages, text: "Pages projects are not converted: move it to a Worker with `main` and `assets`, as `wrangler pages functions build` and Cloudflare's Pages-to-Workers guide describe"},

	// What the Worker is given.
	{path: "vars", scope: perEnv, act: binds},
	{path: "secrets", scope: perEnv, shape: isObject, act: binds, keys: "required"},
	{path: "kv_namespaces", scope: perEnv, shape: isArray, act: binds, code: codeOtherBinding},
	{path: "kv_namespaces[]", keys: "binding id preview_id remote"},
	{path: "assets", scope: inherited, shape: isObject, act: binds, code: codeOtherBinding, keys: "directory binding html_handling not_found_handling base_path run_worker_first"},
	{path: "unsafe_hello_world", scope: perEnv, shape: isArray, act: binds, code: codeOtherBinding},
	{path: "unsafe_hello_world[]", keys: "binding enable_timer"},
	{path: "d1_databases", scope: perEnv, shape: isArray, act: binds, code: codeOtherBinding},
	{path: "d1_databases[]", keys: "binding database_id database_internal_env database_name jurisdiction migrations_dir migrations_pattern migrations_table preview_database_id remote"},
	{path: "r2_buckets", scope: perEnv, shape: isArray, act: binds, code: codeOtherBinding},
	{path: "r2_buckets[]", keys: "binding bucket_name jurisdiction local_dev preview_bucket_name remote"},
	{path: "durable_objects", scope: perEnv, shape: isObject, act: binds, code: codeDurableObjects, text: "Durable Objects are not converted yet: keep the classes in a Worker on Cloudflare and call it over HTTP", keys: "bindings code_update_strategy"},
	{path: "durable_objects.bindings[]", keys: "class_name environment name script_name"},
	{path: "queues", scope: perEnv, shape: isObject, act: binds, code: codeOtherBinding, keys: "producers consumers"},
	{path: "queues.producers[]", keys: "binding delivery_delay queue remote"},
	{path: "queues.consumers[]", keys: "dead_letter_queue max_batch_size max_batch_timeout max_concurrency max_retries queue retry_delay type visibility_timeout_ms"},
	{path: "workflows", scope: perEnv, shape: isArray, act: binds, code: codeWorkflows, text: "Workflows are not converted yet: keep them in a Worker on Cloudflare and start them over HTTP"},
	{path: "services", scope: perEnv, shape: isArray, act: binds, code: codeServices},
	{path: "services[]", keys: "binding entrypoint props remote service environment"},
	{path: "hyperdrive", scope: perEnv, shape: isArray, act: binds, code: codeOtherBinding},
	{path: "ratelimits", scope: perEnv, shape: isArray, act: binds, code: codeOtherBinding},
	{path: "ratelimits[]", keys: "name namespace_id simple"},
	{path: "analytics_engine_datasets", scope: perEnv, shape: isArray, act: binds, code: codeOtherBinding},
	{path: "analytics", scope: perEnv, shape: isObject, act: binds, code: codeAnalytics, text: "Analytics Engine cannot be queried from the Worker: query analytics.sqlite, or whatever collects the log"},
	{path: "version_metadata", scope: perEnv, shape: isObject, act: binds, code: codeOtherBinding, keys: "binding"},
	{path: "secrets_store_secrets", scope: perEnv, shape: isArray, act: binds, code: codeOtherBinding},
	{path: "send_email", scope: perEnv, shape: isArray, act: binds, code: codeEmail, text: "e-mail bindings are not converted yet: send through your mail provider's HTTP API"},
	{path: "mtls_certificates", scope: perEnv, shape: isArray, act: binds, code: codeMTLS, text: "client certificates are not converted yet: let a proxy beside the container add them"},
	{path: "ai", scope: perEnv, shape: isObject, act: binds, code: codeAI, text: "Workers AI has no container counterpart: call its REST API, or another model server, with fetch"},
	{path: "vectorize", scope: perEnv, shape: isArray, act: binds, code: codeNoCounterpart, text: "Vectorize has no container counterpart: call its REST API, or another vector store, with fetch"},
	{path: "browser", scope: perEnv, shape: isObject, act: binds, code: codeNoCounterpart, text: "Browser Run has no container counterpart: call a browser service over HTTP"},
	{path: "images", scope: perEnv, shape: isObject, act: binds, code: codeNoCounterpart, text: "the Images binding has no container counterpart: call an image service over HTTP"},
	{path: "media", scope: perEnv, shape: isObject, act: binds, code: codeNoCounterpart, text: "the Media binding has no container counterpart"},
	{path: "stream", scope: perEnv, shape: isObject, act: binds, code: codeNoCounterpart, text: "the Stream binding has no container counterpart: call Stream's REST API with fetch"},
	{path: "ai_search", scope: perEnv, shape: isArray, act: binds, code: codeNoCounterpart, text: "AI Search has no container counterpart"},
	{path: "ai_search_namespaces", scope: perEnv, shape: isArray, act: binds, code: codeNoCounterpart, text: "AI Search has no container counterpart"},
	{path: "agent_memory", scope: perEnv, shape: isArray, act: binds, code: codeNoCounterpart, text: "Agent Memory has no container counterpart"},
	{path: "websearch", scope: perEnv, act: binds, code: codeNoCounterpart, text: "web search has no container counterpart"},
	{path: "pipelines", scope: perEnv, shape: isArray, act: binds, code: codeNoCounterpart, text: "Pipelines have no container counterpart: send to Pipelines' HTTP endpoint with fetch"},
	{path: "k2", scope: perEnv, shape: isArray, act: binds, code: codeNoCounterpart, text: "K2 streams have no container counterpart"},
	{path: "artifacts", scope: perEnv, shape: isArray, act: binds, code: codeNoCounterpart, text: "Artifacts has no container counterpart"},
	{path: "flagship", scope: perEnv, shape: isArray, act: binds, code: codeNoCounterpart, text: "Flagship has no container counterpart: ask your feature flag service over HTTP"},
	{path: "vpc_services", scope: perEnv, shape: isArray, act: binds, code: codeNoCounterpart, text: "a container in your network needs no VPC binding: fetch the private host's URL"},
	{path: "vpc_networks", scope: perEnv, shape: isArray, act: binds, code: codeNoCounterpart, text: "a container in your network needs no VPC binding: fetch the private host's URL"},
	{path: "dispatch_namespaces", scope: perEnv, shape: isArray, act: binds, code: codeNoCounterpart, text: "Workers for Platforms dispatches to Workers on Cloudflare only"},
	{path: "worker_loaders", scope: perEnv, shape: isArray, act: binds, code: codeNoCounterpart, text: "loading Workers at run time cannot be converted"},
	{path: "unsafe", scope: perEnv, shape: isObject, act: refuse, code: codeNoCounterpart, text: "unsafe settings go to Cloudflare's API unread, and nothing in a container can stand for them: take the block out", keys: "bindings metadata capnp"},
}

// gone are settings of older wranglers that are not unknown, only over. wrangler 4
// refuses those with refused set and ignores the others with a warning.
var gone = map[string]struct {
	refused bool
	text    string
}{
	"node_compat":           {true, "wrangler 4 has no node_compat: remove it and add \"nodejs_compat\" to compatibility_flags"},
	"legacy_env":            {true, "wrangler 4 has no legacy_env: remove it; every environment is a Worker of its own, named <name>-<environment>"},
	"type":                  {false, "a setting of wrangler 1, without effect since wrangler 2"},
	"zone_id":               {false, "a setting of wrangler 1, without effect since wrangler 2: a route names its zone itself"},
	"usage_model":           {false, "usage models are over; without effect"},
	"webpack_config":        {false, "a setting of wrangler 1, without effect since wrangler 2: esbuild builds the Worker"},
	"kv-namespaces":         {false, "the spelling of wrangler 1, without effect since wrangler 2: write kv_namespaces"},
	"miniflare":             {false, "a setting of Miniflare 2, without effect"},
	"experimental_services": {false, "without effect: write services"},
	"services_binding":      {false, "without effect: write services"},
}

var keyIndex = func() map[string]*key {
	m := make(map[string]*key, len(keys))
	for i := range keys {
		m[keys[i].path] = &keys[i]
	}
	return m
}()
