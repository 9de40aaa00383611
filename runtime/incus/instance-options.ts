import type { SandboxLimits } from "../sandboxes/sandbox-driver.ts";

export interface InstanceSettings {
  /** Of the host: version 1 needs the cgroup tree mounted into the sandbox. */
  cgroupVersion: 1 | 2;
  limits: SandboxLimits;
  /** Started ahead of need: it may use what learners leave of the processors, until it is claimed. */
  warm?: boolean;
  /** Address in CIDR form and gateway, read by the sandbox's init; absent for an instance with no network. */
  network?: {
    address: string;
    gateway: string;
    webGate?: boolean;
    /** What its engine trusts in the place of Docker Hub, in base64. */
    hubCertificate?: string | undefined;
  };
  hostname?: string;
  /** Ownership marks, written as user.slipway.NAME; undefined ones are left out. */
  labels?: Record<string, string | number | boolean | undefined>;
}

/** Kernel objects that are charged to whoever made the namespace (the host's root), so each sandbox gets its own share. */
const KERNEL_SHARES = {
  max_inotify_instances: 40,
  max_inotify_watches: 16_384,
  max_user_namespaces: 64,
  max_pid_namespaces: 256,
  max_mnt_namespaces: 512,
  max_net_namespaces: 256,
  max_ipc_namespaces: 256,
  max_uts_namespaces: 256,
  max_cgroup_namespaces: 256,
  max_time_namespaces: 64,
};

/** Denied beyond Incus' own list; 40 is AF_VSOCK, a way to the hypervisor. */
const DENIED_CALLS = [
  "io_uring_setup errno 1",
  "io_uring_enter errno 1",
  "io_uring_register errno 1",
  "bpf errno 1",
  "perf_event_open errno 1",
  "userfaultfd errno 1",
  "socket errno 97 [0,40,SCMP_CMP_EQ]",
];

const CPU_PERIOD_MS = 100;

/** A percentage is a weight, not a wall: a warm sandbox boots at full speed on an idle host, and is not starved on a busy one. */
const YIELDING = "25%";

/** A wall: never more than so many cores. */
export const cpuAllowance = (cpuCores: number): string =>
  `${Math.max(1, Math.round(cpuCores * CPU_PERIOD_MS))}ms/${CPU_PERIOD_MS}ms`;

/** The Incus config of a sandbox: unprivileged with a uid range of its own, nesting for its Docker Engine, every limit set. */
export function instanceOptions(settings: InstanceSettings): Record<string, string> {
  const { limits } = settings;
  const rawLxc = ["lxc.cap.drop = sys_resource"];
  if (settings.cgroupVersion === 1) rawLxc.unshift("lxc.mount.auto = cgroup:rw:force");
  const options: Record<string, string> = {
    "security.nesting": "true",
    "security.privileged": "false",
    "security.idmap.isolated": "true",
    "security.idmap.size": "65536",
    "security.guestapi": "false",
    "security.syscalls.deny": DENIED_CALLS.join("\n"),
    "limits.memory": String(limits.memoryBytes),
    "limits.memory.enforce": "hard",
    "limits.memory.swap": "true",
    "limits.cpu.allowance": settings.warm ? YIELDING : cpuAllowance(limits.cpuCores),
    "limits.processes": String(limits.processes),
    "boot.autostart": "false",
    "raw.lxc": rawLxc.join("\n"),
    "environment.SLIPWAY_HOSTNAME": settings.hostname ?? "node1",
  };
  if (settings.labels?.egress !== undefined) {
    options["environment.SLIPWAY_EGRESS"] = String(settings.labels.egress);
  }
  for (const [name, share] of Object.entries(KERNEL_SHARES))
    options[`linux.sysctl.user.${name}`] = String(share);
  if (settings.network) {
    options["environment.SLIPWAY_ADDRESS"] = settings.network.address;
    options["environment.SLIPWAY_GATEWAY"] = settings.network.gateway;
    if (settings.network.webGate) options["environment.SLIPWAY_WEB_GATE"] = "yes";
    const { hubCertificate } = settings.network;
    if (hubCertificate) options["environment.SLIPWAY_HUB_CERTIFICATE"] = hubCertificate;
  }
  for (const [name, value] of Object.entries(settings.labels ?? {})) {
    if (value !== undefined) options[`user.slipway.${name}`] = String(value);
  }
  return options;
}
