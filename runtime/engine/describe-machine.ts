import type { Release } from "./apt-sources.ts";
import { isSupported } from "./check-machine.ts";
import { LEAST_FREE_BYTES } from "./storage-pool.ts";
import { decideNamespaces, type NamespaceFacts } from "./user-namespaces.ts";

export interface MachineReading {
  release: Release;
  root: boolean;
  /** As uname says it. */
  kernel: string;
  cgroupVersion: 1 | 2;
  btrfs: boolean;
  apparmor: boolean;
  kvm: boolean;
  ipvs: boolean;
  memoryBytes: number;
  /** Of the disk that the pool is on, or will be on. */
  freeBytes: number;
  diskPath: string;
  /** Policy of iptables' FORWARD chain; undefined where there is none, or where it cannot be read. */
  forwardPolicy?: string;
  missingPackages: string[];
  namespaces: NamespaceFacts;
  /** Socket of the Incus that serves and admits us. */
  incusSocket?: string;
}

export interface Finding {
  good: boolean;
  what: string;
  follows: string;
}

const GIB = 2 ** 30;

/** What a machine offers, and what follows for whoever runs Slipway on it: one line each. */
export function describeMachine(seen: MachineReading): Finding[] {
  const say = (good: boolean, what: string, yes: string, no = yes): Finding => ({
    good,
    what,
    follows: good ? yes : no,
  });
  const supported = isSupported(seen.release);
  const [major = 0, minor = 0] = seen.kernel.split(".").map(Number);
  const modern = major > 6 || (major === 6 && minor >= 7);
  const admitted = seen.incusSocket !== undefined;
  const sandboxes = Math.max(1, Math.floor((seen.memoryBytes * 0.8) / GIB));
  const missing = seen.missingPackages.join(" ");
  const noNamespace = decideNamespaces(seen.namespaces);
  const open = seen.forwardPolicy !== "DROP";
  return [
    say(
      supported,
      `${seen.release.id} ${seen.release.version}`,
      "supported",
      "not supported: use Debian 12/13 or Ubuntu 24.04+",
    ),
    seen.root
      ? say(true, "root", "set-up can install packages and start the engine")
      : say(
          admitted,
          "not root",
          "an Incus that serves admits you, so npm start uses it",
          "run as root, or join the group of a serving Incus (incus-admin)",
        ),
    say(
      modern,
      `kernel ${seen.kernel}`,
      "simple quotas on btrfs",
      "older than 6.7: full quotas, deletions cost more",
    ),
    say(
      seen.cgroupVersion === 2,
      `cgroup v${seen.cgroupVersion}`,
      "as it should be",
      "works: the tree is mounted into each sandbox",
    ),
    say(
      seen.btrfs,
      "btrfs",
      "sandboxes are copy-on-write clones",
      "this kernel has none: the pool cannot be made",
    ),
    say(
      seen.apparmor,
      "AppArmor",
      "a second wall around each sandbox",
      "absent: user namespaces, seccomp and limits remain",
    ),
    say(
      true,
      "KVM",
      seen.kvm ? "present; sandboxes are system containers and do not need it" : "absent; not needed",
    ),
    say(
      seen.ipvs,
      "IPVS",
      "swarm's routing mesh works",
      "absent: in swarm use --endpoint-mode dnsrr and --publish mode=host",
    ),
    say(
      seen.memoryBytes >= 2 * GIB,
      `${(seen.memoryBytes / GIB).toFixed(1)} GiB of memory`,
      `room for about ${sandboxes} sandboxes at a time (SLIPWAY_MAX_SANDBOXES)`,
      "2 GiB are the least",
    ),
    say(
      seen.freeBytes >= LEAST_FREE_BYTES,
      `${(seen.freeBytes / GIB).toFixed(0)} GiB free below ${seen.diskPath}`,
      "enough",
      `${LEAST_FREE_BYTES / GIB} GiB are needed for the first start`,
    ),
    say(
      open,
      open ? "forwarding" : "forwarding (iptables' policy is DROP, as Docker on the host sets it)",
      "nothing in the way of egress `open`",
      "egress `open` is cut off: iptables -I DOCKER-USER -i 'sw+' -j ACCEPT, and the same with -o",
    ),
    say(
      missing === "",
      "packages",
      "all here",
      seen.root
        ? `npm start installs ${missing}`
        : `have this run: sudo apt-get install --no-install-recommends ${missing}`,
    ),
    say(
      noNamespace === undefined,
      "user namespaces",
      "the sandbox image can be made",
      `${noNamespace?.userMessage} ${noNamespace?.nextStep}`,
    ),
    say(true, "Incus", admitted ? `serves at ${seen.incusSocket}` : "none serves: npm start starts one"),
  ];
}
