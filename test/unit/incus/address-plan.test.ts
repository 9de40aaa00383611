import { describe, expect, it } from "vitest";
import { chooseAddress, choosePrivateSubnet, nodeAddress } from "../../../runtime/incus/address-plan.ts";

describe("chooseAddress", () => {
  it.each([
    ["leaves the first fifteen free", "198.18.16.1", 20, [], "198.18.16.16"],
    ["takes the first gap", "198.18.16.1", 20, ["198.18.16.16", "198.18.16.18"], "198.18.16.17"],
    ["passes over a gateway in the middle", "198.18.0.16", 24, [], "198.18.0.17"],
    ["never gives the broadcast address", "10.0.0.1", 28, [], undefined],
    [
      "says when all are taken",
      "10.0.0.1",
      27,
      Array.from({ length: 15 }, (_, i) => `10.0.0.${16 + i}`),
      undefined,
    ],
  ])("%s", (_name, gateway, prefix, taken, expected) => {
    expect(chooseAddress({ gateway, prefix }, new Set(taken))).toBe(expected);
  });
});

describe("choosePrivateSubnet", () => {
  it.each([
    ["is the last of the range", [], "198.19.255.0"],
    ["steps below a network that is there", [{ gateway: "198.19.255.1", prefix: 24 }], "198.19.254.0"],
    ["steps below a wide one", [{ gateway: "198.19.240.1", prefix: 20 }], "198.19.239.0"],
  ])("%s", (_name, shared, expected) => expect(choosePrivateSubnet(shared)).toBe(expected));

  it("gives node2 the address .12", () => {
    expect(nodeAddress("198.19.255.0", "node2")).toEqual({
      address: "198.19.255.12",
      cidr: "198.19.255.12/24",
    });
  });
});
