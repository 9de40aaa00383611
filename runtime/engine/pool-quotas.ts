import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import type { IncusAdmin } from "../incus/incus-admin.ts";
import { machine } from "./data-folder.ts";
import { runCommand } from "./run-command.ts";

/**
 * How btrfs counts what a sandbox holds. `simple`: a block is its who wrote it first. `full`: by who shares it with whom; that
 * makes deletions dear, and may refuse writes while the count is still below the limit, so that a full disk is not told.
 */
export type Quotas = "simple" | "full" | "off";

interface PoolMount {
  /** Where this process reaches what Incus has mounted, in whichever namespace that is. */
  path: string;
  device: string;
}

const Server = z.object({ environment: z.object({ server_pid: z.number() }) });
const Pool = z.object({
  config: z.object({ source: z.string().default("") }),
  used_by: z.array(z.string()).nullish(),
});
const FILESYSTEMS = "/sys/fs/btrfs";

/** The pool among the mounts that Incus sees, given its source: a file of Incus' own, or a folder that it was given. */
export function choosePoolMount(mounts: string, source: string): PoolMount | undefined {
  const path = source.endsWith(".img") ? resolve(source, "../../storage-pools", machine.storagePool) : source;
  return mounts
    .split("\n")
    .map((line) => line.split(" "))
    .flatMap(([device = "", point, type]) => (point === path && type === "btrfs" ? [{ device, path }] : []))
    .at(-1);
}

/** As Incus and the kernel say it. Undefined where that cannot be seen from here, as from another pid namespace. */
async function findPoolMount(incus: IncusAdmin, source: string): Promise<PoolMount | undefined> {
  const { environment } = Server.parse(await incus.call("GET", "/1.0"));
  const process = `/proc/${environment.server_pid}`;
  if (!existsSync(`${process}/mounts`)) return undefined;
  const mount = choosePoolMount(readFileSync(`${process}/mounts`, "utf8"), source);
  return mount && { ...mount, path: `${process}/root${mount.path}` };
}

/** Undefined when no btrfs is on the device. */
function quotasOn(device: string): Quotas | undefined {
  const all = existsSync(FILESYSTEMS) ? readdirSync(FILESYSTEMS) : [];
  const id = all.find((name) => existsSync(join(FILESYSTEMS, name, "devices", basename(device))));
  if (!id) return undefined;
  const quotas = join(FILESYSTEMS, id, "qgroups");
  if (!existsSync(quotas)) return "off";
  const mode = join(quotas, "mode");
  return existsSync(mode) && readFileSync(mode, "utf8").trim() === "squota" ? "simple" : "full";
}

export interface PoolReading {
  /** Undefined where they cannot be seen from here. */
  quotas?: Quotas;
  path?: string;
  /** Whether nothing was made in it yet. */
  empty: boolean;
}

/** Looks at the pool, and changes nothing. Undefined when there is none. Rejects with setup.failed when Incus refuses. */
export async function readPool(incus: IncusAdmin): Promise<PoolReading | undefined> {
  const found = await incus.find(`/1.0/storage-pools/${machine.storagePool}`);
  if (!found) return undefined;
  const pool = Pool.parse(found);
  const mount = await findPoolMount(incus, pool.config.source);
  const quotas = mount && quotasOn(mount.device);
  return {
    empty: (pool.used_by ?? []).length === 0,
    ...(mount ? { path: mount.path } : {}),
    ...(quotas ? { quotas } : {}),
  };
}

/**
 * Gives an empty pool simple quotas, before Incus turns full ones on with the first disk that has a size. Where that cannot
 * be, it says so and the pool is used as it is. Rejects with setup.failed when Incus refuses to tell of its pool.
 */
export async function giveSimpleQuotas(incus: IncusAdmin, say: (line: string) => void): Promise<void> {
  const pool = await readPool(incus);
  if (!pool?.empty || pool.quotas === "simple" || pool.quotas === "full") return;
  const without = (reason: string) =>
    say(`the pool gets btrfs' full quotas, as ${reason}: npm run doctor says what follows`);
  if (process.getuid?.() !== 0) return without("only root can give it simple ones");
  if (!pool.path) return without("it is not to be seen from here where Incus has it mounted");
  await runCommand("btrfs", ["quota", "enable", "--simple", pool.path]).catch((cause: Error) =>
    without(`this kernel or its btrfs-progs gives no simple ones (${cause.message})`),
  );
}
