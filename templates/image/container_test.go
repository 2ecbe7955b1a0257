package image

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// container is an image unpacked for runc, with a read-only root, its own user
// and one writable /data, as the emitted compose file runs it.
type container struct {
	t      *testing.T
	runc   string
	bundle string
	id     string
	config v1.Config
	cmd    *exec.Cmd
	out    bytes.Buffer
}

func unpack(t *testing.T, runc, archive, id string, env ...string) *container {
	t.Helper()
	img, err := tarball.ImageFromPath(archive, nil)
	if err != nil {
		t.Fatal(err)
	}
	file, err := img.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	c := &container{t: t, runc: runc, bundle: t.TempDir(), id: id, config: file.Config}
	flat := mutate.Extract(img)
	defer flat.Close()
	if err := untar(flat, c.rootfs()); err != nil {
		t.Fatal(err)
	}
	c.writeSpec(env)
	return c
}

func (c *container) rootfs() string { return filepath.Join(c.bundle, "rootfs") }

func (c *container) user() (uid, gid int) {
	c.t.Helper()
	u, g, ok := strings.Cut(c.config.User, ":")
	if !ok {
		g = u
	}
	uid, err := strconv.Atoi(u)
	if err != nil {
		c.t.Fatalf("USER %q is not numeric: Kubernetes cannot check runAsNonRoot", c.config.User)
	}
	gid, err = strconv.Atoi(g)
	if err != nil {
		c.t.Fatalf("USER %q is not numeric", c.config.User)
	}
	return uid, gid
}

func (c *container) writeSpec(env []string) {
	c.t.Helper()
	uid, gid := c.user()
	type m = map[string]any
	// The root file system is read-only, so what is mounted must exist in it.
	for _, dir := range []string{"proc", "dev", "tmp", "data", "etc"} {
		if err := os.MkdirAll(filepath.Join(c.rootfs(), dir), 0o755); err != nil {
			c.t.Fatal(err)
		}
	}
	volume := filepath.Join(c.bundle, "volume")
	owner, err := os.Stat(filepath.Join(c.rootfs(), "data"))
	if err != nil {
		c.t.Fatal(err)
	}
	// A named volume takes the owner and mode of the folder it is mounted over.
	if err := os.Mkdir(volume, owner.Mode().Perm()); err != nil {
		c.t.Fatal(err)
	}
	if err := chownLike(volume, owner); err != nil {
		c.t.Fatal(err)
	}
	spec := m{
		"ociVersion": "1.0.2",
		"process": m{
			"user":            m{"uid": uid, "gid": gid},
			"args":            append(append([]string{}, c.config.Entrypoint...), c.config.Cmd...),
			"env":             append(append([]string{}, c.config.Env...), env...),
			"cwd":             c.config.WorkingDir,
			"noNewPrivileges": true,
		},
		"root": m{"path": "rootfs", "readonly": true},
		"mounts": []m{
			{"destination": "/proc", "type": "proc", "source": "proc"},
			{"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": []string{"nosuid", "mode=755", "size=65536k"}},
			{"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": []string{"nosuid", "nodev", "mode=1777"}},
			{"destination": "/data", "type": "bind", "source": volume, "options": []string{"rbind", "rw"}},
		},
		// No network namespace: the app answers on this machine's loopback.
		"linux": m{"namespaces": []map[string]string{{"type": "pid"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"}}},
	}
	data, err := json.Marshal(spec)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.bundle, "config.json"), data, 0o600); err != nil {
		c.t.Fatal(err)
	}
}

func (c *container) runcCommand(args ...string) *exec.Cmd {
	return exec.Command(c.runc, append([]string{"--root", filepath.Join(c.bundle, "state")}, args...)...)
}

func (c *container) start() {
	c.t.Helper()
	c.cmd = c.runcCommand("run", "--bundle", c.bundle, c.id)
	c.cmd.Stdout, c.cmd.Stderr = &c.out, &c.out
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = c.runcCommand("delete", "--force", c.id).Run() })
}

// healthcheck runs the image's HEALTHCHECK inside the container.
func (c *container) healthcheck() error {
	test := c.config.Healthcheck
	if test == nil || len(test.Test) < 2 || test.Test[0] != "CMD" {
		return errors.New("image has no HEALTHCHECK in exec form")
	}
	out, err := c.runcCommand(append([]string{"exec", c.id}, test.Test[1:]...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// stop sends the image's stop signal and returns how the app ended.
func (c *container) stop() error {
	if err := c.runcCommand("kill", c.id, "TERM").Run(); err != nil {
		return err
	}
	return c.cmd.Wait()
}

// size is the unpacked image in bytes.
func (c *container) size() (n int64) {
	c.t.Helper()
	err := filepath.WalkDir(c.rootfs(), func(_ string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		n += info.Size()
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return n
}

// untar unpacks an image of our own making, owners included.
func untar(r io.Reader, dir string) error {
	tr := tar.NewReader(r)
	for {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if !filepath.IsLocal(h.Name) && h.Name != "/" {
			return fmt.Errorf("image holds path %q", h.Name)
		}
		path := filepath.Join(dir, h.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		switch h.Typeflag {
		case tar.TypeDir:
			err = os.MkdirAll(path, 0o755)
		case tar.TypeSymlink:
			err = os.Symlink(h.Linkname, path)
		case tar.TypeReg:
			err = writeFile(path, tr)
		default:
			err = fmt.Errorf("image holds %q of type %c", h.Name, h.Typeflag)
		}
		if err != nil {
			return err
		}
		if err := os.Lchown(path, h.Uid, h.Gid); err != nil {
			return err
		}
		if h.Typeflag != tar.TypeSymlink {
			if err := os.Chmod(path, h.FileInfo().Mode()); err != nil {
				return err
			}
		}
	}
}

func writeFile(path string, r io.Reader) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}
