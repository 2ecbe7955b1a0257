package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"time"

	client "github.com/gomodule/redigo/redis"

	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/redis"
)

// stateWorkloads ask a store; on workerd that is miniflare's.
var stateWorkloads = []string{"kv", "d1", "rows", "queue"}

// keepsState says whether only miniflare can run the workload on workerd.
func keepsState(workload string) bool {
	for _, w := range stateWorkloads {
		if w == workload {
			return true
		}
	}
	return false
}

// cmdBenchState compares bindings with miniflare's in requests a second, and the
// Redis driver with its bare client.
func cmdBenchState(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f := benchFlags{skipStart: true, skipConvert: true}
	flags := flag.NewFlagSet("w2c-dev bench state", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&f.workloads, "workloads", strings.Join(stateWorkloads, ","), "what to ask for; empty for none")
	flags.StringVar(&f.targets, "targets", "goja,hono,workerd", "what to ask")
	flags.IntVar(&f.rounds, "rounds", 5, "rounds; targets take turns within each")
	flags.DurationVar(&f.duration, "d", 1500*time.Millisecond, "how long each target is asked in a round")
	flags.IntVar(&f.connections, "c", 32, "connections")
	if err := flags.Parse(args); err != nil {
		return usageError{err}
	}
	b, err := newBench(ctx, f, stderr)
	if err != nil {
		return err
	}
	defer b.close()
	for w := range strings.SplitSeq(f.workloads, ",") {
		if w == "" {
			continue
		}
		if err := b.workload(ctx, w); err != nil {
			return fmt.Errorf("bench %s: %w", w, err)
		}
	}
	drivers, err := b.redisDriver(ctx)
	if err != nil {
		return fmt.Errorf("bench redis: %w", err)
	}
	b.printState(stdout, drivers)
	return nil
}

func (b *bench) printState(w io.Writer, drivers []driverRow) {
	fmt.Fprintf(w, "%d connections, %d rounds of %s each, targets taking turns; ratios are medians of the rounds' ratios.\n\n", b.connections, b.rounds, b.duration)
	fmt.Fprintf(w, "| workload | target | requests/s | ÷ miniflare's | CPU µs/request | failed |\n|---|---|---|---|---|---|\n")
	for _, r := range b.loads {
		name := r.target
		if name == "workerd" {
			name = "miniflare"
		}
		against := "–"
		for _, o := range b.loads {
			if o.workload == r.workload && o.target == "workerd" {
				against = fmt.Sprintf("%.2f", ratio(r.rps, o.rps))
			}
		}
		fmt.Fprintf(w, "| %s | %s | %.0f | %s | %.0f | %d |\n", r.workload, name, median(r.rps), against, median(r.cpu), r.errors)
	}
	fmt.Fprintf(w, "\n| Redis, one at a time | driver µs | bare client µs | driver ÷ client |\n|---|---|---|---|\n")
	for _, d := range drivers {
		fmt.Fprintf(w, "| %s | %.0f | %.0f | %.2f |\n", d.what, median(d.driver), median(d.client), ratio(d.driver, d.client))
	}
}

// driverRow is one operation: µs by the driver and by the client it stands on, a
// value a round.
type driverRow struct {
	what           string
	driver, client []float64
}

// redisDriver asks one Redis by our driver and by its client, in turns.
func (b *bench) redisDriver(ctx context.Context) ([]driverRow, error) {
	addr, end, err := b.startRedis(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	db, err := redis.Open(ctx, "redis://"+addr)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	kv := db.KV("bench")
	bare := &client.Pool{MaxIdle: 1, DialContext: func(ctx context.Context) (client.Conn, error) {
		return client.DialContext(ctx, "tcp", addr)
	}}
	defer bare.Close()
	do := func(command string, args ...any) error {
		conn, err := bare.GetContext(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		_, err = client.DoContext(conn, ctx, command, args...)
		return err
	}
	value := []byte(strings.Repeat("x", 100))
	if err := kv.Put(ctx, "key", store.KVEntry{Value: value}); err != nil {
		return nil, err
	}
	if err := do("SET", "bare", value); err != nil {
		return nil, err
	}
	asked := []struct {
		row            driverRow
		driver, client func() error
	}{
		{driverRow{what: "KV get ÷ GET"}, func() error { _, err := kv.Get(ctx, "key"); return err }, func() error { return do("GET", "bare") }},
		{driverRow{what: "KV put ÷ SET"}, func() error { return kv.Put(ctx, "key", store.KVEntry{Value: value}) }, func() error { return do("SET", "bare", value) }},
	}
	rows := make([]driverRow, 0, len(asked))
	for _, a := range asked {
		for range max(b.rounds, 5) {
			for _, side := range []struct {
				ask  func() error
				into *[]float64
			}{{a.driver, &a.row.driver}, {a.client, &a.row.client}} {
				took, err := timed(side.ask)
				if err != nil {
					return nil, err
				}
				*side.into = append(*side.into, took)
			}
		}
		rows = append(rows, a.row)
	}
	return rows, nil
}

// timed is the median of a thousand calls in µs.
func timed(ask func() error) (float64, error) {
	took := make([]float64, 1000)
	for i := range took {
		begin := time.Now()
		if err := ask(); err != nil {
			return 0, err
		}
		took[i] = float64(time.Since(begin).Nanoseconds()) / 1000
	}
	return median(took), nil
}

func (b *bench) startRedis(ctx context.Context) (addr string, end func(), err error) {
	bin, err := b.tools.System(ctx, "redis-server", "redis-server")
	if err != nil {
		return "", nil, err
	}
	dir, err := os.MkdirTemp(b.tmp, "redis-")
	if err != nil {
		return "", nil, err
	}
	port := freePort()
	cmd := exec.Command(bin, "--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--save", "", "--dir", dir)
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	end = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	addr = fmt.Sprintf("127.0.0.1:%d", port)
	for begin := time.Now(); time.Since(begin) < 10*time.Second; time.Sleep(10 * time.Millisecond) {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			return addr, end, nil
		}
	}
	end()
	return "", nil, fmt.Errorf("redis-server does not start")
}
