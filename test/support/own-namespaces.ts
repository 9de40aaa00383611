import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";

/** What a machine of the test's own is entered with, and looked at. */
export interface OwnNamespaces {
  /** Put before a command: it runs in there, in this repository. */
  inside: string[];
  /** What a shell command prints in there. */
  look(command: string): string;
  /** Ends it; its mounts, bridges and rules go with it. Whoever started processes in there ended them before. */
  close(): Promise<void>;
}

/** /var/lib is empty and lxcfs is not there; sysfs shows the new network, with the host's cgroups in it. */
const prepare = (folder: string) => `set -e
mkdir -p ${folder}/cg ${folder}/lib/lxcfs
mount --rbind /sys/fs/cgroup ${folder}/cg
for path in $(grep -o ' /var/lib/[^ ]*' /proc/mounts | sort -r); do umount -l "$path"; done
mount --bind ${folder}/lib /var/lib
mount -t tmpfs tmpfs /run
umount -R -l /sys && mount -t sysfs sysfs /sys && mount --rbind ${folder}/cg /sys/fs/cgroup
ip link set lo up
mount --make-rshared / && mount --make-private /proc
echo ready
exec sleep 100000`;

/** A machine in mount and network namespaces of a test's own. Its /var/lib lies in the folder, which its maker removes. */
export async function openNamespaces(folder: string): Promise<OwnNamespaces> {
  mkdirSync(folder, { recursive: true });
  const holder = spawn(
    "unshare",
    ["--mount", "--net", "--propagation", "private", "sh", "-c", prepare(folder)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  if (holder.stdout) await once(holder.stdout, "data");
  const inside = ["nsenter", "-t", String(holder.pid), "-m", "-n", `--wdns=${resolve(".")}`];
  return {
    inside,
    look(command) {
      const [nsenter = "", ...rest] = inside;
      return spawnSync(nsenter, [...rest, "sh", "-c", command], { encoding: "utf8" }).stdout;
    },
    async close() {
      const gone = once(holder, "exit");
      holder.kill("SIGKILL");
      await gone;
    },
  };
}
