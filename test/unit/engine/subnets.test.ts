import { describe, expect, it } from "vitest";
import { planRules } from "../../../runtime/engine/networks.ts";
import { resolverSettings } from "../../../runtime/engine/resolver.ts";
import { choosePoolBytes } from "../../../runtime/engine/storage-pool.ts";
import { chooseSubnets, PUBLIC_RANGES } from "../../../runtime/engine/subnets.ts";

describe("subnets", () => {
  it.each([
    [[], ["198.18.0.1", "198.18.16.1"]],
    [["198.18.0.0/20"], ["198.18.16.1", "198.18.32.1"]],
    [["198.18.5.7"], ["198.18.16.1", "198.18.32.1"]],
    [["198.18.0.0/16"], ["198.19.0.1", "198.19.16.1"]],
    [["198.18.0.0/15"], []],
    [["10.0.0.0/8"], ["198.18.0.1", "198.18.16.1"]],
  ])("given the routes %j, chooses %j", (taken, chosen) => {
    expect(chooseSubnets(taken, 2, 20)).toEqual(chosen);
  });

  it("holds no private, link-local or benchmark address among the public ranges", () => {
    const value = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    const isPublic = (address: string) =>
      PUBLIC_RANGES.some((range) => {
        const [from = "", to = ""] = range.split("-");
        return value(from) <= value(address) && value(address) <= value(to);
      });
    for (const address of [
      "10.1.2.3",
      "127.0.0.1",
      "169.254.169.254",
      "172.16.0.1",
      "172.31.255.255",
      "192.168.1.1",
      "100.64.0.1",
      "198.18.0.1",
      "198.19.255.255",
      "224.0.0.1",
      "0.0.0.0",
    ]) {
      expect(isPublic(address), address).toBe(false);
    }
    for (const address of ["1.1.1.1", "9.9.9.9", "172.15.0.1", "172.32.0.1", "193.0.0.1", "198.20.0.1"]) {
      expect(isPublic(address), address).toBe(true);
    }
  });
});

describe("what a sandbox may reach", () => {
  const ports = (egress: "none" | "packages" | "open") =>
    planRules(egress, "198.18.0.1", ["192.0.2.9"]).egress.map((rule) => rule.destination_port);
  it("is the gate with packages only, the hub's stand-in where there is no hub, and the shelf and resolver always", () => {
    expect(ports("packages")[0]).toBe("53,80,443,3128,5000,5001");
    expect(ports("none")[0]).toBe("53,443,5000,5001");
    expect(ports("open")[0]).toBe("53,5000,5001");
  });
  it("is never the host's own address", () => {
    expect(planRules("open", "198.18.0.1", ["192.0.2.9"]).egress).toContainEqual({
      action: "reject",
      state: "enabled",
      destination: "192.0.2.9/32",
    });
  });
});

describe("the resolver of a bridge", () => {
  it("forwards with egress open only, and never to private addresses", () => {
    expect(resolverSettings("198.18.0.1", false).split("\n")).toEqual([
      "no-hosts",
      "host-record=registry,198.18.0.1",
      "no-resolv",
      "local=/#/",
    ]);
    expect(resolverSettings("198.18.0.1", true).split("\n").slice(2)).toEqual(["stop-dns-rebind"]);
  });
  it("leads to the gate for package hosts, and for what is below a domain", () => {
    const lines = resolverSettings("198.18.0.1", false, ["deb.example", ".pkg.example"]).split("\n");
    expect(lines).toContain("address=/deb.example/198.18.0.1");
    expect(lines).toContain("address=/pkg.example/198.18.0.1");
  });
});

describe("the pool's size", () => {
  const GIB = 2 ** 30;
  it.each([
    [20 * GIB, 16 * GIB],
    [74.5 * GIB, 70 * GIB],
    [900 * GIB, 200 * GIB],
  ])("of %d free bytes is %d", (free, size) => expect(choosePoolBytes(free)).toBe(size));
});
