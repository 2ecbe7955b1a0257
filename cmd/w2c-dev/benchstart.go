package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/w2c-dev/w2c/runtime/hosttest/app"
)

// startRow is how a target starts on hello, and what it holds while idle.
type startRow struct {
	target string
	first  []float64 // ms from process start to the first answer
	idle   []float64 // MB, idleAfter later
}

// idleAfter is when a server that answered once is called idle.
const idleAfter = 3 * time.Second

// imageRow is what an image holds, unpacked.
type imageRow struct {
	name string
	size int64
}

func (b *bench) starts(ctx context.Context) error {
	targets := strings.Split(b.targets, ",")
	rows := make([]startRow, len(targets))
	for round := range b.rounds {
		fmt.Fprintf(b.log, "bench start-up: round %d of %d\n", round+1, b.rounds)
		for i := range targets {
			n := (i + round) % len(targets)
			rows[n].target = targets[n]
			spec, err := b.spec(ctx, targets[n], "hello")
			if err != nil {
				return err
			}
			s, first, err := launchTimed(ctx, *spec)
			if err != nil {
				return err
			}
			time.Sleep(idleAfter)
			rows[n].first = append(rows[n].first, float64(first.Microseconds())/1000)
			rows[n].idle = append(rows[n].idle, float64(groupRSS(s.group()))/1e6)
			s.stop()
		}
	}
	b.start = rows
	return b.sizes()
}

// sizes weighs what the images need: for goja the whole image, for Node the
// bundle, to which the base image comes.
func (b *bench) sizes() error {
	for _, target := range []string{"goja", "hono", "express"} {
		out := filepath.Join(b.tmp, "out", target, "hello")
		if _, err := os.Stat(out); err != nil {
			continue
		}
		parts := []string{"dist"}
		name := target + ", dist/ without the base image"
		if target == "goja" {
			parts, name = []string{"w2c-host", "worker.js", "manifest.json"}, "goja, the whole image"
		}
		var total int64
		for _, part := range parts {
			n, err := app.ImageSize(filepath.Join(out, part))
			if err != nil {
				return err
			}
			total += n
		}
		b.images = append(b.images, imageRow{name, total})
	}
	bin, err := b.workerd()
	if err != nil {
		return err
	}
	info, err := os.Stat(bin)
	if err != nil {
		return err
	}
	b.images = append(b.images, imageRow{"workerd, the binary alone", info.Size()})
	return nil
}

// convertRow compares conversion with wrangler's dry run, in milliseconds.
type convertRow struct{ w2c, wrangler []float64 }

func (b *bench) conversion(ctx context.Context) error {
	project := filepath.Join(b.tmp, "link-shortener")
	if err := os.CopyFS(project, os.DirFS(filepath.Join(b.root, "examples", "link-shortener"))); err != nil {
		return err
	}
	bin := filepath.Join(b.tmp, "w2c")
	build := exec.CommandContext(ctx, "go", "build", "-o", bin, "./cmd/w2c")
	build.Dir = b.root
	if said, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build w2c: %w\n%s", err, said)
	}
	row := &convertRow{}
	for round := range b.rounds + 1 {
		fmt.Fprintf(b.log, "bench conversion: round %d of %d\n", round, b.rounds)
		convert := exec.CommandContext(ctx, bin, "convert", project, "--server", "goja", "--out", filepath.Join(b.tmp, fmt.Sprintf("converted-%d", round)))
		convert.Dir = b.root // where the host's source is; its executable is built in the round that does not count
		begin := time.Now()
		if said, err := convert.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", convert, err, said)
		}
		w2c := time.Since(begin)
		begin = time.Now()
		if err := bundle(ctx, b.kit.Node, b.modules, project, "", filepath.Join(b.tmp, "dry-run")); err != nil {
			return err
		}
		if round > 0 {
			row.w2c = append(row.w2c, float64(w2c.Microseconds())/1000)
			row.wrangler = append(row.wrangler, float64(time.Since(begin).Microseconds())/1000)
		}
	}
	b.conv = row
	return nil
}

// freePort is a loopback port nobody listens on at the moment.
func freePort() int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(errors.Join(errors.New("no free loopback port"), err))
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
