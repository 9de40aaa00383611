import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import type { Logger } from "../runtime/common/logger.ts";
import { createTurns } from "../runtime/common/turns.ts";
import { machine } from "../runtime/engine/data-folder.ts";
import type { Installation } from "../runtime/engine/installation.ts";
import type { SessionId } from "../runtime/protocol/index.ts";
import { readOrMakeKey } from "./auth/key-file.ts";
import { createLearners } from "./auth/learners.ts";
import { createTokens } from "./auth/tokens.ts";
import type { Config } from "./config.ts";
import { openDatabase } from "./db/open-database.ts";
import { holdDataFolder } from "./hold-data-folder.ts";
import { type Connection, createMachines } from "./hosts/machines.ts";
import { createPoolStatus } from "./hosts/pool-status.ts";
import { createWarmPool } from "./hosts/warm-pool.ts";
import { createApi } from "./http/api.ts";
import { holdEarlyRequests } from "./http/early-requests.ts";
import { pageHeaders } from "./http/page-headers.ts";
import type { Pages } from "./http/pages.ts";
import { attachRouter } from "./http/router.ts";
import { composeLabs, labFolders } from "./labs/compose-labs.ts";
import { createLabLibrary } from "./labs/library/lab-library.ts";
import { createTextRenderer, type TextRenderer } from "./labs/rendering/text-renderer.ts";
import { loadLabs } from "./labs/sources/load-labs.ts";
import { createPreviewLinks } from "./previews/preview-links.ts";
import { createPreviewProxy } from "./previews/preview-proxy.ts";
import type { Services } from "./services.ts";
import { followAgent } from "./sessions/agent-events.ts";
import { createLifecycle } from "./sessions/lifecycle.ts";
import { createNodeService } from "./sessions/node-service.ts";
import { createProvisioner } from "./sessions/provisioner.ts";
import { createReaper } from "./sessions/reaper.ts";
import { loadSessions, resumeSessions } from "./sessions/restore.ts";
import { createSessionBook } from "./sessions/session-book.ts";
import { createSessionPurposes } from "./sessions/session-purpose.ts";
import { createSessionRepository } from "./sessions/session-repository.ts";
import { createSessionService } from "./sessions/session-service.ts";
import { createTerminalService } from "./sessions/terminal-service.ts";
import { createFolderWatches } from "./terminals/folder-watches.ts";
import { createGateway } from "./terminals/gateway.ts";

export interface ComposeOptions {
  config: Config;
  log: Logger;
  connect: (installation: () => Installation) => Connection;
  pages: (address: { host: string; port: number }) => Promise<Pages>;
  now?: () => number;
  requestsPerMinute?: number;
  reapEveryMs?: number;
  /** Lets labs be brought from Git on this machine, for tests. */
  allowPrivateGit?: boolean;
  /** In processes of its own, unless a test has another. Ended with the server. */
  renderer?: TextRenderer;
}

export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

/** Wires every service, listens, and resolves once requests are served. Rejects when the port is taken. */
export async function compose({
  config,
  log,
  connect,
  pages,
  now = Date.now,
  requestsPerMinute,
  reapEveryMs = 15_000,
  allowPrivateGit = false,
  renderer = createTextRenderer(),
}: ComposeOptions): Promise<RunningServer> {
  const { dataDir, limits, maxSandboxes, previewDomain, publicUrl } = config;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const letGo = await holdDataFolder(dataDir);
  const publicOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  const secure = publicUrl?.startsWith("https:") ?? false;

  const { database, close: closeDatabase } = await openDatabase(config.databaseUrl);
  const repository = createSessionRepository({ database });
  const tokens = createTokens({ key: readOrMakeKey(join(dataDir, "secret")), now });
  const learners = createLearners({ tokens, secure, now });
  const machines = createMachines({ dataDir, connect, log });
  const purposes = createSessionPurposes();
  const book = createSessionBook({
    maxSessionMs: config.maxSessionMs,
    takenPlaces: purposes.takenPlaces,
    privateAddress: (node) => machines.current()?.driver.privateAddress(node) ?? null,
  });
  const lifecycle = createLifecycle({ book, repository, now, log });
  const provisioning = () =>
    book.all().filter(({ record }) => record.state === "provisioning" && record.nodes.length > 0).length;
  const warmPool = createWarmPool({
    machines,
    size: config.warmSandboxes,
    maxSandboxes,
    limits,
    load: () => ({ usedSandboxes: book.usedSandboxes(), provisioning: provisioning() }),
    log,
  });
  const inTurn = createTurns<SessionId>();
  const provisioner = createProvisioner({
    machines,
    warmPool,
    book,
    repository,
    lifecycle,
    purposes,
    inTurn,
    limits,
    maxSandboxes,
    sessionMs: config.sessionMs,
    now,
    log,
  });
  const sessions = createSessionService({
    machines,
    book,
    repository,
    lifecycle,
    provisioner,
    purposes,
    inTurn,
    now,
    log,
    config,
  });
  const onFreed = provisioner.pump;
  const nodes = createNodeService({
    machines,
    sessions,
    book,
    repository,
    purposes,
    inTurn,
    limits,
    freePlaces: provisioner.freePlaces,
    onFreed,
    log,
  });
  const { maxTerminals, idleTimeoutMs } = config;
  const terminals = createTerminalService({ machines, sessions, book, repository, maxTerminals });
  let listening = publicUrl ?? "http://localhost";
  const watches = createFolderWatches({ machines, book, log });
  const library = createLabLibrary({
    folders: labFolders(dataDir, config.labsDir),
    load: loadLabs,
    versionsFolder: join(dataDir, "lab-versions"),
    log,
  });
  const labs = composeLabs({
    database,
    library,
    machines,
    sessions: book,
    service: sessions,
    nodes,
    terminals,
    purposes,
    watches,
    inTurn,
    limits,
    maxSandboxes,
    onFreed,
    previewDomain,
    publicUrl: () => listening,
    shelfFolder: machine.shelf,
    imports: { folder: join(dataDir, "labs-imported"), enabled: config.imports, allowPrivateGit },
    renderer,
    now,
    log,
  });
  const links = createPreviewLinks({ tokens, previewDomain, publicUrl, now });
  const poolStatus = createPoolStatus({
    dataDir,
    machines,
    places: () => ({
      free: provisioner.freePlaces(),
      waiting: book
        .all()
        .filter((live) => live.record.state === "provisioning" && live.queuePosition !== null).length,
    }),
  });
  const services: Services = {
    learners,
    machines,
    sessions,
    nodes,
    terminals,
    labs,
    previewLinks: links,
    poolStatus,
  };
  const gateway = createGateway({
    machines,
    learners,
    sessions,
    book,
    watches,
    followLab: labs.runs.follow,
    publicOrigin,
    log,
  });
  const previews = createPreviewProxy({ machines, sessions, book, links, previewDomain, secure, log });
  const reaper = createReaper({
    machines,
    book,
    repository,
    sessions,
    lifecycle,
    provisioner,
    warmPool,
    alsoOwned: labs.owned,
    idleTimeoutMs,
    now,
    log,
  });

  const server = createServer();
  server.requestTimeout = 0;
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  const early = holdEarlyRequests(server);
  const limit = requestsPerMinute === undefined ? {} : { requestsPerMinute };
  const api = await createApi({
    services,
    server,
    publicOrigin,
    trustedProxies: config.trustedProxies,
    log,
    ...limit,
  });
  const restore = { machines, book, repository, terminals, warmPool, reaper, now, log };
  await loadSessions(restore);
  await labs.load();

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, config.host, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const view = await pages({ host: config.host, port });
  attachRouter({
    server,
    api: api.handle,
    pages: view,
    previews,
    gateway,
    learners,
    previewDomain,
    names: { listenHost: config.host, publicUrl },
    headers: pageHeaders({ previewDomain, publicUrl, dev: view.dev }),
    log,
  });

  early.release();

  listening =
    publicUrl ??
    `http://${["127.0.0.1", "::1", "0.0.0.0", "::"].includes(config.host) ? "localhost" : config.host}:${port}`;
  let unfollow: (() => void) | undefined;
  machines.onReady(() => {
    const { agent } = machines.require();
    const unfollowers = [followAgent({ agent, book, terminals, log }), agent.onEvent(labs.report)];
    unfollow = () => {
      for (const stop of unfollowers) stop();
    };
    gateway.followAgent();
    resumeSessions(restore)
      .then(labs.resume)
      .catch((error) => log.error({ event: "sessions.resume-failed", err: error }))
      .finally(() => reaper.start(reapEveryMs));
  });

  log.info({ event: "server.listening", url: listening });
  return {
    url: listening,
    async close() {
      reaper.dispose();
      warmPool.dispose();
      labs.dispose();
      unfollow?.();
      gateway.dispose();
      const closed = new Promise((resolve) => server.close(resolve));
      // Sockets that were upgraded are no longer the server's to close, and it waits for them.
      setTimeout(() => {
        for (const socket of connections) socket.destroy();
      }, 700).unref();
      server.closeIdleConnections();
      await closed;
      await view.close();
      await api.close().catch(() => undefined);
      machines.dispose();
      await library.dispose();
      await closeDatabase();
      letGo();
      log.info({ event: "server.closed" });
    },
  };
}
