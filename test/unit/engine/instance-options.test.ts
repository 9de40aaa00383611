import { describe, expect, it } from "vitest";
import { newSessionId } from "../../../runtime/common/ids.ts";
import { cpuAllowance, instanceOptions } from "../../../runtime/incus/instance-options.ts";
import { claimConfig } from "../../../runtime/incus/sandbox-labels.ts";

const limits = { memoryBytes: 2 ** 30, cpuCores: 0.5, processes: 512, diskBytes: 2 ** 32 };

describe("instance options", () => {
  it("is unprivileged, with a uid range of its own and every limit", () => {
    const options = instanceOptions({ cgroupVersion: 2, limits });
    expect(options).toMatchObject({
      "security.privileged": "false",
      "security.idmap.isolated": "true",
      "limits.memory": "1073741824",
      "limits.cpu.allowance": "50ms/100ms",
      "limits.processes": "512",
      "raw.lxc": "lxc.cap.drop = sys_resource",
    });
    expect(options["security.syscalls.deny"]).toContain("io_uring_setup errno 1");
  });
  it("lets a warm sandbox give way until it is claimed", () => {
    const options = instanceOptions({
      cgroupVersion: 2,
      limits,
      warm: true,
      labels: { cpu: cpuAllowance(0.5) },
    });
    expect(options["limits.cpu.allowance"]).toMatch(/%$/);
    expect(claimConfig(options, newSessionId())).toMatchObject({
      "limits.cpu.allowance": "50ms/100ms",
      "user.slipway.warm": "false",
    });
  });
  it("mounts the cgroup tree on version 1 only", () => {
    expect(instanceOptions({ cgroupVersion: 1, limits })["raw.lxc"]).toMatch(
      /^lxc.mount.auto = cgroup:rw:force\n/,
    );
  });
  it("marks what is whose, and leaves out what is not known", () => {
    const options = instanceOptions({
      cgroupVersion: 2,
      limits,
      labels: { warm: true, sessionId: undefined },
    });
    expect(options["user.slipway.warm"]).toBe("true");
    expect(options).not.toHaveProperty("user.slipway.sessionId");
  });
});
