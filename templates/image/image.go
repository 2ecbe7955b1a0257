// Package image builds the image of a converted app with BuildKit. It is the
// only room that talks to BuildKit: everything it needs to know is in the
// folder that convert wrote, and the Dockerfile people read there is the
// Dockerfile that is built here.
package image

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/plugins/content/local"
	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/session/secrets/secretsprovider"
	"github.com/moby/buildkit/util/progress/progressui"
	"github.com/tonistiigi/fsutil"
)

// Format is the kind of archive a build writes.
type Format string

const (
	// Docker is what `docker load` reads; older engines read nothing else.
	Docker Format = "docker"
	// OCI is an OCI image layout in a tar.
	OCI Format = "oci"
)

// Options describe one build.
type Options struct {
	Addr     string // of buildkitd: "unix:///run/buildkit/buildkitd.sock"
	Dir      string // the converted app: build context and Dockerfile
	Tag      string // "shop:1"
	Platform string // "linux/amd64"; "" is BuildKit's own
	Format   Format
	Archive  string // where to write it; replaced only by a finished one

	// Bases replaces base images by OCI layouts on disk, for machines without a
	// registry: the name as FROM spells it → "folder:tag".
	Bases map[string]Base
	// Secrets are files that RUN --mount=type=secret reads: id → path.
	Secrets map[string]string
	// Args are build arguments.
	Args map[string]string
	// Progress receives BuildKit's plain progress; nil drops it.
	Progress io.Writer
}

// Base is one image in an OCI layout.
type Base struct{ Layout, Tag string }

// Build builds the Dockerfile in o.Dir and writes the image archive.
func Build(ctx context.Context, o Options) error {
	c, err := client.New(ctx, o.Addr)
	if err != nil {
		return fmt.Errorf("connect to buildkitd at %s: %w", o.Addr, err)
	}
	defer c.Close()
	temporary := o.Archive + ".part"
	defer os.Remove(temporary)
	opt, err := solveOpt(o, temporary)
	if err != nil {
		return err
	}
	if err := solve(ctx, c, opt, o.Progress); err != nil {
		return fmt.Errorf("build %s: %w", o.Dir, err)
	}
	if err := os.Rename(temporary, o.Archive); err != nil {
		return fmt.Errorf("write image: %w", err)
	}
	return nil
}

func solveOpt(o Options, archive string) (client.SolveOpt, error) {
	dir, err := fsutil.NewFS(o.Dir)
	if err != nil {
		return client.SolveOpt{}, fmt.Errorf("open build context: %w", err)
	}
	opt := client.SolveOpt{
		Frontend: "dockerfile.v0",
		FrontendAttrs: map[string]string{
			"filename": "Dockerfile",
			// Any value marks the request as forwarded, so that the built-in frontend
			// reads the Dockerfile itself. Otherwise a "# syntax=" line would send it to
			// a registry for a frontend image.
			"cmdline": "dockerfile.v0",
		},
		LocalMounts: map[string]fsutil.FS{"context": dir, "dockerfile": dir},
		OCIStores:   map[string]content.Store{},
		Exports: []client.ExportEntry{{
			Type:  string(o.Format),
			Attrs: map[string]string{"name": o.Tag},
			Output: func(map[string]string) (io.WriteCloser, error) {
				return os.Create(archive)
			},
		}},
	}
	if o.Platform != "" {
		opt.FrontendAttrs["platform"] = o.Platform
	}
	for k, v := range o.Args {
		opt.FrontendAttrs["build-arg:"+k] = v
	}
	if err := addBases(&opt, o.Bases); err != nil {
		return client.SolveOpt{}, err
	}
	return opt, addSecrets(&opt, o.Secrets)
}

// addBases names each layout as the context of its image. BuildKit matches the
// name as the Dockerfile spells it, not the normalised one.
func addBases(opt *client.SolveOpt, bases map[string]Base) error {
	names := make([]string, 0, len(bases))
	for name := range bases {
		names = append(names, name)
	}
	sort.Strings(names)
	for i, name := range names {
		b := bases[name]
		store, err := local.NewStore(b.Layout)
		if err != nil {
			return fmt.Errorf("open base image %s: %w", name, err)
		}
		digest, err := layoutDigest(b)
		if err != nil {
			return fmt.Errorf("open base image %s: %w", name, err)
		}
		id := fmt.Sprintf("base%d", i)
		opt.OCIStores[id] = store
		opt.FrontendAttrs["context:"+name] = fmt.Sprintf("oci-layout://%s:%s@%s", id, b.Tag, digest)
	}
	return nil
}

// layoutDigest reads the digest of a tag from a layout's index.
func layoutDigest(b Base) (string, error) {
	data, err := os.ReadFile(filepath.Join(b.Layout, "index.json"))
	if err != nil {
		return "", err
	}
	var index struct {
		Manifests []struct {
			Digest      string            `json:"digest"`
			Annotations map[string]string `json:"annotations"`
		} `json:"manifests"`
	}
	if err := json.Unmarshal(data, &index); err != nil {
		return "", fmt.Errorf("read %s: %w", filepath.Join(b.Layout, "index.json"), err)
	}
	for _, m := range index.Manifests {
		if m.Annotations["org.opencontainers.image.ref.name"] == b.Tag {
			return m.Digest, nil
		}
	}
	return "", fmt.Errorf("%s has no image tagged %q", b.Layout, b.Tag)
}

func addSecrets(opt *client.SolveOpt, files map[string]string) error {
	if len(files) == 0 {
		return nil
	}
	var sources []secretsprovider.Source
	for id, path := range files {
		sources = append(sources, secretsprovider.Source{ID: id, FilePath: path})
	}
	store, err := secretsprovider.NewStore(sources)
	if err != nil {
		return fmt.Errorf("open build secrets: %w", err)
	}
	opt.Session = append(opt.Session, secretsprovider.NewSecretProvider(store))
	return nil
}

// solve runs the build and shows its progress. The status channel must be read
// to its end, or Solve never returns.
func solve(ctx context.Context, c *client.Client, opt client.SolveOpt, progress io.Writer) error {
	status := make(chan *client.SolveStatus)
	shown := make(chan error, 1)
	if progress == nil {
		progress = io.Discard
	}
	display, err := progressui.NewDisplay(progress, progressui.PlainMode)
	if err != nil {
		return err
	}
	go func() {
		_, err := display.UpdateFrom(context.WithoutCancel(ctx), status)
		shown <- err
	}()
	_, err = c.Solve(ctx, nil, opt, status)
	return errors.Join(err, <-shown)
}
