import { describe, expect, it } from "vitest";
import type { Instance } from "../../../runtime/incus/incus-schemas.ts";
import { parseTemplate, templateConfig } from "../../../runtime/incus/own-templates.ts";
import { namesOnNetwork } from "../../../runtime/incus/private-network.ts";
import { configAfterRestore } from "../../../runtime/incus/restore-snapshot.ts";
import { parseInstance } from "../../../runtime/incus/sandbox-labels.ts";

const marks = (entries: Record<string, string>) =>
  Object.fromEntries(Object.entries(entries).map(([key, value]) => [`user.slipway.${key}`, value]));
const anInstance = (change: Partial<Instance>): Instance => ({
  name: "x",
  status: "Stopped",
  config: {},
  devices: {},
  ...change,
});

it("keeps the settings of now over those of a snapshot, but for how its disk is to be read", () => {
  expect(
    configAfterRestore(
      {
        "user.slipway.session": "now",
        "limits.memory": "2",
        "volatile.idmap.base": "1",
        "volatile.eth1.hwaddr": "a",
      },
      {
        "user.slipway.warm": "true",
        "limits.memory": "1",
        "volatile.idmap.base": "9",
        "volatile.eth0.hwaddr": "b",
      },
    ),
  ).toEqual({
    "user.slipway.session": "now",
    "limits.memory": "2",
    "volatile.idmap.base": "9",
    "volatile.eth1.hwaddr": "a",
  });
});

describe("a template", () => {
  const template = {
    kind: "template",
    created: "7",
    node: "node2",
    egress: "none",
    template: "base",
    gateway: "198.18.0.1",
  };

  it("keeps no owner, address, limit or network of its source", () => {
    const copied = {
      ...marks({ sandbox: "s", session: "t", private: "198.19.255.11/24" }),
      "environment.SLIPWAY_ADDRESS": "198.18.0.16/20",
      "limits.memory": "1",
      "security.nesting": "true",
      "volatile.idmap.base": "9",
    };
    expect(templateConfig(copied, marks(template))).toEqual({
      "security.nesting": "true",
      "volatile.idmap.base": "9",
      ...marks(template),
    });
  });

  it("is read back by its marks, and is no sandbox", () => {
    const instance = anInstance({ name: "tpl-a", config: marks(template) });
    expect(parseTemplate(instance)).toEqual({
      name: "tpl-a",
      createdAtMs: 7,
      node: "node2",
      egress: "none",
      from: "base",
      gateway: "198.18.0.1",
    });
    expect(parseInstance(instance)).toBeUndefined();
  });

  it.each<[string, Partial<Instance>]>([
    ["it is still made", { name: "new-tpl-a", config: marks(template) }],
    ["its marks say so", { name: "tpl-a", config: marks({ ...template, kind: "unfinished" }) }],
    ["it bears none", { name: "tpl-a" }],
  ])("does not count when %s", (_case, change) => {
    expect(parseTemplate(anInstance(change))).toBeUndefined();
  });

  it("is no sandbox even while it bears all marks of its source", () => {
    const source = {
      sandbox: "sbx_0123456789abcdef",
      node: "node1",
      template: "t",
      egress: "none",
      warm: "false",
      created: "5",
    };
    const config = marks({ ...source, address: "198.18.0.16" });
    expect(parseInstance(anInstance({ config }))).toBeDefined();
    expect(
      parseInstance(anInstance({ config: { ...config, ...marks({ kind: "unfinished" }) } })),
    ).toBeUndefined();
  });
});

it("names the nodes that share a private network, and nobody else's", () => {
  const node = (name: string, network: string, last: number) =>
    anInstance({
      name,
      config: marks({
        sandbox: `sbx_0123456789abcde${last}`,
        node: name,
        template: "t",
        egress: "none",
        warm: "false",
        created: "5",
        address: "198.18.0.16",
        private: `198.19.255.1${last}/24`,
      }),
      devices: { eth1: { network } },
    });
  const own = node("node2", "ours", 2);
  const alone = anInstance({});
  expect(namesOnNetwork([own, node("node1", "ours", 1), node("node3", "theirs", 3), alone], own)).toBe(
    "198.19.255.11\tnode1\n198.19.255.12\tnode2",
  );
  expect(namesOnNetwork([own, alone], alone)).toBe("");
});
