import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { findServingIncus } from "../../../runtime/engine/embedded-incus.ts";
import { temporaryFolder } from "../../support/start-script.ts";

const folder = temporaryFolder("activated");
const socket = join(folder.path, "unix.socket");
let server: Server;

afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((done) => server.close(done));
  folder.remove();
});

it("an Incus that systemd starts with the first question is waited for, and found", async () => {
  server = createServer((_request, answer) => void setTimeout(() => answer.end("{}"), 6000));
  await new Promise<void>((done) => server.listen(socket, done));
  vi.stubEnv("SLIPWAY_INCUS_SOCKET", socket);
  expect(await findServingIncus()).toBe(socket);
});
