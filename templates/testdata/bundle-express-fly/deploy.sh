#!/bin/sh
# Deploys bundle to Fly.io. Not `fly launch`: it rewrites fly.toml and may
# replace the Dockerfile.
set -eu
cd "$(dirname "$0")"

APP='bundle'

command -v fly >/dev/null || {
  echo "flyctl is missing: https://fly.io/docs/flyctl/install/" >&2
  exit 69
}

if ! fly status --app "$APP" >/dev/null 2>&1; then
  fly apps create "$APP"
fi

exec fly deploy --app "$APP" --config fly.toml "$@"
