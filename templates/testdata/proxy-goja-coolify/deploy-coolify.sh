#!/bin/sh
# Deploys edge-proxy on Coolify. The application has to exist: create it once with
#   curl -fsS -X POST "$COOLIFY_URL/api/v1/applications/public" -H "Authorization: Bearer $COOLIFY_TOKEN" \
#     -H 'Content-Type: application/json' -d @coolify.json
# after filling in project_uuid, server_uuid and git_repository there. The answer
# holds the UUID.
set -eu
: "${COOLIFY_URL:?the address of your Coolify server}"
: "${COOLIFY_TOKEN:?an API token with the deploy permission}"
: "${COOLIFY_APP_UUID:?the UUID of the application}"

# The token goes in by stdin, so that it does not show in the list of processes.
printf 'header = "Authorization: Bearer %s"\n' "$COOLIFY_TOKEN" |
  curl -fsS --config - -X POST -H 'Accept: application/json' \
    "$COOLIFY_URL/api/v1/deploy?uuid=$COOLIFY_APP_UUID&force=false"
echo
