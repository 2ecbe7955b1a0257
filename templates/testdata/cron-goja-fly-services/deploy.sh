#!/bin/sh
# Deploys cron to Fly.io. Not `fly launch`: it rewrites fly.toml and may
# replace the Dockerfile.
set -eu
cd "$(dirname "$0")"

APP='cron'

command -v fly >/dev/null || {
  echo "flyctl is missing: https://fly.io/docs/flyctl/install/" >&2
  exit 69
}

if ! fly status --app "$APP" >/dev/null 2>&1; then
  fly apps create "$APP"
fi

# .env.fly holds NAME=value lines; keep it out of version control.
if [ -f .env.fly ]; then
  fly secrets import --app "$APP" --stage <.env.fly
fi
have=$(fly secrets list --app "$APP")

# Everything the app needs has to be there before the first machine starts.
missing=
for name in 'REDIS_URL'; do
  # A secret, or a line of [env] in fly.toml.
  echo "$have" | grep -qwF -e "$name" || grep -q "^ *$name *=" fly.toml || missing="$missing $name"
done
if [ -n "$missing" ]; then
  echo "these are not set yet:$missing" >&2
  echo "set them with: fly secrets set --app $APP --stage NAME=value" >&2
  exit 1
fi

exec fly deploy --app "$APP" --config fly.toml "$@"
