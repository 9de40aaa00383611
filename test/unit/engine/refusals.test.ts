import { describe, expect, it } from "vitest";
import { decideMachine } from "../../../runtime/engine/check-machine.ts";
import { chooseMachineFolders } from "../../../runtime/engine/data-folder.ts";
import { describeMachine } from "../../../runtime/engine/describe-machine.ts";
import { chooseIncusSockets } from "../../../runtime/engine/embedded-incus.ts";
import { decidePackages } from "../../../runtime/engine/packages.ts";
import { decideDisk } from "../../../runtime/engine/storage-pool.ts";
import { decideNamespaces } from "../../../runtime/engine/user-namespaces.ts";
import { readConfig } from "../../../server/config.ts";

const GIB = 2 ** 30;
const release = (id: string, version: number) => ({ id, version, codename: "" });
const good = { platform: "linux", release: release("debian", 12), root: true, admitted: false };

describe("set-up is refused", () => {
  it.each([
    ["never on Debian 12", good, undefined],
    ["never on Ubuntu 24.04", { ...good, release: release("ubuntu", 24.04) }, undefined],
    ["never to a person whom an Incus admits", { ...good, root: false, admitted: true }, undefined],
    ["on macOS", { ...good, platform: "darwin" }, "setup.platform"],
    ["on Debian 11", { ...good, release: release("debian", 11) }, "setup.platform"],
    ["on Fedora", { ...good, release: release("fedora", 41) }, "setup.platform"],
    ["on what names no version", { ...good, release: release("", Number.NaN) }, "setup.platform"],
    ["without root and an Incus that admits", { ...good, root: false }, "setup.not-root"],
  ])("%s", (_when, facts, code) => expect(decideMachine(facts)?.code).toBe(code));

  it("with too little disk, saying how much there is", () => {
    expect(decideDisk(10 * GIB, "/x")).toBeUndefined();
    expect(decideDisk(2.5 * GIB, "/x")?.userMessage).toBe(
      "Slipway needs 10 GiB free below /x; there are 2.5 GiB.",
    );
  });

  it.each([
    ["never where they work", {}, undefined],
    ["without uidmap", { works: false, uidmap: false }, "sudo apt-get install uidmap."],
    [
      "without ranges, with the first that is free in both files",
      { works: false, subuid: "root:100000:65536\n", subgid: "bob:165536:65536\nada2:1:5\n" },
      "sudo usermod --add-subuids 231072-296607 --add-subgids 231072-296607 ada.",
    ],
    [
      "without a range of groups",
      { works: false, subgid: "bob:600000:65536\n" },
      "sudo usermod --add-subgids 165536-231071 ada.",
    ],
    [
      "where two things are in the way",
      { works: false, uidmap: false, settings: { "kernel.apparmor_restrict_unprivileged_userns": "1" } },
      "sudo apt-get install uidmap && sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0.",
    ],
    [
      "where the kernel has them off",
      { works: false, settings: { "kernel.unprivileged_userns_clone": "0" } },
      "sudo sysctl -w kernel.unprivileged_userns_clone=1.",
    ],
    ["for a reason unknown", { works: false }, "Root can make the image as well"],
  ])("a user namespace for the image: %s", (_when, change, line) => {
    const subids = "ada:100000:65536\n";
    const settings = { "kernel.unprivileged_userns_clone": "1" };
    const facts = { user: "ada", works: true, uidmap: true, subuid: subids, subgid: subids, settings };
    const refusal = decideNamespaces({ ...facts, ...change });
    expect(refusal?.code).toBe(line && "setup.not-root");
    expect(refusal?.nextStep ?? "").toContain(line ?? "");
    if (line?.startsWith("sudo")) expect(refusal?.nextStep).toContain(`Have this run once: ${line}`);
  });

  it("without root when packages are missing, with the line that installs them", () => {
    expect(decidePackages([], false)).toBeUndefined();
    expect(decidePackages(["squid"], true)).toBeUndefined();
    expect(decidePackages(["squid", "socat"], false)?.nextStep).toContain(
      "apt-get install --no-install-recommends squid socat",
    );
  });
});

describe("the configuration", () => {
  const wrong = (environment: Record<string, string>): string => {
    try {
      readConfig(environment);
      return "";
    } catch (error) {
      return (error as { userMessage: string }).userMessage;
    }
  };
  it("is refused with one line for each wrong value", () => {
    const told = wrong({
      PORT: "abc",
      SLIPWAY_WARM: "1.5",
      SLIPWAY_PUBLIC_URL: "ftp://x",
      SLIPWAY_LOG_LEVEL: "loud",
      SLIPWAY_CPU_CORES: "0",
    });
    expect(told.split("\n").slice(1)).toEqual([
      "PORT=abc must be a whole number from 0 to 65535",
      "SLIPWAY_PUBLIC_URL=ftp://x must be an address like https://slipway.example",
      "SLIPWAY_WARM=1.5 must be a whole number from 0 to 50",
      "SLIPWAY_CPU_CORES=0 must be a number from 0.1 to 256",
      "SLIPWAY_LOG_LEVEL=loud must be one of trace, debug, info, warn, error, fatal, silent",
    ]);
  });
  it.each<Record<string, string>>([
    { PORT: "70000" },
    { PORT: "-1" },
    { PORT: "80.5" },
    { SLIPWAY_PREVIEW_DOMAIN: "a b" },
  ])("%j is refused", (environment) => expect(wrong(environment)).not.toBe(""));
  it("takes an empty value as none", () => expect(readConfig({ PORT: "" }).port).toBe(3000));
});

describe("folders outside of a data folder", () => {
  const home = "/home/ada";
  it.each([
    [{ uid: 0, home: "/root", runtimeFolder: "/run/user/0" }, "/var/lib/slipway", "/run/slipway"],
    [{ uid: 1000, home }, "/home/ada/.local/state/slipway", "/tmp/slipway-1000"],
    [
      { uid: 1000, home, runtimeFolder: "/run/user/1000" },
      "/home/ada/.local/state/slipway",
      "/run/user/1000/slipway",
    ],
    [
      { uid: 1000, home, stateHome: "/s", runtimeFolder: `/${"x".repeat(90)}` },
      "/s/slipway",
      "/tmp/slipway-1000",
    ],
  ])("of %j are %s and %s", (who, root, run) => expect(chooseMachineFolders(who)).toEqual({ root, run }));
});

it("a named Incus is used and no other", () => {
  expect(chooseIncusSockets("/x")).toEqual(["/x"]);
  expect(chooseIncusSockets(undefined)[0]).toBe("/var/lib/incus/unix.socket");
});

describe("the doctor", () => {
  const machine = {
    release: release("debian", 12),
    root: true,
    kernel: "6.12.9-amd64",
    cgroupVersion: 2 as const,
    btrfs: true,
    apparmor: true,
    kvm: false,
    ipvs: true,
    memoryBytes: 8 * GIB,
    freeBytes: 50 * GIB,
    diskPath: "/var/lib",
    missingPackages: [],
    namespaces: { user: "root", works: true, uidmap: false, subuid: "", subgid: "", settings: {} },
    simpleQuotasTool: true,
  };
  const bad = (change: Partial<Parameters<typeof describeMachine>[0]>) =>
    describeMachine({ ...machine, ...change })
      .filter((finding) => !finding.good)
      .map((finding) => finding.what.split(" ")[0]);
  it.each([
    [{}, []],
    [{ kernel: "6.1.0-18-amd64" }, ["kernel", "no"]],
    [{ cgroupVersion: 1 as const }, ["cgroup"]],
    [{ btrfs: false, apparmor: false, ipvs: false }, ["btrfs", "AppArmor", "IPVS"]],
    [{ forwardPolicy: "DROP" }, ["forwarding"]],
    [{ forwardPolicy: "ACCEPT" }, []],
    [{ freeBytes: 3 * GIB, memoryBytes: GIB }, ["1.0", "3"]],
    [{ root: false }, ["not"]],
    [{ root: false, incusSocket: "/x", pool: { empty: false, quotas: "simple" as const } }, []],
    [{ pool: { empty: false, quotas: "full" as const } }, ["pool"]],
    [{ pool: { empty: false } }, ["pool"]],
    [{ pool: { empty: true, quotas: "off" as const } }, []],
    [{ simpleQuotasTool: false }, ["no"]],
    [{ root: false, incusSocket: "/x" }, ["no"]],
    [{ root: false, incusSocket: "/x", pool: { empty: true, quotas: "off" as const } }, ["pool"]],
    [{ missingPackages: ["squid"] }, ["packages"]],
    [{ namespaces: { ...machine.namespaces, works: false } }, ["user"]],
  ])("of %j finds fault with %j", (change, found) => expect(bad(change)).toEqual(found));

  const toldOfPool = (change: Partial<Parameters<typeof describeMachine>[0]>) =>
    describeMachine({ ...machine, ...change }).at(-1)?.follows;
  const full = { empty: false, quotas: "full" as const };
  it.each([
    [
      "root makes it anew where that helps",
      { pool: full },
      "npm run purge in all copies of Slipway, then sudo",
    ],
    ["a kernel too old is named", { pool: full, kernel: "6.1.0-18-amd64" }, "simple ones need kernel 6.7"],
    [
      "root is asked to make it first",
      { root: false, incusSocket: "/x" },
      "for simple ones have root make it first: sudo",
    ],
  ])("of a pool with full quotas says what to do: %s", (_what, change, words) => {
    expect(toldOfPool(change)).toContain("a full disk may not be told, and deletions cost more; ");
    expect(toldOfPool(change)).toContain(words);
  });
});
