import { posix } from "node:path";
import git from "isomorphic-git";
import { AppError, isAppError } from "../../../runtime/common/app-error.ts";
import type { LabFolder } from "../model/folder.ts";
import { createFileCollector, type FileCollector, isContent } from "./file-collector.ts";
import { checkPack } from "./git/check-pack.ts";
import { checkGitUrl, createGitHttp } from "./git/git-http.ts";
import { createGitStore } from "./git/git-store.ts";
import type { Resolve } from "./git/public-address.ts";
import { refuseSource } from "./refuse-source.ts";
import { type SourceLimits, sourceLimits } from "./source-limits.ts";

const GIT_DIR = "/repository";

export interface GitSourceOptions {
  /** A branch, a tag or a commit; the default branch otherwise. */
  ref?: string;
  /** Allows loopback and private networks: for repositories of one's own, when the configuration says so. */
  allowPrivate?: boolean;
  timeoutMs?: number;
  limits?: SourceLimits;
  /** How names become addresses; the system's way otherwise. */
  resolve?: Resolve;
}

/**
 * The files of a public repository's newest commit, fetched over http(s) into memory; nothing touches the disk, and no history
 * is fetched. Links to files inside become those files, other links and submodules are left out. Throws `lab.source-refused` for what
 * may not be fetched (addresses that are not public, credentials, sizes) and `lab.source-failed` when it cannot be, within 60 s.
 */
export async function folderFromGit(url: string, options: GitSourceOptions = {}): Promise<LabFolder> {
  const limits = options.limits ?? sourceLimits;
  const address = parseAddress(url);
  const stop = new AbortController();
  const http = createGitHttp({
    allowPrivate: options.allowPrivate ?? false,
    maxBytes: limits.maxTotalBytes,
    signal: stop.signal,
    resolve: options.resolve,
  });
  const timeoutMs = options.timeoutMs ?? 60_000;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_done, fail) => {
    timer = setTimeout(() => {
      fail(failed(`The repository did not come within ${Math.round(timeoutMs / 1000)} seconds.`));
      stop.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([fetchFolder(address, options.ref, http, limits), late]);
  } catch (error) {
    throw explain(error);
  } finally {
    clearTimeout(timer);
    await http.dispose();
  }
}

async function fetchFolder(
  url: string,
  ref: string | undefined,
  http: ReturnType<typeof createGitHttp>,
  limits: SourceLimits,
): Promise<LabFolder> {
  const fs = createGitStore((path, bytes) => {
    if (path.endsWith(".pack")) checkPack(bytes, limits);
  });
  const cache = {};
  const repository = { fs, gitdir: GIT_DIR, cache };
  await git.init({ fs, gitdir: GIT_DIR, dir: GIT_DIR });
  await git.addRemote({ fs, gitdir: GIT_DIR, remote: "origin", url });
  const fetched = await git.fetch({
    ...repository,
    http,
    remote: "origin",
    depth: 1,
    singleBranch: true,
    tags: false,
    ...(ref === undefined ? {} : { ref, remoteRef: ref }),
  });
  if (fetched.fetchHead === null) throw refuseSource("The repository is empty.");
  const collector = createFileCollector(limits, null);
  const links: { path: string; target: string }[] = [];
  await collect(repository, fetched.fetchHead, "", collector, links);
  const folder = collector.folder({ stripTop: false });
  for (const link of links) {
    const target = posix.join(posix.dirname(link.path), link.target);
    if (folder.has(target)) collector.addFile(link.path, folder.read(target), folder.isExecutable(target));
  }
  return collector.folder({ stripTop: false });
}

async function collect(
  repository: { fs: ReturnType<typeof createGitStore>; gitdir: string; cache: object },
  oid: string,
  below: string,
  collector: FileCollector,
  links: { path: string; target: string }[],
): Promise<void> {
  for (const entry of (await git.readTree({ ...repository, oid })).tree) {
    const path = below === "" ? entry.path : `${below}/${entry.path}`;
    if (!isContent(path)) continue;
    if (entry.type === "tree") {
      // Few trees can name each other very many times: each way to one counts.
      collector.expectEntry(path);
      await collect(repository, entry.oid, path, collector, links);
    } else if (entry.type === "blob") {
      const { blob } = await git.readBlob({ ...repository, oid: entry.oid });
      if (entry.mode === "120000") links.push({ path, target: new TextDecoder().decode(blob) });
      else collector.addFile(path, blob, entry.mode === "100755");
    }
  }
}

function parseAddress(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch (error) {
    throw refuseSource(
      "This is no address of a repository.",
      "Name the https address of the repository.",
      error,
    );
  }
  checkGitUrl(parsed);
  parsed.hash = "";
  parsed.search = "";
  return parsed.href.replace(/\/+$/, "");
}

/** Whatever layer it came through, a refusal stays one; the rest is told in plain words. */
function explain(error: unknown): AppError {
  for (let one: unknown = error; one instanceof Error; one = one.cause) if (isAppError(one)) return one;
  const status = (error as { data?: { statusCode?: unknown } }).data?.statusCode;
  if (status === 401 || status === 403 || status === 404)
    return failed("There is no repository at this address, or it is not public.", error);
  if (typeof status === "number")
    return failed(`The repository's server answered with HTTP ${status}.`, error);
  const code = (error as { code?: unknown }).code;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return failed("The repository's server was not found.", error);
  if (code === "NotFoundError") return failed("The repository has no such branch or tag.", error);
  return failed("The repository could not be fetched.", error);
}

function failed(userMessage: string, cause?: unknown): AppError {
  return new AppError("lab.source-failed", { userMessage, ...(cause === undefined ? {} : { cause }) });
}
