// Everything an operator may set, read once from the environment. A value that
// makes no sense stops the start with one line that names the variable and
// says why: a server that guesses is found out much later.
import { accessSync, constants } from "node:fs";
import { BlockList, isIP } from "node:net";
import { join } from "node:path";
import process from "node:process";
import type { Level } from "./host.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Config {
  readonly port: number;
  readonly hostname: string;
  /** null when metrics are switched off. */
  readonly metricsPort: number | null;
  readonly dataDir: string;
  /** Who this app is behind TLS and proxies: request.url starts with it. */
  readonly publicOrigin: URL | null;
  /** What the Worker reached by fetch(request) when it stood before an origin. */
  readonly upstreamOrigin: URL | null;
  readonly trusted: Trust;
  readonly drainMs: number;
  /** How long to go on accepting after the signal to stop. */
  readonly drainDelayMs: number;
  readonly logLevel: Level;
  readonly logIp: "anonymized" | "full" | "off";
  readonly maxBodyBytes: number | null;
  /** How long the event loop may stand still before the process is replaced. */
  readonly stallMs: number;
  readonly region: string | undefined;
}

/** Says whether the machine at the other end of a connection may speak for its clients. */
export type Trust = (address: string) => boolean;

const levels: readonly Level[] = ["debug", "info", "warn", "error"];

export function badConfig(variable: string, why: string): never {
  process.stderr.write(`${variable}: ${why}\n`);
  process.exit(2);
}

export function readConfig(env: Environment, appDir: string): Config {
  return {
    port: port(env, "PORT", 8080),
    hostname: env["HOST"] || "0.0.0.0",
    metricsPort:
      env["METRICS_PORT"] === "off" ? null : port(env, "METRICS_PORT", 9464),
    dataDir: env["W2C_DATA_DIR"] || defaultDataDir(appDir),
    publicOrigin: origin(env, "PUBLIC_ORIGIN"),
    upstreamOrigin: origin(env, "UPSTREAM_ORIGIN"),
    trusted: trustedProxies(env),
    drainMs: duration(env, "W2C_DRAIN_TIMEOUT", 25_000),
    drainDelayMs: duration(env, "W2C_DRAIN_DELAY", 500),
    logLevel: choice(env, "LOG_LEVEL", levels, "info"),
    logIp: choice(
      env,
      "W2C_LOG_IP",
      ["anonymized", "full", "off"],
      "anonymized",
    ),
    maxBodyBytes: megabytes(env, "W2C_MAX_BODY_MB"),
    stallMs: count(env, "W2C_CPU_MS", 30_000),
    region: env["FLY_REGION"] || undefined,
  };
}

function port(env: Environment, name: string, otherwise: number): number {
  const text = env[name];
  if (text === undefined || text === "") return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65535)
    badConfig(name, `"${text}" is not a port number (0 to 65535)`);
  return value;
}

function count(env: Environment, name: string, otherwise: number): number {
  const text = env[name];
  if (text === undefined || text === "") return otherwise;
  if (!/^\d{1,12}$/.test(text))
    badConfig(name, `"${text}" is not a whole number`);
  return Number(text);
}

function megabytes(env: Environment, name: string): number | null {
  const value = count(env, name, 0);
  return value === 0 ? null : value * 1024 * 1024;
}

function choice<T extends string>(
  env: Environment,
  name: string,
  choices: readonly T[],
  otherwise: T,
): T {
  const text = env[name]?.toLowerCase();
  if (text === undefined || text === "") return otherwise;
  const found = choices.find((c) => c === text);
  return (
    found ??
    badConfig(name, `"${env[name]}" is not one of ${choices.join(", ")}`)
  );
}

function origin(env: Environment, name: string): URL | null {
  const text = env[name];
  if (text === undefined || text === "") return null;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    badConfig(name, `"${text}" is not an origin such as https://example.com`);
  if (
    url.pathname !== "/" ||
    url.search !== "" ||
    url.hash !== "" ||
    url.username !== ""
  )
    badConfig(
      name,
      `"${text}" has more than scheme, host and port; write ${url.origin}`,
    );
  return url;
}

// Both spellings are common in deploy files: plain seconds ("25") and the
// durations Go and Docker use ("25s", "1m30s").
function duration(env: Environment, name: string, otherwise: number): number {
  const text = env[name];
  if (text === undefined || text === "") return otherwise;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text))
    badConfig(name, `"${text}" is not a duration such as 25s or 1m30s`);
  const units: Record<string, number> = {
    ms: 1,
    s: 1000,
    m: 60_000,
    h: 3_600_000,
  };
  let ms = 0;
  for (const [, value, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    ms += Number(value) * (units[unit ?? ""] ?? 0);
  return ms;
}

// The networks that "private" stands for: loopback, the RFC 1918 and 6598
// ranges, link-local, and IPv6 unique local addresses (Fly's 6PN, Docker).
const privateNetworks = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

function trustedProxies(env: Environment): Trust {
  const text = env["TRUSTED_PROXIES"];
  if (text === undefined || text === "") return () => false;
  const list = new BlockList();
  for (const word of text.split(",").map((w) => w.trim())) {
    if (word === "") continue;
    const networks = word === "private" ? privateNetworks : [word];
    for (const network of networks) addNetwork(list, network);
  }
  return (address) => {
    const plain = plainAddress(address);
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 6 ? "ipv6" : "ipv4");
  };
}

function addNetwork(list: BlockList, network: string): void {
  const [address = "", bits, ...rest] = network.split("/");
  const family = isIP(address);
  const longest = family === 6 ? 128 : 32;
  const prefix = bits === undefined ? longest : Number(bits);
  if (
    family === 0 ||
    rest.length > 0 ||
    (bits !== undefined && !/^\d{1,3}$/.test(bits)) ||
    prefix > longest
  )
    badConfig(
      "TRUSTED_PROXIES",
      `"${network}" is neither an address, a CIDR such as 10.0.0.0/8, nor the word private`,
    );
  list.addSubnet(address, prefix, family === 6 ? "ipv6" : "ipv4");
}

/** An IPv4 peer of a dual-stack socket shows as ::ffff:192.0.2.1; people write 192.0.2.1. */
export function plainAddress(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".")
    ? address.slice(7)
    : address;
}

function defaultDataDir(appDir: string): string {
  try {
    accessSync("/data", constants.W_OK);
    return "/data";
  } catch {
    return join(appDir, "data");
  }
}
