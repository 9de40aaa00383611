import type { DataFolder } from "../engine/data-folder.ts";
import { shelfBuilderOf } from "../engine/data-folder.ts";
import type { Installation } from "../engine/installation.ts";
import { withLock } from "../engine/process-lock.ts";
import { type InstanceRequest, type RunInside, withInstance } from "../image/template.ts";

/** Addresses of the packages subnet, counted from its end: sandboxes are given theirs from below. */
const FROM_THE_END = { template: 2, images: 3 } as const;

/** Where a builder stands: it fetches packages through the gate. */
export function builderNetwork(installation: Installation, use: keyof typeof FROM_THE_END) {
  const { bridge, gateway, prefix } = installation.networks.packages;
  const start = gateway.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - prefix);
  const last = Math.floor(start / size) * size + size - FROM_THE_END[use];
  const address = [24, 16, 8, 0].map((shift) => Math.floor(last / 2 ** shift) % 256).join(".");
  return { bridge, gateway, address: `${address}/${prefix}` };
}

/** Runs the work in this copy's builder, of which there is one at a time and nothing is left. */
export function withShelfBuilder(
  data: DataFolder,
  request: InstanceRequest,
  work: (inside: RunInside) => Promise<void>,
): Promise<void> {
  return withLock(`shelf builder ${data.copyId}`, () =>
    withInstance(request, shelfBuilderOf(data.copyId), work),
  );
}
