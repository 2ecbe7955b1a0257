// Serves the static files that ship with the app: which requests are for a
// file, which for the Worker, how /about finds about.html, and what the rules of
// _headers and _redirects add. site.ts holds the list of files and the rules.
//
// It answers as Cloudflare's static assets do, except that Cf-Cache-Status,
// which names Cloudflare's own cache, is not sent.

import { createReadStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";

import type { Front, Host } from "./host.ts";
import { describeFetched } from "./messages.ts";

export interface Site {
  htmlHandling: string;
  notFoundHandling: string;
  /** There is a Worker behind the files. */
  worker: boolean;
  workerFirst: boolean;
  /** run_worker_first has patterns: those for files win over those for the Worker. */
  routing: boolean;
  fileRules: string[];
  workerRules: string[];
  /** A navigating browser gets notFoundHandling before the Worker is asked. */
  navigate: boolean;
  files: File[];
  redirects: Redirect[];
  headers: Rule[];
}

interface File {
  path: string;
  etag: string;
  type?: string;
}

interface Redirect {
  from: string;
  to: string;
  status: number;
  line: number;
  /** A regular expression; without one the rule is for exactly `from`. */
  pattern?: string;
}

interface Rule {
  path: string;
  pattern: string;
  set?: [string, string][];
  unset?: string[];
}

// How a path finds its page. For each way of html_handling the first case whose
// suffix matches is tried step by step, then the rest. "*" is the path without
// the suffix (in rest: the whole path). "serve F" answers with file F; "go F D"
// redirects to D when D would be answered with file F and is not a file itself.
// A suffix "=/x" means exactly that path.
interface Ladder {
  cases: [suffix: string, steps: string[]][];
  rest: string[];
}

const pages: Record<string, Ladder> = {
  "auto-trailing-slash": {
    cases: [
      ["/index", ["serve */index", "go */index.html */", "go *.html *"]],
      ["/index.html", ["go */index.html */", "go *.html *"]],
      ["/", ["serve */index.html", "go *.html *"]],
      [".html", ["go *.html *", "go */index.html */"]],
    ],
    rest: ["serve *", "serve *.html", "go */index.html */"],
  },
  "force-trailing-slash": {
    cases: [
      ["/index", ["serve */index", "go */index.html */", "go *.html */"]],
      ["/index.html", ["go */index.html */", "go *.html */"]],
      ["/", ["serve */index.html", "serve *.html"]],
      [".html", ["go *.html */", "serve *.html", "go */index.html */"]],
    ],
    rest: ["serve *", "go *.html */", "go */index.html */"],
  },
  "drop-trailing-slash": {
    cases: [
      ["=/index", ["serve /index", "go /index.html /"]],
      ["/index", ["serve */index", "go *.html *", "go */index.html *"]],
      ["=/index.html", ["go /index.html /"]],
      [
        "/index.html",
        ["go */index.html *", "serve */index.html", "go *.html *"],
      ],
      ["=/", ["serve /index.html"]],
      ["/", ["go *.html *", "go */index.html *"]],
      [".html", ["go *.html *", "go */index.html *"]],
    ],
    rest: ["serve *", "serve *.html", "serve */index.html"],
  },
  none: { cases: [], rest: ["serve *"] },
};

type Intent = { file: File; status: number } | { redirect: string } | undefined;

class Files {
  readonly #site: Site;
  readonly #folder: string;
  readonly #files: Map<string, File>;
  readonly #fixed: Map<string, Redirect>;
  readonly #dynamic: [RegExp, Redirect][];
  readonly #headers: [RegExp, Rule][];
  readonly #fileRules: RegExp[];
  readonly #workerRules: RegExp[];

  constructor(folder: string, site: Site) {
    this.#site = site;
    this.#folder = folder;
    this.#files = new Map(site.files.map((file) => [file.path, file]));
    const fixed = site.redirects.filter((rule) => rule.pattern === undefined);
    this.#fixed = new Map(fixed.map((rule) => [rule.from, rule]));
    this.#dynamic = site.redirects.flatMap((rule) =>
      rule.pattern === undefined ? [] : [[new RegExp(rule.pattern), rule]],
    );
    this.#headers = site.headers.map((rule) => [
      new RegExp(rule.pattern),
      rule,
    ]);
    this.#fileRules = site.fileRules.map(glob);
    this.#workerRules = site.workerRules.map(glob);
  }

  /** Whether the Worker answers the request. */
  forWorker(request: Request): boolean {
    const site = this.#site;
    if (!site.worker) return false;
    const url = new URL(request.url);
    const matches = (rule: RegExp) => rule.test(url.pathname);
    if (site.routing) {
      if (this.#fileRules.some(matches)) return false;
      if (this.#workerRules.some(matches)) return true;
    }
    if (site.workerFirst) return true;
    // The Worker is asked before notFoundHandling, except where patterns or a
    // navigating browser say that the files come first.
    const filesFirst =
      site.routing ||
      (site.navigate && request.headers.get("sec-fetch-mode") === "navigate");
    const rule = this.#redirect(url);
    if (rule) return false;
    const notFound = filesFirst ? site.notFoundHandling : "none";
    return !this.#find(decodePath(url.pathname), notFound, true);
  }

  /** What the files answer. */
  answer(request: Request): Response {
    const url = new URL(request.url);
    const response = this.#answer(request, url);
    this.#addHeaders(url, response.headers);
    return response;
  }

  #answer(request: Request, url: URL): Response {
    let path = url.pathname;
    const rule = this.#redirect(url);
    if (rule) {
      const to = new URL(rule.to, url);
      if (rule.status !== 200) return redirect(rule.status, location(to, url));
      path = to.pathname;
    }
    const decoded = decodePath(path);
    const intent = this.#find(decoded, this.#site.notFoundHandling, true);
    if (!intent) return new Response(null, { status: 404 });
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response(null, { status: 405 });
    }
    // A file is served at one spelling of its path only.
    const moved = "redirect" in intent;
    const encoded = encodePath(moved ? intent.redirect : decoded);
    if (moved || encoded !== path) return redirect(307, encoded + url.search);
    return this.#file(request, intent.file, intent.status);
  }

  #file(request: Request, file: File, status: number): Response {
    const etag = `"${file.etag}"`;
    const headers = new Headers({ etag });
    if (file.type) headers.set("content-type", file.type);
    if (
      !request.headers.has("authorization") &&
      !request.headers.has("range")
    ) {
      headers.set("cache-control", "public, max-age=0, must-revalidate");
    }
    const match = request.headers.get("if-none-match");
    if (match === etag || match === `W/${etag}`) {
      return new Response(null, { status: 304, headers });
    }
    const body = request.method === "HEAD" ? null : this.#read(file);
    return new Response(body, { status, headers });
  }

  #read(file: File): ReadableStream<Uint8Array> {
    const stream = createReadStream(join(this.#folder, file.path));
    return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
  }

  /** The page that a path means; `follow` is false while a redirect is checked. */
  #find(path: string, notFound: string, follow: boolean): Intent {
    const ladder = pages[this.#site.htmlHandling];
    for (const [suffix, steps] of ladder?.cases ?? []) {
      const exact = suffix.startsWith("=");
      if (exact ? path !== suffix.slice(1) : !path.endsWith(suffix)) continue;
      const stem = exact ? "" : path.slice(0, path.length - suffix.length);
      const found = this.#climb(steps, stem, notFound, follow);
      if (found) return found;
      break;
    }
    return (
      this.#climb(ladder?.rest ?? [], path, notFound, follow) ??
      this.#notFound(path, notFound)
    );
  }

  #climb(
    steps: string[],
    stem: string,
    notFound: string,
    follow: boolean,
  ): Intent {
    // A function as replacement: a path may hold $, which is special in a text.
    const fill = (pattern = "") => pattern.replace("*", () => stem);
    for (const step of steps) {
      const [verb, path, to] = step.split(" ");
      const file = this.#files.get(fill(path));
      if (!file) continue;
      if (verb === "serve") return { file, status: 200 };
      const destination = fill(to);
      if (!follow || this.#files.has(destination)) continue;
      const there = this.#find(destination, notFound, false);
      if (there && "file" in there && there.file === file) {
        return { redirect: destination };
      }
    }
    return undefined;
  }

  #notFound(path: string, handling: string): Intent {
    if (handling === "single-page-application") {
      const file = this.#files.get("/index.html");
      return file && { file, status: 200 };
    }
    if (handling !== "404-page") return undefined;
    for (let folder = path; folder !== "";) {
      folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")));
      const file = this.#files.get(`${folder}/404.html`);
      if (file) return { file, status: 404 };
    }
    return undefined;
  }

  /** The line of _redirects for a URL. */
  #redirect(url: URL): Redirect | undefined {
    const withHost = this.#fixed.get(`https://${url.host}${url.pathname}`);
    const without = this.#fixed.get(url.pathname);
    if (withHost && without) {
      return withHost.line < without.line ? withHost : without;
    }
    if (withHost ?? without) return withHost ?? without;
    for (const [pattern, rule] of this.#dynamic) {
      const match = pattern.exec(subject(rule.from, url));
      if (!match) continue;
      return { ...rule, to: target(rule.to, match) };
    }
    return undefined;
  }

  /** Rules in order; the first to set a name replaces, later ones add. */
  #addHeaders(url: URL, headers: Headers): void {
    const set = new Set<string>();
    for (const [pattern, rule] of this.#headers) {
      const match = pattern.exec(subject(rule.path, url));
      if (!match) continue;
      for (const name of rule.unset ?? []) headers.delete(name);
      for (const [name, value] of rule.set ?? []) {
        if (set.has(name)) headers.append(name, replace(value, match));
        else headers.set(name, replace(value, match));
        set.add(name);
      }
    }
  }
}

/** Patterns that name a host are matched with the host in front. */
function subject(rule: string, url: URL): string {
  return rule.startsWith("https://")
    ? `https://${url.hostname}${url.pathname}`
    : url.pathname;
}

function replace(text: string, match: RegExpExecArray): string {
  for (const [name, value] of Object.entries(match.groups ?? {})) {
    text = text.replaceAll(`:${name}`, value);
  }
  return text;
}

/**
 * Where a rule leads. Only a rule that names a host itself may leave this one:
 * in others a placeholder that brings slashes has them folded.
 */
function target(to: string, match: RegExpExecArray): string {
  const filled = replace(to, match).trim();
  if (/^(?:\w+:\/\/|\/\/[^/\\\s?#])/.test(to.trim())) return filled;
  const end = filled.search(/[?#]/);
  const path = end < 0 ? filled : filled.slice(0, end);
  return path.replace(/[/\\]+/g, "/") + filled.slice(path.length);
}

function redirect(status: number, location: string): Response {
  return new Response(null, { status, headers: { location } });
}

/** Where a redirect leads: relative on this host, with the query kept. */
function location(to: URL, from: URL): string {
  const search = to.search || from.search;
  if (to.origin === from.origin) return to.pathname + search + to.hash;
  const end = to.href.length - to.search.length - to.hash.length;
  return to.href.slice(0, end) + search + to.hash;
}

/** A pattern in which only * is special. */
function glob(rule: string): RegExp {
  const escaped = rule
    .split("*")
    .map((text) => text.replace(/[-/\\^$+?.()|[\]{}]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`);
}

function decodePath(path: string): string {
  const decode = (segment: string) => {
    try {
      return decodeURIComponent(segment);
    } catch {
      return segment;
    }
  };
  return path.split("/").map(decode).join("/").replace(/\/+/g, "/");
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** An image optimiser's path with the address of another host, not from an <img>. */
function blockedImage(request: Request): boolean {
  const url = new URL(request.url);
  const href = url.searchParams.get("href") ?? "";
  return (
    url.pathname === "/_image" &&
    href.length > 2 &&
    href.startsWith("//") &&
    request.headers.get("sec-fetch-dest") !== "image" &&
    URL.parse(`https:${href}`)?.hostname !== url.hostname
  );
}

function open(host: Host, site: Site): Files {
  return new Files(join(host.appDir, "assets"), site);
}

/** Answers requests for files and passes the others to the Worker. */
export function assetsFront(host: Host, site: Site): Front {
  const files = open(host, site);
  return async (request, next) => {
    if (site.worker && blockedImage(request)) {
      return new Response("Blocked", { status: 403 });
    }
    return files.forWorker(request) ? next(request) : files.answer(request);
  };
}

/** The value of env.ASSETS: the files, never the Worker. */
export function assetsBinding(host: Host, site: Site) {
  const files = open(host, site);
  return {
    async fetch(input: RequestInfo | URL, init?: RequestInit) {
      let request = new Request(input, init);
      for (let redirected = false; ; redirected = true) {
        const response = files.answer(request);
        const to = response.headers.get("location");
        if (to === null || request.redirect !== "follow") {
          describeFetched(response, { url: request.url, redirected });
          return response;
        }
        const { method, headers } = request;
        request = new Request(new URL(to, request.url), { method, headers });
      }
    },
  };
}
