/** An image of the shelf that is built from Debian packages by a Dockerfile. */
export interface ShelfImage {
  name: string;
  tags: string[];
  dockerfile: string;
}

const LABEL =
  'LABEL org.opencontainers.image.description="Made by Slipway from Debian packages; not the image of that name on Docker Hub"';
const INSTALL = (packages: string) =>
  `RUN apt-get update && apt-get install -y --no-install-recommends ${packages} && rm -rf /var/lib/apt/lists/*`;

export const SHELF_IMAGES: ShelfImage[] = [
  {
    name: "python",
    tags: ["latest", "3", "3-slim", "slim", "3.13", "3.13-slim"],
    dockerfile: `FROM debian
${LABEL}
ENV PYTHONUNBUFFERED=1 PIP_ROOT_USER_ACTION=ignore
${INSTALL("python3 python3-pip python3-venv")}
RUN ln -s python3 /usr/bin/python && rm -f /usr/lib/python3*/EXTERNALLY-MANAGED
CMD ["python3"]
`,
  },
  {
    name: "nginx",
    tags: ["latest", "stable"],
    dockerfile: `FROM debian
${LABEL}
${INSTALL("nginx")}
RUN ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log \\
 && mkdir -p /usr/share/nginx/html && rm -f /etc/nginx/sites-enabled/default \\
 && printf 'server {\\n  listen 80;\\n  root /usr/share/nginx/html;\\n  index index.html;\\n}\\n' > /etc/nginx/conf.d/default.conf \\
 && printf '<h1>Welcome to nginx!</h1>\\n' > /usr/share/nginx/html/index.html
EXPOSE 80
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
`,
  },
  {
    name: "redis",
    tags: ["latest"],
    dockerfile: `FROM debian
${LABEL}
${INSTALL("redis-server")}
RUN mkdir -p /data && chown redis:redis /data
WORKDIR /data
VOLUME /data
USER redis
EXPOSE 6379
CMD ["redis-server", "--bind", "*", "--protected-mode", "no", "--dir", "/data"]
`,
  },
];
/** What the base template holds and the shelf serves as well. */
export const BASE_NAMES = ["busybox", "hello-world", "debian"];

/** What names the full template, with the base it is made from. */
export const fullContents = (base: string) => `full ${base}\n${JSON.stringify(SHELF_IMAGES)}`;

/** Lines of `ID NAME:TAG` as groups of references to one image, of these names only. */
export function groupByImage(listing: string, names: string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const line of listing.split("\n")) {
    const [id = "", reference = ""] = line.split(" ");
    if (!names.includes(reference.split(":")[0] ?? "") || reference.endsWith(":<none>")) continue;
    groups.set(id, [...(groups.get(id) ?? []), reference]);
  }
  return [...groups.values()];
}
