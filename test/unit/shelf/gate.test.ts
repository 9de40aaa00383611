import { describe, expect, it } from "vitest";
import { renderGateSettings } from "../../../runtime/shelf/gate-settings.ts";
import { choosePackageHosts, hostOf, isPrivateAddress } from "../../../runtime/shelf/package-hosts.ts";
import { renderRegistrySettings } from "../../../runtime/shelf/registry-settings.ts";
import { groupByImage } from "../../../runtime/shelf/shelf-images.ts";

describe("package hosts", () => {
  it.each([
    ["http://mirror.test/debian", "mirror.test"],
    ["https://user:secret@Mirror.test:8443/simple", "mirror.test"],
    ["file:///opt/packages", undefined],
    ["undefined", undefined],
  ])("of %s is %s", (address, host) => expect(hostOf(address)).toBe(host));

  it("are named once", () => {
    expect(choosePackageHosts(["http://b.test/x", "http://a.test", "https://b.test/y"])).toEqual([
      "a.test",
      "b.test",
    ]);
  });
});

describe("mirrors on private addresses", () => {
  it.each([
    ["10.1.2.3", true],
    ["192.168.0.9", true],
    ["172.20.0.1", true],
    ["151.101.2.132", false],
    ["127.0.0.1", false],
    ["words", false],
  ])("%s: %s", (address, expected) => expect(isPrivateAddress(address)).toBe(expected));
});

describe("the gate", () => {
  const text = renderGateSettings({
    address: "198.18.0.1",
    port: 3128,
    hosts: ["mirror.test"],
    mirrorAddresses: [],
    folder: "/x",
    cacheMegabytes: 100,
    user: "proxy",
  });
  const rules = text.split("\n").filter((line) => line.startsWith("http_access"));
  it("refuses the host itself and private destinations before it allows anything", () => {
    const allow = rules.findIndex((rule) => rule.includes("allow"));
    expect(rules.slice(0, allow)).toEqual([
      "http_access deny !web_ports",
      "http_access deny CONNECT !tls_port",
      "http_access deny to_localhost",
      "http_access deny !packages",
      "http_access deny private !mirrors",
    ]);
    expect(rules.at(-1)).toBe("http_access deny all");
  });
  it("listens on the gateway only", () => expect(text).toContain("http_port 198.18.0.1:3128\n"));
  it("stands in for the hosts where it may, under the same rules", () => {
    const settings = { address: "198.18.0.1", port: 3128, hosts: ["deb.example"], mirrorAddresses: [] };
    const both = renderGateSettings({ ...settings, webPort: 80, folder: "/x", cacheMegabytes: 100 });
    expect(both).toContain("http_port 198.18.0.1:80 accel vhost allow-direct\n");
    expect(both.split("\n").filter((line) => line.startsWith("http_access"))).toEqual(rules);
    expect(text).not.toContain("accel");
  });
});

describe("what goes on the shelf", () => {
  it("is each image once, with all its names, and nothing else", () => {
    const listing = "a1 debian:latest\nb2 python:3\na1 debian:13\nc3 other:latest\nd4 python:<none>\n";
    expect(groupByImage(listing, ["debian", "python"])).toEqual([
      ["debian:latest", "debian:13"],
      ["python:3"],
    ]);
  });
});

describe("the mirror", () => {
  it("takes no writes", () => {
    const settings = { address: "198.18.0.1", port: 5000, folder: "/x" };
    expect(renderRegistrySettings({ ...settings, readOnly: true })).toContain("readonly: { enabled: true }");
  });
});
