package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// FileName is the plan's name in the output; it also marks a folder as ours.
const FileName = "w2c.plan.json"

// Encode writes p as indented JSON with a final newline: same plan, same bytes.
func (p Plan) Encode() ([]byte, error) {
	if p.Routes == nil {
		p.Routes = []Route{}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(p); err != nil {
		return nil, fmt.Errorf("write plan: %w", err)
	}
	return b.Bytes(), nil
}

// Decode reads a plan and refuses one that this version could misread.
func Decode(r io.Reader) (Plan, error) {
	var p Plan
	if err := json.NewDecoder(r).Decode(&p); err != nil {
		return Plan{}, fmt.Errorf("read plan: %w", err)
	}
	if p.Schema != SchemaVersion {
		return Plan{}, fmt.Errorf("read plan: schema %d, this w2c reads schema %d", p.Schema, SchemaVersion)
	}
	return p, nil
}
