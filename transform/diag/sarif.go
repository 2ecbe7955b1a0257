package diag

import (
	"encoding/json"
	"io"
	"slices"
	"unicode/utf8"
)

// SARIF writes diagnostics as a SARIF 2.1.0 log, which code hosts show beside
// the lines. The rules are the codes that occur; tool is the version of w2c.
//
// Specification: https://docs.oasis-open.org/sarif/sarif/v2.1.0/
func SARIF(w io.Writer, l List, version string) error {
	type message struct {
		Text string `json:"text"`
	}
	type rule struct {
		ID    string  `json:"id"`
		Short message `json:"shortDescription"`
	}
	type region struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
	type physical struct {
		Artifact struct {
			URI string `json:"uri"`
		} `json:"artifactLocation"`
		Region *region `json:"region,omitempty"`
	}
	type location struct {
		Physical physical `json:"physicalLocation"`
	}
	type result struct {
		Rule      string     `json:"ruleId"`
		Level     string     `json:"level"`
		Message   message    `json:"message"`
		Locations []location `json:"locations,omitempty"`
	}
	levels := map[Severity]string{Error: "error", Warning: "warning", Info: "note"}
	rules, results := []rule{}, []result{}
	for _, d := range l {
		text := d.Message
		for _, n := range d.Notes {
			text += "\n" + n
		}
		if d.Hint != "" {
			text += "\nhint: " + d.Hint
		}
		r := result{Rule: d.Code, Level: levels[d.Severity], Message: message{text}}
		if d.Span.File != "" {
			var at location
			at.Physical.Artifact.URI = d.Span.File
			if d.Span.Line > 0 {
				at.Physical.Region = &region{StartLine: d.Span.Line, StartColumn: d.Span.characters(d.Span.Column)}
				if d.Span.Length > 0 {
					at.Physical.Region.EndColumn = d.Span.characters(d.Span.Column + d.Span.Length)
				}
			}
			r.Locations = []location{at}
		}
		results = append(results, r)
		if !slices.ContainsFunc(rules, func(have rule) bool { return have.ID == d.Code }) {
			rules = append(rules, rule{d.Code, message{Meaning(d.Code)}})
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(map[string]any{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json",
		"version": "2.1.0",
		"runs": []any{map[string]any{
			"tool":       map[string]any{"driver": map[string]any{"name": "w2c", "version": version, "rules": rules}},
			"columnKind": "unicodeCodePoints",
			"results":    results,
		}},
	})
}

// characters turns a column in bytes into one in code points, where the text
// of the line is known.
func (s Span) characters(column int) int {
	if column < 1 || column-1 > len(s.Text) {
		return column
	}
	return utf8.RuneCountInString(s.Text[:column-1]) + 1
}
