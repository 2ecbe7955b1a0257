// The variables of the Worker's configuration. server.ts holds their values; an
// environment variable of the same name replaces one without a new build.
import type { Host } from "./host.ts";

// Variables that are set for reasons of their own, by the shell, the container
// runtime or for this server. A var of such a name is replaced by
// W2C_VAR_<NAME> only: HOSTNAME, which Docker sets to the id of the container,
// must not become env.HOSTNAME.
const reserved = new Set(
  (
    "PATH HOME HOSTNAME USER LOGNAME SHELL SHLVL PWD OLDPWD LANG LANGUAGE LC_ALL TERM TZ TMPDIR _ " +
    "NODE_ENV NODE_OPTIONS NODE_VERSION YARN_VERSION PORT HOST METRICS_PORT REDIS_URL PUBLIC_ORIGIN " +
    "UPSTREAM_ORIGIN TRUSTED_PROXIES LOG_LEVEL"
  ).split(" "),
);

function override(
  host: Host,
  name: string,
): { variable: string; value: string | undefined } {
  const variable = `W2C_VAR_${name}`;
  const value = host.env[variable];
  if (value !== undefined || reserved.has(name) || /^(W2C|OTEL)_/.test(name))
    return { variable, value };
  return { variable: name, value: host.env[name] };
}

export function textVar(host: Host, name: string, value: string): string {
  return override(host, name).value ?? value;
}

export function jsonVar<T>(host: Host, name: string, value: T): T {
  const given = override(host, name);
  if (given.value === undefined) return value;
  try {
    return JSON.parse(given.value);
  } catch {
    return host.badConfig(
      given.variable,
      `is not JSON, and the variable ${name} of the Worker is a JSON value`,
    );
  }
}
