// What only workerd does: modules that are names, a machine without properties, files in memory.
import { AsyncLocalStorage, createHook } from "node:async_hooks";
import { Buffer } from "node:buffer";
import cp from "node:child_process";
import cluster from "node:cluster";
import dgram from "node:dgram";
import dns from "node:dns";
import domain from "node:domain";
import { EventEmitter } from "node:events";
import fs from "node:fs";
import http2 from "node:http2";
import inspector from "node:inspector";
import net from "node:net";
import os from "node:os";
import process from "node:process";
import readline from "node:readline";
import { StringDecoder } from "node:string_decoder";
import repl from "node:repl";
import tls from "node:tls";
import trace from "node:trace_events";
import tty from "node:tty";
import {
  MIMEType,
  aborted,
  getSystemErrorName,
  inspect,
  parseArgs,
  styleText,
} from "node:util";
import v8 from "node:v8";
import vm from "node:vm";
import wasi from "node:wasi";
import threads from "node:worker_threads";

const show = (v) =>
  typeof v === "string" ? v : (JSON.stringify(v) ?? String(v));
const failed = (e) => `${e?.name} ${e?.code ?? "-"} ${e?.message}`;
// thrown is the error of f in one line.
const thrown = (f) => {
  try {
    return show(f());
  } catch (e) {
    return failed(e);
  }
};
const hex = (b) => Buffer.from(b).toString("hex");
const snippets = {
  async "child-process"() {
    return [
      thrown(() => cp.spawn("ls")),
      thrown(() => cp.exec("ls")),
      thrown(() => cp.execSync("ls")),
      thrown(() => cp.fork("x")),
      thrown(() => new cp.ChildProcess()),
    ];
  },
  async cluster() {
    return [thrown(() => cluster.fork()), cluster.isPrimary, cluster.isWorker];
  },
  async vm() {
    return [
      thrown(() => vm.runInThisContext("1")),
      thrown(() => vm.runInNewContext("1")),
      thrown(() => vm.isContext()),
      typeof vm.createContext({}),
    ];
  },
  async "worker-threads"() {
    return [
      thrown(() => new threads.Worker("x")),
      threads.isMainThread,
      threads.threadId,
      threads.workerData,
      thrown(() => new threads.BroadcastChannel("x")),
    ];
  },
  async v8() {
    return [
      v8.getHeapStatistics().heap_size_limit,
      thrown(() => v8.serialize(1)),
      thrown(() => v8.setFlagsFromString(5)),
    ];
  },
  async http2() {
    return [
      thrown(() => http2.connect("https://a")),
      thrown(() => http2.createServer()),
      http2.getDefaultSettings(),
    ];
  },
  async dgram() {
    return [
      thrown(() => dgram.createSocket()),
      typeof dgram.createSocket("udp4").send,
    ];
  },
  async inspector() {
    return [
      thrown(() => new inspector.Session()),
      inspector.url() === undefined,
    ];
  },
  async repl() {
    return [thrown(() => repl.start()), typeof repl.Recoverable];
  },
  async readline() {
    return [typeof readline.createInterface({}).on, readline.clearLine({})];
  },
  async wasi() {
    return thrown(() => new wasi.WASI({}));
  },
  async tty() {
    return [tty.isatty(1), new tty.WriteStream(1).getColorDepth()];
  },
  async domain() {
    return typeof domain.createDomain().on;
  },
  async "trace-events"() {
    return thrown(() => trace.createTracing());
  },
  async os() {
    return [
      os.availableParallelism(),
      os.arch(),
      os.cpus(),
      os.freemem(),
      os.homedir(),
      os.hostname(),
      os.loadavg(),
      os.networkInterfaces(),
      os.tmpdir(),
      os.totalmem(),
      os.uptime(),
      os.userInfo(),
    ];
  },
  async process() {
    return [
      process.version,
      process.versions.node,
      process.arch,
      process.pid,
      process.ppid,
      process.title,
      process.argv,
      process.cwd(),
      process.getuid(),
      process.umask(),
      process.uptime(),
      process.memoryUsage(),
      process.release,
      process.execPath,
      process.features.typescript,
    ];
  },
  async "process-missing"() {
    return [
      thrown(() => process.kill(1)),
      thrown(() => process.binding("x")),
      thrown(() => process.cpuUsage()),
      thrown(() => process.setuid(1)),
      thrown(() => process.chdir("nope")),
    ];
  },
  async net() {
    return [
      net.createServer().allowHalfOpen,
      new net.Server().keepAlive,
      net.isIP("1.2.3.4"),
      net.isIP("::1"),
      net.isIP("x"),
      thrown(() => tls.createServer()),
    ];
  },
  async dns() {
    return [
      dns.getServers(),
      thrown(() => dns.setServers([])).split(" ")[1],
      dns.NODATA,
      thrown(() => dns.lookup(5, () => {})).split(" ")[1],
    ];
  },
  async "async-hooks"() {
    return [
      thrown(() => new AsyncLocalStorage().enterWith(1)),
      thrown(() => new AsyncLocalStorage().disable()),
      thrown(() => AsyncLocalStorage.bind(5)),
      typeof createHook({}).enable,
    ];
  },
  async proxy() {
    return [inspect(new Proxy({ a: 1 }, {})), inspect(new Proxy([1], {}))];
  },
  async arguments() {
    return inspect(
      (function () {
        return arguments;
      })(1, "b"),
    );
  },
  async symbols() {
    return inspect({ [Symbol("k")]: 1 });
  },
  async util() {
    return [
      thrown(() => getSystemErrorName(-2)),
      inspect(["x".repeat(100)]),
      thrown(() => parseArgs({})),
      thrown(() => new MIMEType("nope")),
      styleText("red", "x"),
      styleText("red", "x", { validateStream: false }),
      inspect(new DataView(new ArrayBuffer(2))),
      inspect(new ArrayBuffer(4)),
    ];
  },
  async "big-value"() {
    return thrown(() => Buffer.alloc(8).writeBigInt64LE(2n ** 64n));
  },
  async "empty-buffer"() {
    return inspect(Buffer.alloc(0));
  },
  async "decoder-utf16"() {
    const d = new StringDecoder("utf16le");
    return [
      d.write(Buffer.from([0x61, 0x00, 0x3d])),
      d.write(Buffer.from([0xd8, 0x4d])),
      d.write(Buffer.from([0xdc])),
      d.end(),
    ].map((t) => [...t].map((c) => c.codePointAt(0)));
  },
  async aborted() {
    const c = new AbortController();
    const p = aborted(c.signal, {});
    c.abort();
    await p;
    return c.signal.aborted;
  },
  async "max-listeners"() {
    return thrown(() => new EventEmitter().setMaxListeners(-1));
  },
  async "fs-missing"() {
    return [
      thrown(() => fs.readFileSync("/nope")),
      thrown(() => fs.statSync("/nope")),
      thrown(() => fs.writeFileSync("/x", "a")),
      fs.existsSync("/nope"),
      thrown(() => fs.watch("/tmp")),
    ];
  },
  async "fs-tmp"() {
    fs.writeFileSync("/tmp/a", "hello");
    fs.appendFileSync("/tmp/a", " world");
    return [
      fs.readFileSync("/tmp/a", "utf8"),
      fs.statSync("/tmp/a").size,
      fs.statSync("/tmp").isDirectory(),
      fs.readdirSync("/tmp"),
    ];
  },
  async "fs-tmp-later"() {
    return fs.existsSync("/tmp/a");
  },
  async "fs-dirs"() {
    return [
      fs.mkdirSync("/tmp/p/q/r", { recursive: true }),
      fs.readdirSync("/tmp/p", { recursive: true }),
      thrown(() => fs.rmSync("/tmp/p")),
      fs.rmSync("/tmp/p", { recursive: true }),
      fs.existsSync("/tmp/p"),
    ];
  },
  async "fs-root"() {
    return [
      fs.readdirSync("/"),
      fs.readdirSync("/dev"),
      fs.readFileSync("/dev/null").length,
    ];
  },
  async "fs-descriptors"() {
    const fd = fs.openSync("/tmp/f", "w+");
    const w = fs.writeSync(fd, "abcdef");
    const b = Buffer.alloc(3);
    const r = fs.readSync(fd, b, 0, 3, 1);
    fs.closeSync(fd);
    return [
      w,
      r,
      String(b),
      thrown(() => fs.fstatSync(fd)),
      fs.readFileSync("/tmp/f", "utf8"),
    ];
  },
  async "fs-promises"() {
    await fs.promises.writeFile("/tmp/g", "x");
    const h = await fs.promises.open("/tmp/g");
    const t = await h.readFile("utf8");
    await h.close();
    return [
      t,
      await fs.promises.readFile("/nope").catch(failed),
      (await fs.promises.stat("/tmp/g")).isFile(),
    ];
  },
  async "fs-callbacks"() {
    return [
      await new Promise((r) => fs.readFile("/nope", (e) => r(e.code))),
      await new Promise((r) => fs.writeFile("/tmp/h", "z", (e) => r(e))),
      await new Promise((r) => fs.readFile("/tmp/h", "utf8", (e, d) => r(d))),
    ];
  },
  async "fs-links"() {
    fs.writeFileSync("/tmp/t", "v");
    fs.symlinkSync("/tmp/t", "/tmp/l");
    fs.renameSync("/tmp/t", "/tmp/u");
    fs.copyFileSync("/tmp/u", "/tmp/t");
    return [
      fs.readFileSync("/tmp/l", "utf8"),
      fs.lstatSync("/tmp/l").isSymbolicLink(),
      fs.readlinkSync("/tmp/l"),
      fs.unlinkSync("/tmp/u"),
      fs.existsSync("/tmp/u"),
    ];
  },
  async "fs-streams"() {
    await new Promise((r) => {
      const w = fs.createWriteStream("/tmp/s");
      w.write("st");
      w.end("ream");
      w.on("close", r);
    });
    let s = "";
    for await (const c of fs.createReadStream("/tmp/s")) s += c;
    return s;
  },
  async "buffer-texts"() {
    return [
      thrown(() => Buffer.from(null)),
      thrown(() => Buffer.alloc(-1)),
      thrown(() => Buffer.alloc(4).write("abc", 0, 9)),
      Buffer.alloc(1).buffer.byteLength,
      Buffer.poolSize,
      hex(Buffer.from("a€", "ascii")),
    ];
  },
};

export default {
  async fetch(request, env, ctx) {
    const snippet =
      snippets[decodeURIComponent(new URL(request.url).pathname.slice(1))];
    try {
      return new Response(show(await snippet(request, env, ctx)));
    } catch (e) {
      return new Response(`THROWN ${failed(e)}`);
    }
  },
};
