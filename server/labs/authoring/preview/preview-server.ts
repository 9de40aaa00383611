import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path/posix";
import type { Logger } from "../../../../runtime/common/logger.ts";
import { createLabLibrary } from "../../library/lab-library.ts";
import { createLabRenderer } from "../../markdown/render-text.ts";
import { loadLabs } from "../../sources/load-labs.ts";
import { escapeHtml } from "./html-of-text.ts";
import { labHtml, pageHtml, remarksHtml } from "./preview-page.ts";

const PICTURES: Record<string, string> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".svg": "image/svg+xml",
};
/** Other names that lead to this machine are somebody else's page. */
const OWN_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

export interface PreviewServer {
  url: string;
  close(): Promise<void>;
}

/** Serves the labs at or below a path to their author, read-only, on this machine alone; a page reloads when its lab changes. */
export async function startPreviewServer(options: {
  path: string;
  port: number;
  log: Logger;
}): Promise<PreviewServer> {
  const { path, port, log } = options;
  const library = createLabLibrary({ folders: [path], load: loadLabs, log, settleMs: 100 });
  const renderer = createLabRenderer();
  const following = new Set<ServerResponse>();
  library.onChange(() => {
    for (const response of following) response.write("data: changed\n\n");
  });

  const send = (response: ServerResponse, status: number, title: string, body: string) => {
    const nonce = randomBytes(12).toString("base64");
    const policy = `default-src 'none'; img-src 'self'; connect-src 'self'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
    response
      .writeHead(status, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy })
      .end(pageHtml(title, body, nonce));
  };
  const asset = (response: ServerResponse, slug: string, name: string) => {
    const bytes = library.get(slug)?.assets[name];
    const type = PICTURES[extname(name).toLowerCase()];
    if (!bytes || !type) return void response.writeHead(404).end();
    response
      .writeHead(200, {
        "content-type": type,
        "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
      })
      .end(bytes);
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (!OWN_HOST.test(request.headers.host ?? "")) return void response.writeHead(421).end();
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/changes") {
      response
        .writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" })
        .write(": here\n\n");
      following.add(response);
      return void response.on("close", () => following.delete(response));
    }
    const [, ofAsset = "", name = ""] = /^\/api\/labs\/([^/]+)\/assets\/(.+)$/.exec(pathname) ?? [];
    if (ofAsset) return asset(response, ofAsset, decodeURIComponent(name));
    const labs = library.all();
    const slug = /^\/labs\/([^/]+)$/.exec(pathname)?.[1] ?? (labs.length === 1 ? labs[0]?.slug : undefined);
    const lab = slug === undefined ? undefined : library.get(slug);
    if (lab) {
      const language = searchParams.get("language") ?? lab.language;
      return send(
        response,
        200,
        lab.title,
        await labHtml(lab, language, library.remarks(lab.slug), renderer),
      );
    }
    const list = labs
      .map((one) => `<li><a href="/labs/${one.slug}">${escapeHtml(one.title)}</a></li>`)
      .join("");
    const none = labs.length === 0 ? "<p>There is no lab here yet: this page waits for one.</p>" : "";
    send(response, 200, "Labs", `<h1>Labs</h1>${none}<ul>${list}</ul>${remarksHtml(library.otherRemarks())}`);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.warn({ event: "preview.failed", err: error });
      if (!response.headersSent) send(response, 500, "Failed", "<p>This page could not be made.</p>");
    });
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
  } catch (error) {
    await library.dispose();
    throw error;
  }
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    async close() {
      for (const response of following) response.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await library.dispose();
    },
  };
}
