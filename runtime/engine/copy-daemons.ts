import { prepareShelfServices } from "../shelf/shelf-services.ts";
import { agentDaemon } from "./agent-daemon.ts";
import { ensureDaemon } from "./daemon.ts";
import type { DataFolder } from "./data-folder.ts";
import { supervisedEngine } from "./embedded-incus.ts";
import type { Installation } from "./installation.ts";
import { supervisedResolver } from "./resolver.ts";
import { type SupervisedPart, supervisedDaemon } from "./supervisor.ts";

/**
 * Starts every daemon of this copy, and replaces those whose settings or code changed. Resolves with all that has to go on
 * running, what others stand on first. The caller holds the copy's lock.
 */
export async function startCopyDaemons(
  data: DataFolder,
  installation: Installation,
): Promise<SupervisedPart[]> {
  const { incusSocket, networks } = installation;
  const daemons = [...(await prepareShelfServices(data, installation)), agentDaemon(data)];
  for (const daemon of daemons) await ensureDaemon(daemon);
  return [
    ...supervisedEngine(incusSocket),
    ...Object.values(networks).map((network) => supervisedResolver(incusSocket, network)),
    ...daemons.map(supervisedDaemon),
  ];
}
