package nodehost

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Own are the packages that the Worker itself stands on, as its package.json and
// package-lock.json say.
type Own struct {
	Package []byte // package.json; nil when there is none
	Lock    []byte // package-lock.json of version 2 or 3; nil when there is none
	// Runs are the packages that its source imports, Types those that only its
	// types need.
	Runs, Types []string
	// Missing are packages that some of them would use, and that are not there.
	Missing []string
	// Module says that its files are ES modules by package.json.
	Module bool
}

// PackagesError says why the Worker's packages and the server's cannot lie in
// one project.
type PackagesError struct{ Message string }

func (e *PackagesError) Error() string { return e.Message }

func conflict(format string, args ...any) error {
	return &PackagesError{fmt.Sprintf(format, args...)}
}

// ownPackages is Own, read.
type ownPackages struct {
	Own
	name    string
	fields  map[string]json.RawMessage
	entries map[string]locked
}

func readOwn(o Own) (ownPackages, error) {
	own := ownPackages{Own: o, entries: map[string]locked{}}
	if o.Package != nil {
		if err := json.Unmarshal(o.Package, &own.fields); err != nil {
			return own, conflict("package.json cannot be read: %v", err)
		}
		if raw := own.fields["name"]; raw != nil {
			_ = json.Unmarshal(raw, &own.name) // a name that is no text is none
		}
		if own.fields["overrides"] != nil && len(o.Runs) > 0 {
			return own, conflict("package.json has overrides, which would hold for the server's packages too")
		}
	}
	if len(o.Runs)+len(o.Types) == 0 {
		return own, nil
	}
	if o.Lock == nil {
		return own, conflict("there is no package-lock.json that says which packages these are: %s", strings.Join(append(slices.Clone(o.Runs), o.Types...), ", "))
	}
	var lock struct {
		Packages map[string]map[string]json.RawMessage `json:"packages"`
	}
	if err := json.Unmarshal(o.Lock, &lock); err != nil {
		return own, conflict("package-lock.json cannot be read: %v", err)
	}
	if lock.Packages == nil {
		return own, conflict("package-lock.json is of a version before 2: `npm install` with a newer npm makes one that can be kept")
	}
	for at, fields := range lock.Packages {
		needs, err := needsOf(fields)
		if err != nil {
			return own, conflict("package-lock.json cannot be read: %s: %v", at, err)
		}
		own.entries[at] = locked{fields: fields, needs: needs}
	}
	return own, nil
}

// text is a field of a lock file's entry that is a string.
func (l locked) text(name string) string {
	var s string
	if json.Unmarshal(l.fields[name], &s) != nil {
		return ""
	}
	return s
}

// merged are the packages of the whole project.
type merged struct {
	runtime, dev map[string]string
	tree         map[string]locked
}

// merge puts the server's packages beside the Worker's, whose places and
// versions stay as they are.
func (o ownPackages) merge(runtime, dev map[string]string) (merged, error) {
	m := merged{runtime: map[string]string{}, dev: map[string]string{}, tree: map[string]locked{}}
	for _, list := range []struct {
		names []string
		into  map[string]string
	}{{o.Runs, m.runtime}, {o.Types, m.dev}} {
		for _, name := range list.names {
			at := "node_modules/" + name
			if err := o.take(m.tree, at, name); err != nil {
				return m, err
			}
			list.into[name] = o.entries[at].text("version")
			if real := o.entries[at].text("name"); real != "" && real != name {
				list.into[name] = "npm:" + real + "@" + list.into[name]
			}
		}
	}
	all, err := embedded()
	if err != nil {
		return m, err
	}
	theirs := maps.Clone(m.tree)
	for _, list := range []struct{ from, into map[string]string }{{runtime, m.runtime}, {dev, m.dev}} {
		for _, name := range slices.Sorted(maps.Keys(list.from)) {
			at := "node_modules/" + name
			have, there := theirs[at]
			version := have.text("version")
			if there && version != list.from[name] {
				if name != "hono" {
					return m, conflict("the Worker has %s %s and the server needs %s", name, version, list.from[name])
				}
				// A Worker that has its own Hono keeps it; who stands on it says what it takes.
				list.into[name] = version
				continue
			}
			if !there {
				if err := m.place(all, "", name, at); err != nil {
					return m, err
				}
			}
			if _, runs := m.runtime[name]; !runs {
				list.into[name] = list.from[name]
			}
		}
	}
	for _, name := range o.Missing {
		if _, brought := m.tree["node_modules/"+name]; brought {
			return m, conflict("a package of the Worker uses %s where it is there, and the server brings it", name)
		}
	}
	for name := range m.dev {
		if _, runs := m.runtime[name]; runs {
			delete(m.dev, name)
		}
	}
	return m, nil
}

// take copies the Worker's package at a place, with all that it needs.
func (o ownPackages) take(tree map[string]locked, at, name string) error {
	if _, done := tree[at]; done {
		return nil
	}
	e, ok := o.entries[at]
	if !ok {
		return conflict("package-lock.json does not have the package %s", name)
	}
	if e.fields["link"] != nil || e.text("version") == "" || e.text("integrity") == "" && e.fields["inBundle"] == nil {
		return conflict("package-lock.json has the package %s from a place other than a registry", name)
	}
	tree[at] = e
	for _, need := range e.needs {
		next, ok := resolve(o.entries, at, need)
		if !ok {
			if e.optional(need) {
				continue
			}
			return conflict("package-lock.json lacks %s, which %s needs", need, name)
		}
		if err := o.take(tree, next, need); err != nil {
			return err
		}
	}
	return nil
}

// optional says whether the package works without another.
func (l locked) optional(name string) bool {
	var names map[string]string
	return json.Unmarshal(l.fields["optionalDependencies"], &names) == nil && names[name] != ""
}

// peer is the range of versions of another package that this one stands on; ""
// for one that it does not share.
func (l locked) peer(name string) string {
	var names map[string]string
	if json.Unmarshal(l.fields["peerDependencies"], &names) != nil {
		return ""
	}
	return names[name]
}

// place puts one of the server's packages, which lies at key in all, where the
// package at from finds it: on top where that is free, else below from.
func (m merged) place(all map[string]locked, from, name, key string) error {
	e, ok := all[key]
	if !ok {
		return fmt.Errorf("npm package %q is missing in runtime/nodehost/npm/package-lock.json", name)
	}
	at := "node_modules/" + name
	if have, there := resolve(m.tree, from, name); there {
		version := m.tree[have].text("version")
		if version == e.text("version") {
			return nil
		}
		if wants := m.tree[from].peer(name); wants != "" {
			if satisfies(version, wants) {
				return nil
			}
			return conflict("the Worker has %s %s, and the server's %s needs %s", name, version, strings.TrimPrefix(from, "node_modules/"), wants)
		}
		at = path.Join(from, "node_modules", name)
	}
	m.tree[at] = e
	for _, need := range e.needs {
		next, ok := resolve(all, key, need)
		if !ok {
			return fmt.Errorf("npm package %q, needed by %q, is missing in runtime/nodehost/npm/package-lock.json", need, name)
		}
		if err := m.place(all, at, need, next); err != nil {
			return err
		}
	}
	return nil
}

// lock is the lock file of the tree.
func (m merged) lock(name string, engines map[string]string) ([]byte, error) {
	return writeLock(name, engines, m.runtime, m.dev, m.tree)
}

// imports are package.json's imports with the Worker's own name among them.
func (o ownPackages) imports(entry string) (fields, error) {
	out := fields{{WorkerName, "./" + entry}}
	if o.fields["imports"] == nil {
		return out, nil
	}
	var theirs map[string]json.RawMessage
	if err := json.Unmarshal(o.fields["imports"], &theirs); err != nil {
		return nil, conflict("package.json: imports: %v", err)
	}
	if theirs[WorkerName] != nil {
		return nil, conflict("package.json has imports by the name of %s, which is the server's name for the Worker", WorkerName)
	}
	for _, name := range slices.Sorted(maps.Keys(theirs)) {
		out = append(out, field{name, theirs[name]})
	}
	return out, nil
}

// sideEffects are package.json's: a project that has none must not lose what the
// platform's files do when they are imported.
func (o ownPackages) sideEffects() (any, error) {
	const platform = "./src/platform/*"
	var all bool
	var some []string
	switch raw := o.fields["sideEffects"]; {
	case raw == nil:
		return nil, nil
	case json.Unmarshal(raw, &some) == nil:
		return append(some, platform), nil
	case json.Unmarshal(raw, &all) != nil:
		return nil, conflict("package.json: sideEffects is neither true, false nor a list")
	case all:
		return true, nil
	}
	return []string{platform}, nil
}

// satisfies says whether a version lies in a range of the usual forms; one that
// it cannot read has no version.
func satisfies(version, wanted string) bool {
	v, ok := numbers(version)
	if !ok {
		return false
	}
	for alternative := range strings.SplitSeq(wanted, "||") {
		all := true
		for one := range strings.FieldsSeq(alternative) {
			all = all && within(v, one)
		}
		if all && strings.TrimSpace(alternative) != "" {
			return true
		}
	}
	return false
}

func within(v [3]int, one string) bool {
	if one == "*" {
		return true
	}
	operator := strings.TrimRight(one, "0123456789.x*")
	from, ok := numbers(strings.TrimPrefix(one, operator))
	if !ok {
		return false
	}
	least := slices.Compare(v[:], from[:])
	switch operator {
	case "^":
		keep := 1
		for keep < 3 && from[keep-1] == 0 {
			keep++
		}
		return least >= 0 && slices.Equal(v[:keep], from[:keep])
	case "~":
		return least >= 0 && slices.Equal(v[:2], from[:2])
	case ">=":
		return least >= 0
	case ">":
		return least > 0
	case "<":
		return least < 0
	case "<=":
		return least <= 0
	case "", "=":
		n := strings.Count(one, ".") + 1
		return slices.Equal(v[:n], from[:n])
	}
	return false
}

// numbers are the three of a version; missing ones are 0.
func numbers(version string) (v [3]int, ok bool) {
	parts := strings.Split(version, ".")
	if len(parts) > 3 {
		return v, false
	}
	for i, part := range parts {
		if part == "x" || part == "*" {
			continue
		}
		n, err := strconv.Atoi(part)
		if err != nil {
			return v, false
		}
		v[i] = n
	}
	return v, true
}
