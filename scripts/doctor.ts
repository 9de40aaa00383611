import { existsSync, readFileSync, statfsSync } from "node:fs";
import { release } from "node:os";
import { machine, openDataFolder } from "../runtime/engine/data-folder.ts";
import { findServingIncus } from "../runtime/engine/embedded-incus.ts";
import { cgroupVersion } from "../runtime/engine/host-limits.ts";
import { missingPackages, readRelease } from "../runtime/engine/packages.ts";

/** Says what the machine offers and what follows from it. */
const read = (path: string) => {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
};
const line = (good: boolean, what: string, follows: string) =>
  console.log(`  ${good ? "✓" : "!"} ${what}: ${follows}`);

const os = readRelease();
const supported = (os.id === "debian" && os.version >= 12) || (os.id === "ubuntu" && os.version >= 24.04);
line(supported, `${os.id} ${os.version}`, supported ? "supported" : "use Debian 12/13 or Ubuntu 24.04+");
const root = process.getuid?.() === 0;
line(root, root ? "root" : "not root", root ? "set-up can install and start the engine" : "run as root");
const [major = 0, minor = 0] = release().split(".").map(Number);
const modern = major > 6 || (major === 6 && minor >= 7);
line(
  modern,
  `kernel ${release()}`,
  modern ? "simple quotas on btrfs" : "older than 6.7: full quotas, deletions cost more",
);
const version = cgroupVersion();
line(
  version === 2,
  `cgroup v${version}`,
  version === 2 ? "as it should be" : "works: the tree is mounted into each sandbox",
);
const btrfs =
  /\bbtrfs\b/.test(read("/proc/filesystems")) || existsSync(`/lib/modules/${release()}/kernel/fs/btrfs`);
line(btrfs, "btrfs", btrfs ? "sandboxes are copy-on-write clones" : "absent: the pool cannot be made");
const apparmor = existsSync("/sys/kernel/security/apparmor");
line(
  apparmor,
  "AppArmor",
  apparmor ? "a second wall around each sandbox" : "absent: user namespaces, seccomp and limits remain",
);
const kvm = existsSync("/dev/kvm");
line(true, "KVM", kvm ? "present: virtual machines are possible" : "absent: system containers only");
const ipvs = existsSync("/proc/net/ip_vs");
line(
  ipvs,
  "IPVS",
  ipvs ? "swarm's routing mesh works" : "absent: in swarm use --endpoint-mode dnsrr and --publish mode=host",
);
const forward = existsSync("/var/run/docker.sock");
line(
  !forward,
  "Docker on the host",
  forward
    ? "its FORWARD policy cuts off egress `open`: accept the bridges in DOCKER-USER"
    : "none: nothing in the way of egress `open`",
);
const missing = missingPackages();
line(
  missing.length === 0,
  "packages",
  missing.length === 0 ? "all here" : `npm start installs ${missing.join(", ")}`,
);
const disk = statfsSync(existsSync(machine.root) ? machine.root : "/var/lib");
const freeGib = (disk.bavail * disk.bsize) / 2 ** 30;
line(
  freeGib >= 10,
  `${freeGib.toFixed(0)} GiB free below /var/lib`,
  freeGib >= 10 ? "enough" : "10 GiB are needed",
);
const serving = await findServingIncus();
line(true, "Incus", serving ? `serves at ${serving}` : "none serves: npm start starts one");
console.log(`  data folder ${openDataFolder().path}`);
