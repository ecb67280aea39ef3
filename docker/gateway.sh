#!/bin/sh
# Starts nginx as the gateway. What it writes lies in /var/lib/contest-gateway, the only writable folder (in memory);
# the documents that it serves are expected there too.
set -eu
cp -Rp /opt/gateway/documents /var/lib/contest-gateway/
exec nginx -p /var/lib/contest-gateway/ -e stderr -c /etc/contest-gateway/nginx.conf -g 'daemon off;'
