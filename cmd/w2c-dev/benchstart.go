package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
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

// freePort is a loopback port nobody listens on at the moment.
func freePort() int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(errors.Join(errors.New("no free loopback port"), err))
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
