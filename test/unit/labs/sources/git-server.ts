import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface GitServer {
  url: string;
  /** Makes `/NAME` a repository of these files; returns its address. */
  repository(
    name: string,
    files: Record<string, string | Uint8Array>,
    links?: Record<string, string>,
  ): string;
  git(name: string, ...args: string[]): string;
  /** Answers these paths itself. */
  answer(path: string, handler: (request: IncomingMessage, response: ServerResponse) => void): void;
  close(): Promise<void>;
}

/** Git's own server for http on loopback, over repositories in a temporary folder. */
export async function startGitServer(): Promise<GitServer> {
  const root = mkdtempSync(join(tmpdir(), "slipway-git-"));
  const answers = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const own = answers.get(url.pathname);
    if (own !== undefined) own(request, response);
    else serveGit(root, url, request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const git = (name: string, ...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], {
      cwd: join(root, name),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  return {
    url,
    git,
    repository(name, files, links = {}) {
      mkdirSync(join(root, name));
      git(name, "init", "-q", "-b", "main");
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(root, name, path)), { recursive: true });
        writeFileSync(join(root, name, path), content);
      }
      for (const [path, target] of Object.entries(links)) symlinkSync(target, join(root, name, path));
      git(name, "add", ".");
      git(name, "commit", "-qm", "one", "--allow-empty");
      return `${url}/${name}`;
    },
    answer: (path, handler) => void answers.set(path, handler),
    close() {
      rmSync(root, { recursive: true, force: true });
      server.closeAllConnections();
      return new Promise<void>((done) => server.close(() => done()));
    },
  };
}

function serveGit(root: string, url: URL, request: IncomingMessage, response: ServerResponse): void {
  const child = spawn("git", ["http-backend"], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      REQUEST_METHOD: request.method ?? "GET",
      PATH_INFO: url.pathname.replace(/^(\/[^/]+)/, "$1/.git"),
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin);
  const pieces: Buffer[] = [];
  child.stdout.on("data", (piece: Buffer) => pieces.push(piece));
  child.on("close", () => {
    const output = Buffer.concat(pieces);
    const end = output.indexOf("\r\n\r\n");
    for (const line of output.subarray(0, end).toString().split("\r\n")) {
      const [name = "", value = ""] = line.split(/:\s*/, 2);
      if (name === "Status") response.statusCode = Number.parseInt(value, 10);
      else if (name !== "") response.setHeader(name, value);
    }
    response.end(output.subarray(end + 4));
  });
}
