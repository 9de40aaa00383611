#!/bin/bash
set -e
docker run -d --name crasher busybox sh -c 'echo "reading /etc/crasher.conf" >&2; cat /etc/crasher.conf'
docker run -d --name silent --network none redis redis-server --port 6380 --bind 127.0.0.1
docker run -d --name wrongpage -p 8080:80 nginx
docker exec wrongpage sh -c 'mv /usr/share/nginx/html/index.html /usr/share/nginx/html/index.htm'
docker run -d --name hungry -m 64m busybox sh -c 'while true; do dd if=/dev/zero of=/dev/null bs=1M count=1000 2>/dev/null; done'
