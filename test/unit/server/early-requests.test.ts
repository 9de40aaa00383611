import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { holdEarlyRequests } from "../../../server/http/early-requests.ts";

let server: Server;
beforeEach(() => {
  server = createServer();
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});
const listen = async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

it("answers who came before the pages stood, once they stand", async () => {
  const early = holdEarlyRequests(server);
  const url = await listen();
  const arrived = new Promise<void>((resolve) => server.once("request", () => resolve()));
  const answer = fetch(`${url}/script.js`);
  await arrived;
  server.on("request", (request, response) => response.end(`page ${request.url}`));
  early.release();
  expect(await (await answer).text()).toBe("page /script.js");
  expect(await (await fetch(`${url}/later`)).text()).toBe("page /later");
});
