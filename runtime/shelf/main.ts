import { once } from "node:events";
import { createMirror } from "./mirror.ts";

/** The mirror's process: SHELF-HOST SHELF-PORT PORT ADDRESS [ADDRESS ...]. Ends when one of the addresses cannot be had. */
const [host = "", shelfPort, port, ...addresses] = process.argv.slice(2);
for (const address of addresses) {
  const server = createMirror({ host, port: Number(shelfPort) }).listen(Number(port), address);
  await once(server, "listening");
}
