// Package part is what a binding kind adds to a converted Node app: its
// TypeScript files and the expressions that server.ts uses them by. It is a
// leaf so that every kind may import it.
package part

// Part is one binding's share of a Node app. All platform files of an app lie
// flat in src/platform/, so a file imports its neighbours as "./host.ts".
type Part struct {
	// Files by name ("kv.ts"), verbatim. Two bindings may bring the same file.
	Files map[string]string
	// Imports that server.ts needs: names by platform file, {"kv.ts": {"kv"}}.
	Imports map[string][]string
	// Env is the expression of the binding's value in env; "" when it has none.
	// It may use host: `await kv(host, "LINKS", { namespace: "a1b2" })`.
	Env string
	// Front is the expression of a Front (see host.ts): it sees requests before
	// the Worker does. "" for none.
	Front string
	// Trigger is the expression of a Trigger (see host.ts). "" for none.
	Trigger string
	// Dependencies are npm packages; versions are pinned in runtime/nodehost.
	Dependencies []string
}
