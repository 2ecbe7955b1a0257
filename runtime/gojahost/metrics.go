package gojahost

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	vm "github.com/VictoriaMetrics/metrics"

	"github.com/w2c-dev/w2c/runtime/bindings/fired"
)

// metrics are the numbers of one host in the text format Prometheus reads. The
// series of requests are ours: a request costs one map lookup and two atomic
// adds. process_* and go_* come from the VictoriaMetrics package (RATIONALE.md).
type metrics struct {
	inFlight  atomic.Int64
	retirings atomic.Int64
	isolates  func() int

	requests atomic.Pointer[map[requestKey]*series] // replaced when one is added
	adding   sync.Mutex
	counters sync.Map // full name with labels → *atomic.Int64
}

type requestKey struct {
	method string
	status int
}

// bounds are the buckets of http_request_duration_seconds.
var bounds = [...]time.Duration{
	5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond,
	250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2500 * time.Millisecond, 5 * time.Second, 10 * time.Second,
}

type series struct {
	buckets [len(bounds) + 1]atomic.Int64
	sum     atomic.Int64
}

func (m *metrics) request(method string, status int, took time.Duration) {
	if !methods[method] {
		method = "OTHER" // anybody can invent methods; memory is finite
	}
	s := m.series(requestKey{method, status})
	n := 0
	for n < len(bounds) && took > bounds[n] {
		n++
	}
	s.buckets[n].Add(1)
	s.sum.Add(int64(took))
}

func (m *metrics) series(key requestKey) *series {
	if all := m.requests.Load(); all != nil {
		if s := (*all)[key]; s != nil {
			return s
		}
	}
	m.adding.Lock()
	defer m.adding.Unlock()
	all := map[requestKey]*series{}
	if now := m.requests.Load(); now != nil {
		maps.Copy(all, *now)
	}
	key.method = strings.Clone(key.method) // it may stand in the request's head
	s := all[key]
	if s == nil {
		s = &series{}
		all[key] = s
	}
	m.requests.Store(&all)
	return s
}

func (m *metrics) add(name string) {
	v, ok := m.counters.Load(name)
	if !ok {
		v, _ = m.counters.LoadOrStore(name, &atomic.Int64{})
	}
	v.(*atomic.Int64).Add(1)
}

// outbound counts a fetch of the Worker; status 0 is no answer.
func (m *metrics) outbound(host string, status int) {
	text := "error"
	if status != 0 {
		text = strconv.Itoa(status)
	}
	m.add(fmt.Sprintf(`outbound_requests_total{host=%q,status="%s"}`, host, text))
}

// op counts an operation of a binding.
func (m *metrics) op(binding, op string) {
	m.add(fmt.Sprintf(`w2c_binding_ops_total{binding=%q,op=%q}`, binding, op))
}

// run counts a run of a handler that no request called.
func (m *metrics) run(v fired.Event, outcome string) {
	m.add(fmt.Sprintf(`w2c_%s_runs_total{%s=%q,outcome=%q}`, v.Handler, v.Label, v.Of, outcome))
}

func (m *metrics) retired() { m.retirings.Add(1) }

// help texts, in the order the families are written.
var families = [...]struct{ name, help string }{
	{"outbound_requests_total", "Requests the Worker made with fetch()."},
	{"w2c_binding_ops_total", "Operations on bindings."},
	{"w2c_scheduled_runs_total", "Runs of the scheduled handler."},
	{"w2c_queue_runs_total", "Batches given to the queue handler."},
}

func (m *metrics) write(w io.Writer) {
	var b bytes.Buffer
	m.writeRequests(&b)
	m.writeCounters(&b)
	gauge := func(name, kind, help string, v int64) {
		fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n%s %d\n", name, help, name, kind, name, v)
	}
	gauge("http_requests_in_flight", "gauge", "Requests being handled.", m.inFlight.Load())
	gauge("w2c_isolates_retired_total", "counter", "Isolates thrown away.", m.retirings.Load())
	if m.isolates != nil {
		gauge("w2c_isolates", "gauge", "Isolates running.", int64(m.isolates()))
	}
	vm.WriteProcessMetrics(&b)
	_, _ = w.Write(b.Bytes())
}

func (m *metrics) writeRequests(b *bytes.Buffer) {
	all := map[requestKey]*series{}
	if now := m.requests.Load(); now != nil {
		all = *now
	}
	keys := slices.SortedFunc(maps.Keys(all), func(x, y requestKey) int {
		if x.method != y.method {
			return strings.Compare(x.method, y.method)
		}
		return x.status - y.status
	})
	var total, histogram bytes.Buffer
	for _, k := range keys {
		s := all[k]
		// The route is a pattern, never a path; none is lifted here.
		labels := fmt.Sprintf(`method="%s",route="*",status="%d"`, k.method, k.status)
		var n int64
		for i, bound := range bounds {
			n += s.buckets[i].Load()
			fmt.Fprintf(&histogram, "http_request_duration_seconds_bucket{%s,le=\"%g\"} %d\n", labels, bound.Seconds(), n)
		}
		n += s.buckets[len(bounds)].Load()
		fmt.Fprintf(&histogram, "http_request_duration_seconds_bucket{%s,le=\"+Inf\"} %d\n", labels, n)
		fmt.Fprintf(&histogram, "http_request_duration_seconds_sum{%s} %g\n", labels, time.Duration(s.sum.Load()).Seconds())
		fmt.Fprintf(&histogram, "http_request_duration_seconds_count{%s} %d\n", labels, n)
		fmt.Fprintf(&total, "http_requests_total{%s} %d\n", labels, n)
	}
	b.WriteString("# HELP http_requests_total Requests answered.\n# TYPE http_requests_total counter\n")
	b.Write(total.Bytes())
	b.WriteString("# HELP http_request_duration_seconds Time from a request's head to the end of its answer.\n# TYPE http_request_duration_seconds histogram\n")
	b.Write(histogram.Bytes())
}

func (m *metrics) writeCounters(b *bytes.Buffer) {
	var names []string
	m.counters.Range(func(k, _ any) bool { names = append(names, k.(string)); return true })
	slices.Sort(names)
	for _, f := range families {
		fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s counter\n", f.name, f.help, f.name)
		for _, name := range names {
			if len(name) > len(f.name) && name[:len(f.name)+1] == f.name+"{" {
				v, _ := m.counters.Load(name)
				fmt.Fprintf(b, "%s %d\n", name, v.(*atomic.Int64).Load())
			}
		}
	}
}

// ServeHTTP answers on the metrics port.
func (m *metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/metrics" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	m.write(w)
}
