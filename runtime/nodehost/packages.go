package nodehost

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/w2c-dev/w2c/runtime/manifest"
)

// Every npm package that any converted app may need, with exact versions and
// integrity hashes. npm itself made the lock file (w2c-dev generate); from it
// each app's own is cut, so that converting needs neither npm nor a network.
var (
	//go:embed npm/package.json
	allPackages []byte
	//go:embed npm/package-lock.json
	allLocked []byte
)

type packageJSON struct {
	Dependencies    map[string]string `json:"dependencies"`
	DevDependencies map[string]string `json:"devDependencies"`
}

// locked is one entry of a lock file; Raw keeps every field as npm wrote it.
type locked struct {
	fields map[string]json.RawMessage
	needs  []string
}

// addPackage writes package.json and package-lock.json.
func addPackage(files map[string][]byte, m manifest.Manifest, o Options, parts []bound) error {
	var all packageJSON
	if err := json.Unmarshal(allPackages, &all); err != nil {
		return fmt.Errorf("read the embedded package.json: %w", err)
	}
	runtime, dev := []string{"hono", "@hono/node-server"}, []string{"@types/node", "esbuild", "typescript"}
	if o.Server == "express" {
		runtime, dev = []string{"express"}, append(dev, "@types/express")
	}
	for _, p := range parts {
		runtime = append(runtime, p.Dependencies...)
	}
	dependencies, err := pick(all.Dependencies, runtime)
	if err != nil {
		return err
	}
	devDependencies, err := pick(all.DevDependencies, dev)
	if err != nil {
		return err
	}
	if o.Kept != nil {
		return addOwnPackage(files, m, o, dependencies, devDependencies)
	}
	name := packageName(m.Name)
	engines := map[string]string{"node": ">=24"}
	files["package.json"], err = encode(struct {
		Name            string            `json:"name"`
		Private         bool              `json:"private"`
		Type            string            `json:"type"`
		Engines         map[string]string `json:"engines"`
		Scripts         ordered           `json:"scripts"`
		Dependencies    map[string]string `json:"dependencies"`
		DevDependencies map[string]string `json:"devDependencies"`
	}{name, true, "module", engines, scripts, dependencies, devDependencies})
	if err != nil {
		return err
	}
	files["package-lock.json"], err = lockFile(name, engines, dependencies, devDependencies)
	return err
}

// build makes one file of the server and one of the health check. Packages in
// CommonJS call require, which a module has not: the banner gives it to them.
const build = "esbuild src/server.ts src/platform/healthcheck.ts --bundle --platform=node --target=node24 --format=esm" +
	" --outdir=dist --entry-names=[name] --out-extension:.js=.mjs --sourcemap --legal-comments=none --log-level=warning" +
	" --banner:js=\"import{createRequire}from'node:module';const require=createRequire(import.meta.url);\""

// scripts keep the order a person would read them in.
var scripts = ordered{
	{"start", "node src/server.ts"},
	{"build", build},
	{"check", "tsc"},
	{"healthcheck", "node src/platform/healthcheck.ts"},
}

func pick(from map[string]string, names []string) (map[string]string, error) {
	out := map[string]string{}
	for _, n := range names {
		v, ok := from[n]
		if !ok {
			return nil, fmt.Errorf("npm package %q is not pinned in runtime/nodehost/npm/package.json", n)
		}
		out[n] = v
	}
	return out, nil
}

// packageName makes a valid npm name of a Worker's name, which allows more.
func packageName(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			b.WriteRune(r)
		} else {
			b.WriteByte('-')
		}
	}
	if out := strings.Trim(b.String(), "-_"); out != "" {
		return out
	}
	return "worker"
}

// embedded are the entries of the embedded lock file.
func embedded() (map[string]locked, error) {
	var all struct {
		Packages map[string]map[string]json.RawMessage `json:"packages"`
	}
	if err := json.Unmarshal(allLocked, &all); err != nil {
		return nil, fmt.Errorf("read the embedded package-lock.json: %w", err)
	}
	entries := map[string]locked{}
	for at, fields := range all.Packages {
		needs, err := needsOf(fields)
		if err != nil {
			return nil, fmt.Errorf("read the embedded package-lock.json: %s: %w", at, err)
		}
		entries[at] = locked{fields: fields, needs: needs}
	}
	return entries, nil
}

// lockFile cuts the packages reachable from the app's dependencies out of the
// embedded lock file.
func lockFile(name string, engines, dependencies, devDependencies map[string]string) ([]byte, error) {
	entries, err := embedded()
	if err != nil {
		return nil, err
	}
	return writeLock(name, engines, dependencies, devDependencies, entries)
}

// writeLock writes the entries that the dependencies reach, and marks those that
// only development needs.
func writeLock(name string, engines, dependencies, devDependencies map[string]string, entries map[string]locked) ([]byte, error) {
	production, everything := map[string]bool{}, map[string]bool{}
	if err := reach(entries, "", slices.Sorted(maps.Keys(dependencies)), production); err != nil {
		return nil, err
	}
	maps.Copy(everything, production)
	if err := reach(entries, "", slices.Sorted(maps.Keys(devDependencies)), everything); err != nil {
		return nil, err
	}
	packages := map[string]any{"": struct {
		Name            string            `json:"name"`
		Dependencies    map[string]string `json:"dependencies"`
		DevDependencies map[string]string `json:"devDependencies"`
		Engines         map[string]string `json:"engines"`
	}{name, dependencies, devDependencies, engines}}
	for at := range everything {
		fields := maps.Clone(entries[at].fields)
		delete(fields, "resolved")
		delete(fields, "dev")
		delete(fields, "devOptional")
		if !production[at] {
			fields["dev"] = json.RawMessage("true")
		}
		packages[at] = fields
	}
	return encode(struct {
		Name            string         `json:"name"`
		LockfileVersion int            `json:"lockfileVersion"`
		Requires        bool           `json:"requires"`
		Packages        map[string]any `json:"packages"`
	}{name, 3, true, packages})
}

func needsOf(fields map[string]json.RawMessage) ([]string, error) {
	var optional struct {
		Meta map[string]struct {
			Optional bool `json:"optional"`
		} `json:"peerDependenciesMeta"`
	}
	if raw, ok := fields["peerDependenciesMeta"]; ok {
		if err := json.Unmarshal(raw, &optional.Meta); err != nil {
			return nil, err
		}
	}
	needs := map[string]bool{}
	for _, key := range []string{"dependencies", "optionalDependencies", "peerDependencies"} {
		raw, ok := fields[key]
		if !ok {
			continue
		}
		var names map[string]string
		if err := json.Unmarshal(raw, &names); err != nil {
			return nil, err
		}
		for n := range names {
			if key == "peerDependencies" && optional.Meta[n].Optional {
				continue
			}
			needs[n] = true
		}
	}
	return slices.Sorted(maps.Keys(needs)), nil
}

// reach marks the places of names, as required from the package at from, and
// of all they need: node's own way of looking, nearest node_modules first.
func reach(entries map[string]locked, from string, names []string, seen map[string]bool) error {
	for _, name := range names {
		at, ok := resolve(entries, from, name)
		if !ok && entries[from].optional(name) {
			continue
		}
		if !ok {
			return fmt.Errorf("npm package %q, needed by %q, is missing in runtime/nodehost/npm/package-lock.json", name, from)
		}
		if seen[at] {
			continue
		}
		seen[at] = true
		if err := reach(entries, at, entries[at].needs, seen); err != nil {
			return err
		}
	}
	return nil
}

func resolve(entries map[string]locked, from, name string) (string, bool) {
	for {
		at := path.Join(from, "node_modules", name)
		if _, ok := entries[at]; ok {
			return at, true
		}
		if from == "" {
			return "", false
		}
		i := strings.LastIndex(from, "node_modules/")
		from = strings.TrimSuffix(from[:max(i, 0)], "/")
	}
}

// ordered is a JSON object whose keys keep their order.
type ordered [][2]string

func (o ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, kv := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, s := range kv {
			if j > 0 {
				b.WriteByte(':')
			}
			if err := encodeTo(&b, s); err != nil {
				return nil, err
			}
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func encodeTo(b *bytes.Buffer, v any) error {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
