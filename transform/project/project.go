// Package project reads a Worker project (wrangler configuration, package.json,
// the names in .dev.vars) into one value in which every setting knows its place
// in the user's file. wrangler is the judge: same file, same meaning.
package project

import (
	"encoding/json"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/transform/diag"
)

// Options selects what to read.
type Options struct {
	Dir    string // the project's folder, or a config file in it
	Config string // --config; empty finds wrangler.json, .jsonc, .toml in that order
	Env    string // --env; empty is the top level
}

// Project is a Worker as its files describe it, with the environment applied.
type Project struct {
	Dir    string // absolute
	Config string // slash path relative to Dir; "" when there is none
	Env    string
	Name   string

	Main               string // slash path of the entry relative to Dir; "" for assets-only Workers
	CompatibilityDate  string
	CompatibilityFlags []string

	Build Build

	// Bindings come from the kinds in runtime/bindings, in the order of the file.
	Bindings []manifest.Binding
	// Vars are the plain-text and JSON variables in the order of the file.
	Vars []Var
	// Secrets are names only: .dev.vars, .env and secrets.required. Values never enter a plan.
	Secrets []string
	// Assets is the folder of static assets, nil when there is none.
	Assets *Assets
	Crons  []string
	Routes []Route // hostnames and patterns, for MIGRATION.md and the targets

	Package PackageJSON

	// Assumed are sentences about what was not said and therefore taken for granted.
	Assumed []string

	pos map[string]diag.Span
}

// Var is one entry of vars.
type Var struct {
	Name  string
	Value json.RawMessage
}

// Assets is the assets block; Dir is absolute.
type Assets struct {
	Dir    string
	Config json.RawMessage // the assets block as JSON, for the assets kind
	Files  []string        // slash paths below Dir, sorted, after .assetsignore
}

// Route is a route or custom domain.
type Route struct {
	Pattern      string `json:"pattern"`
	CustomDomain bool   `json:"custom_domain,omitempty"`
	Zone         string `json:"zone,omitempty"`
}

// Build is everything that decides what esbuild is asked for.
type Build struct {
	Rules                 []Rule
	Alias                 map[string]string
	Define                map[string]string
	TSConfig              string
	JSXFactory            string
	JSXFragment           string
	NoBundle              bool
	FindAdditionalModules bool
	BaseDir               string
	PreserveFileNames     bool
	KeepNames             *bool // nil: wrangler's default, true
	Command               string
	CommandDir            string
	// Legacy globals of service-worker scripts: global name → slash path relative to Dir.
	WasmModules, TextBlobs, DataBlobs map[string]string
}

// Rule maps globs to a module type: ESModule, CommonJS, CompiledWasm, Text or Data.
type Rule struct {
	Type        string
	Globs       []string
	Fallthrough bool
}

// PackageJSON is what conversion needs of package.json.
type PackageJSON struct {
	Path         string // absolute; "" when there is none
	Name         string
	Version      string
	Dependencies map[string]string
	Manager      string // "npm", "pnpm", "yarn" or "bun", by lock file or packageManager
	WorkspaceDir string // absolute root of the workspace this project is in; "" when alone
}

// Span is the place of a configuration path such as "kv_namespaces[0].binding";
// the nearest enclosing path when that one has no place, the config file when none has.
func (p *Project) Span(path string) diag.Span {
	for {
		if s, ok := p.pos[path]; ok {
			return s
		}
		i := lastSeparator(path)
		if i < 0 {
			return diag.Span{File: p.Config}
		}
		path = path[:i]
	}
}

func lastSeparator(path string) int {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '.' || path[i] == '[' {
			return i
		}
	}
	return -1
}
