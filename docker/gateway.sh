#!/bin/sh
# Starts nginx as the gateway. What it writes lies in /var/lib/contest-gateway, the only writable folder (in memory);
# the documents that it serves are expected there too. Load balancers in front, whose word on addresses is believed
# (CONTEST_TRUSTED_PROXIES, divided by commas), and another name server than Docker's (CONTEST_NAME_SERVER) come from outside.
set -eu
folder=/var/lib/contest-gateway
cp -Rp /opt/gateway/documents /var/lib/contest-gateway/
configuration=/etc/contest-gateway/nginx.conf
if [ -n "${CONTEST_TRUSTED_PROXIES:-}${CONTEST_NAME_SERVER:-}" ]; then
  configuration=$folder/nginx.conf
  python -m services.gateway.render --container --resolver "${CONTEST_NAME_SERVER:-127.0.0.11}" \
    --trusted-proxies "${CONTEST_TRUSTED_PROXIES:-}" > "$configuration"
fi
exec nginx -p "$folder/" -e stderr -c "$configuration" -g 'daemon off;'
