import type { LabCard, LabImportBrief, LabImportView, Problem } from "../../../../runtime/protocol/index.ts";
import { type BrowserLike, createBrowserLike } from "../../../support/browser-like.ts";
import { startFakeServer } from "../../../support/fake-server.ts";
import { SMALL_LAB } from "../../../support/lab-world.ts";
import { aTarGz } from "../sources/pack-archive.ts";

/** An archive of files by path. */
export const packed = (files: Record<string, string>): Promise<Buffer> =>
  aTarGz(Object.entries(files).map(([name, text]) => ({ name, text })));

export const smallArchive = (): Promise<Buffer> => packed(SMALL_LAB);

/** A person at a browser who brings labs. */
export function createImporter(browser: BrowserLike) {
  const json = async <T>(path: string, init?: RequestInit) =>
    (await (await browser.fetch(path, init)).json()) as T;
  const importer = {
    browser,
    /** As a form with a file. */
    async send(bytes: Uint8Array, name = "labs.tar.gz"): Promise<Response> {
      // The page first, which gives the cookie.
      if (!browser.cookie) await browser.fetch("/api/labs");
      const body = new FormData();
      body.append("file", new Blob([bytes as Uint8Array<ArrayBuffer>]), name);
      return browser.fetch("/api/labs/imports", { method: "POST", body });
    },
    async address(url: string, ref?: string): Promise<Response> {
      if (!browser.cookie) await browser.fetch("/api/labs");
      return browser.fetch("/api/labs/imports", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ url, ...(ref ? { ref } : {}) }),
      });
    },
    async preview(bytes: Uint8Array, name?: string): Promise<LabImportView> {
      const answer = await importer.send(bytes, name);
      if (answer.status !== 201) throw new Error(`no preview: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as LabImportView;
    },
    keep: (id: string) => browser.fetch(`/api/labs/imports/${id}/keep`, { method: "POST" }),
    /** Sends, looks at and keeps. */
    async bring(bytes: Uint8Array, name?: string): Promise<LabImportView> {
      const { id } = await importer.preview(bytes, name);
      const answer = await importer.keep(id);
      if (answer.status !== 200) throw new Error(`not kept: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as LabImportView;
    },
    remove: (id: string) => browser.fetch(`/api/labs/imports/${id}`, { method: "DELETE" }),
    view: (id: string) => browser.fetch(`/api/labs/imports/${id}`),
    list: () => json<LabImportBrief[]>("/api/labs/imports"),
    catalog: () => json<LabCard[]>("/api/labs"),
    start: (slug: string) => browser.fetch(`/api/labs/${slug}/start`, { method: "POST" }),
  };
  return importer;
}

export type Importer = ReturnType<typeof createImporter>;

/** What a refusal says. */
export async function refused(answer: Response): Promise<string> {
  const { status, code, detail, nextStep } = (await answer.json()) as Problem;
  return `${status} ${code}: ${detail} ${nextStep}`;
}

/** A server on fake machines that takes labs, whose clock can be moved. */
export async function createImportWorld(environment: Record<string, string> = {}) {
  let offsetMs = 0;
  const options = { now: () => Date.now() + offsetMs, reapEveryMs: 50, allowPrivateGit: true };
  let server = await startFakeServer(environment, undefined, undefined, options);
  return {
    get server() {
      return server;
    },
    someone: () => createImporter(createBrowserLike(server.url)),
    passTime(ms: number) {
      offsetMs += ms;
    },
    /** The same data and machines, a new server. */
    async restart(importer: Importer, changed = environment): Promise<Importer> {
      await server.stop();
      server = await startFakeServer(changed, server.fakes, server.dataDir, options);
      const browser = createBrowserLike(server.url);
      browser.cookie = importer.browser.cookie;
      return createImporter(browser);
    },
    close: () => server.close(),
  };
}

export type ImportWorld = Awaited<ReturnType<typeof createImportWorld>>;
