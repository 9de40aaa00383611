import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { machine } from "./data-folder.ts";

/** Where the distribution keeps what liblxc adds to the settings of every container. */
const OF_DISTRIBUTION = "/usr/share/lxc/config/common.conf.d";

/**
 * The settings without the hook that lxcfs runs after every stop: all it does is to sleep for half a second, which a learner who
 * resets a step waits for.
 */
export const withoutPause = (settings: string): string =>
  settings
    .split("\n")
    .filter((line) => !/^\s*lxc\.hook\.post-stop\s*=\s*\S*\/lxc\.reboot\.hook\s*$/.test(line))
    .join("\n");

/** Writes them anew for the embedded Incus. The folder to name in INCUS_LXC_TEMPLATE_CONFIG; undefined where there are none. */
export function writeLxcSettings(): string | undefined {
  if (!existsSync(OF_DISTRIBUTION)) return undefined;
  const folder = join(machine.root, "lxc");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "common.conf.d"), { recursive: true });
  for (const name of readdirSync(OF_DISTRIBUTION).filter((file) => file.endsWith(".conf"))) {
    const settings = readFileSync(join(OF_DISTRIBUTION, name), "utf8");
    writeFileSync(join(folder, "common.conf.d", name), withoutPause(settings));
  }
  return folder;
}
