import type { Release } from "./apt-sources.ts";
import { isSupported } from "./check-machine.ts";
import type { PoolReading } from "./pool-quotas.ts";
import { LEAST_FREE_BYTES } from "./storage-pool.ts";
import { decideNamespaces, type NamespaceFacts, ROOT_SETS_UP } from "./user-namespaces.ts";

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
  /** Whether btrfs-progs, where it is here, gives simple quotas. */
  simpleQuotasTool: boolean;
  /** The pool that the serving Incus has; undefined when it is yet to be made. */
  pool?: PoolReading;
  /** Socket of the Incus that serves and admits us. */
  incusSocket?: string;
}

export interface Finding {
  good: boolean;
  what: string;
  follows: string;
}

const GIB = 2 ** 30;
const FULL_QUOTAS = "a full disk may not be told, and deletions cost more";
const SIMPLE_QUOTAS_NEED = "simple ones need kernel 6.7 and btrfs-progs 6.7, or newer";

/** A kernel with simple quotas on btrfs. */
function isModern(kernel: string): boolean {
  const [major = 0, minor = 0] = kernel.split(".").map(Number);
  return major > 6 || (major === 6 && minor >= 7);
}

/** What the pool's quotas are, or will be. Undefined: whoever asks cannot have one made. */
function describePool({
  pool,
  root,
  kernel,
  simpleQuotasTool,
  incusSocket,
}: MachineReading): Finding | undefined {
  const able = isModern(kernel) && simpleQuotasTool;
  if (pool?.quotas === "simple")
    return {
      good: true,
      what: "pool with simple quotas",
      follows: "a full disk is told, deletions are cheap",
    };
  if (pool?.quotas === "full") {
    const anew = `npm run purge in all copies of Slipway, then ${ROOT_SETS_UP}, makes it anew with simple ones`;
    const follows = `${FULL_QUOTAS}; ${able ? anew : SIMPLE_QUOTAS_NEED}`;
    return { good: false, what: "pool with full quotas", follows };
  }
  if (pool && !pool.quotas) {
    const follows = `where Incus runs, "cat /sys/fs/btrfs/*/qgroups/mode" says squota when they are simple; with others ${FULL_QUOTAS}`;
    return { good: false, what: "pool whose quotas are not to be seen from here", follows };
  }
  if (!root && !incusSocket) return undefined;
  const what = pool ? "pool without quotas yet" : "no pool yet";
  if (!able)
    return { good: false, what, follows: `it gets full quotas: ${FULL_QUOTAS}; ${SIMPLE_QUOTAS_NEED}` };
  if (root) return { good: true, what, follows: "npm start gives it simple quotas" };
  const follows = `as you are not root, it gets full quotas: ${FULL_QUOTAS}; for simple ones have root make it first: ${ROOT_SETS_UP}`;
  return { good: false, what, follows };
}

/** What a machine offers, and what follows for whoever runs Slipway on it: one line each. */
export function describeMachine(seen: MachineReading): Finding[] {
  const say = (good: boolean, what: string, yes: string, no = yes): Finding => ({
    good,
    what,
    follows: good ? yes : no,
  });
  const supported = isSupported(seen.release);
  const pool = describePool(seen);
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
      isModern(seen.kernel),
      `kernel ${seen.kernel}`,
      "has btrfs' simple quotas",
      "older than 6.7: a pool gets full quotas",
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
    ...(pool ? [pool] : []),
  ];
}
