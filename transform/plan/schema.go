package plan

import _ "embed"

//go:embed schema.json
var schema []byte

// SchemaJSON is the JSON schema of the plan. It is a file of its own, so that
// it can be read and linked to; a test holds it against the types and against
// real plans.
func SchemaJSON() []byte { return schema }
