package diag

// Code is a diagnostic's stable name with its meaning in one line.
type Code struct{ Name, Meaning string }

// Codes lists every diagnostic w2c can give, sorted by name. A code is never
// reused for something else; a test checks that the list is sorted and that no
// other code is given.
var Codes = []Code{
	{"W2C-B001", "a binding's configuration is wrong"},
	{"W2C-B002", "a kind of binding is not part of this build of w2c"},
	{"W2C-B003", "a binding or setting has no container counterpart"},
	{"W2C-B004", "Workers AI has no container counterpart"},
	{"W2C-B007", "Durable Objects are not converted yet"},
	{"W2C-B009", "Workflows are not converted yet"},
	{"W2C-B010", "the Worker or the entrypoint of a service binding was not found"},
	{"W2C-B013", "Analytics Engine cannot be queried from a Worker"},
	{"W2C-B016", "e-mail bindings are not converted yet"},
	{"W2C-B017", "client certificates are not converted yet"},
	{"W2C-B018", "containers beside Durable Objects are not converted yet"},
	{"W2C-B019", "two Workers cannot share the globals of one Node process"},
	{"W2C-B020", "a Worker behind a service binding has static assets, and goja is to serve it"},
	{"W2C-C001", "there is no configuration and no obvious entry file"},
	{"W2C-C002", "a configuration file cannot be parsed"},
	{"W2C-C003", "a setting has the wrong type or an illegal value"},
	{"W2C-C004", "a setting is unknown or in the wrong place and has no effect"},
	{"W2C-C005", "the environment is not in the configuration"},
	{"W2C-C006", "something at the top level is not inherited by the environment"},
	{"W2C-C007", "the entry file is missing"},
	{"W2C-C008", "two bindings, variables or secrets share a name"},
	{"W2C-C009", "a setting of an older wrangler"},
	{"W2C-C010", "the compatibility date is missing or later than the newest known"},
	{"W2C-C011", "the folder holds several Workers and is none itself"},
	{"W2C-C012", "a build tool's redirected configuration is broken"},
	{"W2C-C013", "the folder of static assets cannot be used"},
	{"W2C-C014", "the Worker is given something only inside an environment, and none was chosen"},
	{"W2C-C015", "a setting means nothing in a container"},
	{"W2C-C016", "a setting's effect is missing or different in a container"},
	{"W2C-C017", "two settings exclude each other"},
	{"W2C-C018", "Workers Sites are not converted"},
	{"W2C-C019", "Pages projects are not converted"},
	{"W2C-C020", "Python Workers are not converted"},
	{"W2C-C021", "a line of _headers or _redirects is ignored"},
	{"W2C-C022", "a compatibility flag is unknown or experimental"},
	{"W2C-C023", "a compatibility date or flag asks for older behaviour than the Worker gets"},
	{"W2C-K001", "the source is not kept: a file that it is made of lies outside the project's folder"},
	{"W2C-K002", "the source is not kept: no lock file says which packages it stands on, or they cannot lie beside the server's"},
	{"W2C-K003", "the source is not kept: a plain build cannot say how it is bundled"},
	{"W2C-K004", "the source is not kept: its files have the names of the server's"},
	{"W2C-K005", "the source is not kept: the project's build command makes it"},
	{"W2C-K006", "the source is not kept: a service worker's script is no module"},
	{"W2C-S001", "the script does not parse or does not bundle"},
	{"W2C-S002", "packages that the script imports are not installed"},
	{"W2C-S003", "the entry file does not exist"},
	{"W2C-S004", "the project's own build command failed"},
	{"W2C-S005", "a file matches a module rule that an earlier rule of its type hides"},
	{"W2C-S006", "a module of Node is imported without the compatibility flag it needs"},
	{"W2C-S007", "a cloudflare: module has no counterpart here"},
	{"W2C-S008", "a service-worker script imports a platform module"},
	{"W2C-S009", "an event handler has no counterpart here yet"},
	{"W2C-S010", "a global or module is not available on the chosen server"},
	{"W2C-S011", "a regular expression is not valid"},
	{"W2C-S012", "goja cannot compile the script"},
	{"W2C-S013", "WebAssembly is not available on the chosen server"},
	{"W2C-S014", "an exported class needs a Cloudflare service that has no counterpart here yet"},
	{"W2C-S015", "the script registers no handler"},
	{"W2C-S016", "esbuild warns about the script"},
	{"W2C-S017", "exports without a default export: taken as a service worker, as wrangler does"},
	{"W2C-S018", "the script needs sloppy mode, which the chosen server cannot give it"},
	{"W2C-S019", "find_additional_modules needs module syntax"},
	{"W2C-S020", "a global is missing on the chosen server, and the Worker may do without it"},
	{"W2C-S021", "a global is there on a server, but not with the attributes workerd gives it"},
	{"W2C-S022", "a module acts on Node and does not on Workers"},
	{"W2C-S023", "a cloudflare: module does not export a name that the script imports"},
}

// Meaning is what a code means, in one line; "" for one that is not listed.
func Meaning(code string) string {
	for _, c := range Codes {
		if c.Name == code {
			return c.Meaning
		}
	}
	return ""
}
