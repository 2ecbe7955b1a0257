package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/w2c-dev/w2c/transform"
	"github.com/w2c-dev/w2c/transform/bundle"
)

// choices are the flags that convert, serve and plan share.
type choices struct {
	options transform.Options
	json    bool
	keep    bool // --keep-source, which is the default
}

func (c *choices) define(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.options.Server, "server", "auto", "what serves the Worker: "+strings.Join(transform.Servers, ", "))
	f.StringVar(&c.options.Env, "env", "", "a named environment of the configuration")
	f.StringArrayVar(&c.options.With, "with", nil, "the folder of another Worker that service bindings call, when it is not beside DIR; may be repeated")
	f.StringVar(&c.options.Config, "config", "", "the configuration file, when it is not wrangler.jsonc, .json or .toml in DIR")
	complete(cmd, "server", transform.Servers)
}

// defineTarget adds the flags about where the app will run.
func (c *choices) defineTarget(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.options.State, "state", "sqlite", "where state lives: sqlite (on the machine's own disk) or services (Redis, by URL)")
	f.StringVar(&c.options.Deploy, "deploy", "compose", "whose files to add: "+strings.Join(transform.Deploys(), ", "))
	f.StringVar(&c.options.Region, "region", "", "the region to deploy to, by the platform's own name")
	f.StringVar(&c.options.Arch, "arch", "", "the processor the goja host is for: amd64 or arm64 (default: this machine's)")
	f.StringVar(&c.options.Platform, "platform", "used", "how much of src/platform a Node project gets: what the Worker uses (used) or all")
	f.BoolVar(&c.options.Bundle, "bundle", false, "a Node project gets the Worker as one file and not its own modules")
	f.BoolVar(&c.keep, "keep-source", false, "a Node project gets the Worker's own modules; this is the default")
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if c.keep && c.options.Bundle {
			return &transform.UsageError{Message: "--keep-source and --bundle exclude each other"}
		}
		return nil
	}
	complete(cmd, "platform", transform.Platforms)
	complete(cmd, "state", transform.States)
	complete(cmd, "deploy", transform.Deploys())
	complete(cmd, "arch", transform.Arches)
}

func (c *choices) defineJSON(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&c.json, "json", false, "write the result as JSON on stdout")
}

func complete(cmd *cobra.Command, flag string, values []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values, cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err) // the flag is defined a line above
	}
}

// project fills in what the world decides: absolute paths, the environment of
// build commands, and how to find the goja host.
func (c *choices) project(w world, dir string) transform.Options {
	o := c.options
	o.Dir = w.abs(dir)
	o.With = nil
	for _, with := range c.options.With {
		o.With = append(o.With, w.abs(with))
	}
	o.Config = w.abs(o.Config)
	o.Build = bundle.Output{Writer: w.Stderr, Env: w.Env}
	o.Host = w.hosts().Find
	return o
}

func (w world) hosts() transform.HostFinder {
	cache, _ := w.getenv("W2C_CACHE_DIR")
	if cache == "" {
		if dir, err := os.UserCacheDir(); err == nil {
			cache = filepath.Join(dir, "w2c")
		} else {
			cache = filepath.Join(os.TempDir(), "w2c-cache")
		}
	}
	source := ""
	if !w.noSource {
		source = transform.SourceDir(w.Dir)
	}
	return transform.HostFinder{
		Executable: w.Executable, Source: source, Cache: cache, Env: w.Env,
		Building: func() { fmt.Fprintln(w.Stderr, "building the goja host, once for this version of w2c …") },
	}
}
