// Package surface is the table of what each server gives a Worker: globals,
// their members, and platform modules with their exports. It is generated from
// what workerd and our servers answer (table.txt; runtime/hosttest, TestSurface).
// The compiler reads it to refuse, or to choose another server, at convert
// time; nothing reads it at run time. It is a leaf.
//
// A name that is not in the table is taken as available: it is not the
// platform's, or it is newer than the table.
package surface

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

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

// Status is how a server does with something that workerd has.
type Status byte

const (
	// Works: of the same kind, with the same parameters and attributes.
	Works Status = iota
	// Changed: there, but not the same in one of these.
	Changed
	// Refused: not there.
	Refused
)

var statusNames = [...]string{"works", "differs", "refused"}

func (s Status) String() string { return statusNames[s] }

// Row is one global ("fetch"), member ("crypto.subtle.deriveBits",
// "Response.prototype.json"), module ("node:fs") or export ("node:fs readFile").
type Row struct {
	Name       string
	Goja, Node Status
}

//go:embed table.txt
var text string

// Rows are the whole table, sorted by name.
var Rows = sync.OnceValue(func() []Row {
	rows, err := Parse(text)
	if err != nil {
		panic(err) // ours, and a test reads it
	}
	return rows
})

// cloudflare are the modules of the platform itself. A Worker that lists them
// would be refused where one is missing, so these lines are kept by hand.
var cloudflare = []Row{
	{"cloudflare:email", Works, Works},
	{"cloudflare:node", Works, Refused},
	{"cloudflare:sockets", Works, Works},
	{"cloudflare:workers", Works, Works},
	{"cloudflare:workflows", Works, Works},
}

var byName = sync.OnceValue(func() map[string]Row {
	m := map[string]Row{}
	for _, r := range cloudflare {
		m[r.Name] = r
	}
	for _, r := range Rows() {
		m[r.Name] = r
	}
	return m
})

// Format writes rows as table.txt holds them: a line each, what works
// everywhere as the bare name.
func Format(rows []Row) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(r.Name)
		if r.Goja != Works || r.Node != Works {
			fmt.Fprintf(&b, "\t%s\t%s", r.Goja, r.Node)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Parse reads what Format wrote.
func Parse(text string) ([]Row, error) {
	var rows []Row
	for line := range strings.Lines(text) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		r := Row{Name: parts[0]}
		if len(parts) == 3 {
			for i, to := range []*Status{&r.Goja, &r.Node} {
				n := -1
				for k, name := range statusNames {
					if name == parts[1+i] {
						n = k
					}
				}
				if n < 0 {
					return nil, fmt.Errorf("surface: no status %q", parts[1+i])
				}
				*to = Status(n)
			}
		} else if len(parts) != 1 {
			return nil, fmt.Errorf("surface: line %q", line)
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// On is the status of a row on a server.
func (r Row) On(s Server) Status {
	if s == Goja {
		return r.Goja
	}
	return r.Node
}

// Has says whether a server provides the global or member.
func Has(s Server, name string) bool { return byName()[name].On(s) != Refused }

// Differs says whether a server has the global or member with other attributes
// than workerd's.
func Differs(s Server, name string) bool { return byName()[name].On(s) == Changed }

// Listed says whether a use of the global or member is worth a remark: a server
// lacks it, or has it otherwise.
func Listed(name string) bool {
	r := byName()[name]
	return r.Goja != Works || r.Node != Works
}

// HasModule says whether any server provides a platform module.
func HasModule(name string) bool {
	return ServesModule(Goja, name) || ServesModule(Node, name)
}

// ServesModule says whether a server provides a platform module.
func ServesModule(s Server, name string) bool {
	r, listed := byName()[name]
	return listed && r.On(s) != Refused
}
