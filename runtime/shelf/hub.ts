import { createServer, type Server } from "node:https";
import { HUB_HOSTS } from "./hub-certificate.ts";
import { isOfAnotherRegistry } from "./image-reference.ts";
import { createShelfReader, limitPerSandbox } from "./mirror.ts";

export interface HubOptions {
  shelf: { host: string; port: number };
  /** In PEM form. */
  key: string;
  certificate: string;
  /** What stands on the shelf now, as `name:tag`. */
  listImages: () => Promise<Iterable<string>>;
}

export interface FoundImage {
  name: string;
  description: string;
  is_official: boolean;
  star_count: number;
}

const MOST_FOUND = 100;
const latestFirst = (a: string, b: string) =>
  Number(b === "latest") - Number(a === "latest") || a.localeCompare(b);

/** The images whose name holds the word, in the form that `docker search` reads; at most `limit`, at most 100. */
export function searchShelf(references: Iterable<string>, word: string, limit: number): FoundImage[] {
  const tags = new Map<string, string[]>();
  for (const reference of references) {
    const [name = "", tag = ""] = reference.split(":");
    if (name.includes(word.toLowerCase()) && !isOfAnotherRegistry(name))
      tags.set(name, [...(tags.get(name) ?? []), tag]);
  }
  return [...tags]
    .sort(([a], [b]) => a.length - b.length || a.localeCompare(b))
    .slice(0, Math.max(1, Math.min(limit, MOST_FOUND)))
    .map(([name, own]) => ({
      name,
      description: `On the shelf here: ${own.sort(latestFirst).join(", ")}`,
      is_official: false,
      star_count: 0,
    }));
}

/**
 * Stands in for Docker Hub, where sandboxes cannot reach it: a docker that found nothing in its mirror asks the hub, and tells
 * its learner only what the hub said. So this one says in plain words that there is no such image, where to push, and what
 * `docker search` finds. It takes no password: a login is refused before one is sent.
 */
export function createHub({ shelf, key, certificate, listImages }: HubOptions): Server {
  const read = createShelfReader(shelf);
  const server = createServer(
    {
      key,
      cert: certificate,
      handshakeTimeout: 10_000,
      // Names of package hosts lead to this address as well; none of them is ours to answer for.
      SNICallback: (name, done) => done(HUB_HOSTS.includes(name) ? null : new Error("not a name of the hub")),
    },
    (incoming, outgoing) => {
      // What is no address, such as `//`, is the registry's to refuse.
      const { pathname, searchParams } =
        URL.parse(incoming.url ?? "/", "https://hub") ?? new URL("https://hub");
      const answer = (status: number, body: unknown) =>
        outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      if (pathname === "/v2/") {
        const message = "this is a playground without Docker Hub: nobody can log in, and nobody needs to";
        return void answer(401, { errors: [{ code: "UNAUTHORIZED", message }] });
      }
      if (pathname !== "/v1/search") return read(incoming, outgoing);
      const word = searchParams.get("q") ?? "";
      listImages()
        .then((images) => {
          const results = searchShelf(images, word, Number(searchParams.get("n")) || 25);
          answer(200, { query: word, num_results: results.length, results });
        })
        .catch(() => answer(503, { message: "The shelf cannot be read now. Try again in a moment." }));
    },
  );
  limitPerSandbox(server);
  return server;
}
