#!/bin/bash
set -e
mkdir -p /tmp/leaky && cd /tmp/leaky
echo 'token = swordfish-2291' > credentials
cat > Dockerfile <<'END'
FROM busybox
COPY credentials /root/credentials
RUN wc -c /root/credentials > /app
RUN rm /root/credentials
CMD ["cat", "/app"]
END
docker build -q -t friendly/app .
rm -rf /tmp/leaky
docker builder prune -af >/dev/null
