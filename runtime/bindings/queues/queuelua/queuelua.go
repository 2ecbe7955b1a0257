// Package queuelua holds the scripts that queues in Redis are made of: the Go driver
// runs them, and a Node app gets the same. It is a leaf. store/FORMAT.md says which
// keys there are.
package queuelua

import (
	_ "embed"
	"fmt"
	"strings"
)

// Parts are the last parts of the keys of a queue, in the order in which scripts
// know them: first those of the queue, then those of its dead letter queue.
var Parts = []string{"ready", "later", "held", "lease", "batches", "body", "attempts", "stat"}

//go:embed common.lua
var common string

//go:embed backlog.lua
var backlog string

//go:embed send.lua
var send string

//go:embed claim.lua
var claim string

//go:embed extend.lua
var extend string

//go:embed settle.lua
var settle string

// The scripts, whole.
var (
	Backlog = common + backlog
	Send    = common + send
	Claim   = common + claim
	Extend  = common + extend
	Settle  = common + settle
)

// TypeScript is the module that has the scripts for Node.
func TypeScript() string {
	var b strings.Builder
	b.WriteString("// The scripts that queues in Redis are made of. The Go host runs the same.\nimport { redisScript } from \"./redis.ts\";\n")
	text := func(s string) string {
		return "`" + strings.NewReplacer("\\", "\\\\", "`", "\\`", "${", "\\${").Replace(s) + "`"
	}
	fmt.Fprintf(&b, "\n// The last parts of the keys, in this order: of the queue, then of its dead letter\n// queue.\nexport const keyParts = [\n")
	for _, part := range Parts {
		fmt.Fprintf(&b, "  %q,\n", part)
	}
	fmt.Fprintf(&b, "];\n\nconst common = %s;\n", text(common))
	for _, s := range []struct{ name, source string }{{"backlog", backlog}, {"send", send}, {"claim", claim}, {"extend", extend}, {"settle", settle}} {
		fmt.Fprintf(&b, "\nexport const %sScript = redisScript(\n  common +\n    %s,\n);\n", s.name, text(s.source))
	}
	return b.String()
}
