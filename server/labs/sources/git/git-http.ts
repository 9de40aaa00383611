import type { GitHttpRequest, GitHttpResponse, HttpClient } from "isomorphic-git";
import { Agent, type Dispatcher, request } from "undici";
import { refuseSource } from "../refuse-source.ts";
import { publicLookup, type Resolve, refusePrivateLiteral } from "./public-address.ts";

const MAX_REDIRECTS = 3;

export interface GitHttp extends HttpClient {
  dispose(): Promise<void>;
}

/**
 * What Git speaks through: http and https without credentials, to public addresses unless told otherwise, a few redirects each
 * checked the same way, and no more than `maxBytes` in all. Aborts with the signal.
 */
export function createGitHttp(options: {
  allowPrivate: boolean;
  maxBytes: number;
  signal: AbortSignal;
  resolve?: Resolve | undefined;
}): GitHttp {
  const agent = new Agent(options.allowPrivate ? {} : { connect: { lookup: publicLookup(options.resolve) } });
  let bytesLeft = options.maxBytes;
  /** A repository that moved: what begins with `from` is asked for at `to`. */
  let moved: { from: string; to: string } | null = null;

  async function* limited(body: AsyncIterable<Uint8Array>): AsyncIterableIterator<Uint8Array> {
    for await (const piece of body) {
      bytesLeft -= piece.length;
      if (bytesLeft < 0)
        throw refuseSource(
          `The repository is larger than ${Math.floor(options.maxBytes / 1024 / 1024)} MiB.`,
        );
      yield piece;
    }
  }

  async function send(url: URL, ask: GitHttpRequest, body: Buffer | null): Promise<Dispatcher.ResponseData> {
    checkGitUrl(url);
    if (!options.allowPrivate) refusePrivateLiteral(url);
    return await request(url, {
      method: ask.method === "POST" ? "POST" : "GET",
      headers: ask.headers ?? {},
      body,
      dispatcher: agent,
      signal: options.signal,
    });
  }

  return {
    async request(ask) {
      const asked =
        moved !== null && ask.url.startsWith(moved.from)
          ? moved.to + ask.url.slice(moved.from.length)
          : ask.url;
      const body = ask.body === undefined ? null : await gather(ask.body);
      let url = new URL(asked);
      for (let redirects = 0; ; redirects++) {
        const response = await send(url, ask, body);
        const location = response.headers.location;
        if (response.statusCode < 300 || response.statusCode > 399 || typeof location !== "string") {
          moved = moveOf(ask.url, url.href) ?? moved;
          return answer(url, ask, response, limited(response.body));
        }
        await response.body.dump();
        if (redirects === MAX_REDIRECTS || ask.method === "POST")
          throw refuseSource(
            "The address leads from one place to the next.",
            "Name the repository's own address.",
          );
        const next = new URL(location, url);
        if (url.protocol === "https:" && next.protocol === "http:")
          throw refuseSource("The address leads from https to http.", "Name the repository's own address.");
        url = next;
      }
    },
    dispose: () => agent.destroy(),
  };
}

/** Throws `lab.source-refused` for what is not plain http or https. */
export function checkGitUrl(url: URL): void {
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw refuseSource(
      "Only repositories at http and https addresses can be fetched.",
      "Name the https address of the repository.",
    );
  if (url.username !== "" || url.password !== "")
    throw refuseSource(
      "The address holds a user name or a password.",
      "Name a public repository without them.",
    );
}

function moveOf(asked: string, answered: string): { from: string; to: string } | null {
  const tail = "/info/refs?service=git-upload-pack";
  if (asked === answered || !asked.endsWith(tail) || !answered.endsWith(tail)) return null;
  return { from: asked.slice(0, -tail.length), to: answered.slice(0, -tail.length) };
}

async function gather(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

function answer(
  url: URL,
  ask: GitHttpRequest,
  response: Dispatcher.ResponseData,
  body: AsyncIterableIterator<Uint8Array>,
): GitHttpResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  return {
    url: url.href,
    method: ask.method ?? "GET",
    statusCode: response.statusCode,
    statusMessage: `HTTP ${response.statusCode}`,
    headers,
    body,
  };
}
