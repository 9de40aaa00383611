import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createHub } from "./hub.ts";
import { hubFiles } from "./hub-certificate.ts";
import { listShelfImages } from "./list-shelf.ts";
import { createMirror } from "./mirror.ts";

/**
 * The process of the mirror, and of the hub's stand-in: JSON of what listens where. Ends when one of the addresses cannot be had.
 */
const { shelf, folder, mirror, hub } = JSON.parse(process.argv[2] ?? "") as {
  shelf: { host: string; port: number };
  folder: string;
  mirror: { port: number; addresses: string[] };
  hub: { port: number; addresses: string[] };
};
for (const address of mirror.addresses)
  await once(createMirror(shelf).listen(mirror.port, address), "listening");
if (hub.addresses.length > 0) {
  const key = readFileSync(hubFiles.key, "utf8");
  const certificate = readFileSync(hubFiles.certificate, "utf8");
  const listImages = () => listShelfImages({ folder });
  for (const address of hub.addresses)
    await once(createHub({ shelf, key, certificate, listImages }).listen(hub.port, address), "listening");
}
