// Metrics in the text format Prometheus reads:
// https://prometheus.io/docs/instrumenting/exposition_formats/
//
// Written here rather than taken from a package: four metrics and a page of
// code, against a dependency in every converted app.
import { monitorEventLoopDelay } from "node:perf_hooks";
import process from "node:process";

type Labels = Readonly<Record<string, string | number>>;

// Label texts by their values: few combinations, and each request has one.
const labelTexts = new Map<string, string>();

function labelText(labels: Labels): string {
  let key = "";
  for (const name in labels) key += `${name}\0${labels[name]}\0`;
  let text = labelTexts.get(key);
  if (text === undefined) {
    text = writeLabels(labels);
    labelTexts.set(key, text);
  }
  return text;
}

function writeLabels(labels: Labels): string {
  const parts = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${String(value).replace(/[\\"\n]/g, (c) => (c === "\n" ? "\\n" : `\\${c}`))}"`,
  );
  return parts.join(",");
}

class Counter {
  readonly #name: string;
  readonly #help: string;
  readonly #values = new Map<string, number>();

  constructor(name: string, help: string) {
    this.#name = name;
    this.#help = help;
  }

  add(labels: Labels): void {
    const key = labelText(labels);
    this.#values.set(key, (this.#values.get(key) ?? 0) + 1);
  }

  write(): string {
    let text = `# HELP ${this.#name} ${this.#help}\n# TYPE ${this.#name} counter\n`;
    for (const [labels, value] of this.#values)
      text += `${this.#name}{${labels}} ${value}\n`;
    return text;
  }
}

const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

class Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #series = new Map<
    string,
    { counts: number[]; sum: number; n: number }
  >();

  constructor(name: string, help: string) {
    this.#name = name;
    this.#help = help;
  }

  observe(labels: Labels, value: number): void {
    const key = labelText(labels);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { counts: bounds.map(() => 0), sum: 0, n: 0 };
      this.#series.set(key, series);
    }
    series.n++;
    series.sum += value;
    for (let i = bounds.length - 1; i >= 0; i--) {
      if (value > (bounds[i] ?? 0)) break;
      series.counts[i] = (series.counts[i] ?? 0) + 1;
    }
  }

  write(): string {
    let text = `# HELP ${this.#name} ${this.#help}\n# TYPE ${this.#name} histogram\n`;
    for (const [labels, { counts, sum, n }] of this.#series) {
      for (const [i, bound] of bounds.entries())
        text += `${this.#name}_bucket{${labels},le="${bound}"} ${counts[i] ?? 0}\n`;
      text += `${this.#name}_bucket{${labels},le="+Inf"} ${n}\n`;
      text += `${this.#name}_sum{${labels}} ${sum}\n${this.#name}_count{${labels}} ${n}\n`;
    }
    return text;
  }
}

export class Metrics {
  readonly requests = new Counter("http_requests_total", "Requests answered.");
  readonly durations = new Histogram(
    "http_request_duration_seconds",
    "Time from a request's head to the end of its answer.",
  );
  readonly outbound = new Counter(
    "outbound_requests_total",
    "Requests the Worker made with fetch().",
  );
  readonly bindingOps = new Counter(
    "w2c_binding_ops_total",
    "Operations on bindings.",
  );
  readonly runs = {
    scheduled: new Counter(
      "w2c_scheduled_runs_total",
      "Runs of the scheduled handler.",
    ),
    queue: new Counter(
      "w2c_queue_runs_total",
      "Batches given to the queue handler.",
    ),
  };
  inFlight = 0;

  readonly #delay = monitorEventLoopDelay({ resolution: 100 });

  constructor() {
    this.#delay.enable();
  }

  write(): string {
    const memory = process.memoryUsage();
    const cpu = process.cpuUsage();
    const gauge = (name: string, help: string, value: number) =>
      `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`;
    return [
      this.requests.write(),
      this.durations.write(),
      gauge(
        "http_requests_in_flight",
        "Requests being handled.",
        this.inFlight,
      ),
      this.outbound.write(),
      this.bindingOps.write(),
      this.runs.scheduled.write(),
      this.runs.queue.write(),
      `# HELP process_cpu_seconds_total User and system CPU time.\n# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total ${(cpu.user + cpu.system) / 1e6}\n`,
      gauge(
        "process_start_time_seconds",
        "Start of the process, Unix time.",
        Math.round((Date.now() - process.uptime() * 1000) / 1000),
      ),
      gauge("process_resident_memory_bytes", "Resident memory.", memory.rss),
      gauge(
        "nodejs_heap_size_total_bytes",
        "Size of the heap.",
        memory.heapTotal,
      ),
      gauge(
        "nodejs_heap_size_used_bytes",
        "Used part of the heap.",
        memory.heapUsed,
      ),
      gauge(
        "nodejs_external_memory_bytes",
        "Memory of buffers.",
        memory.external,
      ),
      gauge(
        "nodejs_eventloop_lag_p99_seconds",
        "99th percentile of the event loop's delay.",
        this.#delay.percentile(99) / 1e9,
      ),
    ].join("");
  }
}
