import ipaddr from "ipaddr.js";
import type { NodeName } from "../protocol/index.ts";

const toNumber = (address: string): number =>
  ipaddr.IPv4.parse(address)
    .toByteArray()
    .reduce((sum, part) => sum * 256 + part, 0);

const toText = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");

/** The first addresses of a subnet are kept for the gateway and what serves beside it. */
const RESERVED_HOSTS = 16;

/** The first free host address of the gateway's subnet, from .16 on; undefined when all are taken. */
export function chooseAddress(
  subnet: { gateway: string; prefix: number },
  taken: ReadonlySet<string>,
): string | undefined {
  const size = 2 ** (32 - subnet.prefix);
  const base = Math.floor(toNumber(subnet.gateway) / size) * size;
  for (let host = RESERVED_HOSTS; host < size - 1; host++) {
    const address = toText(base + host);
    if (address !== subnet.gateway && !taken.has(address)) return address;
  }
  return undefined;
}

const PRIVATE_PREFIX = 24;
const RANGE_BASE = toNumber("198.18.0.0");
const RANGE_SIZE = 2 ** 17;

/**
 * The subnet of every session's private network: the last /24 of 198.18.0.0/15 that meets no shared network. All
 * sessions have the same, since each has a bridge of its own on which the host has no address.
 */
export function choosePrivateSubnet(shared: { gateway: string; prefix: number }[]): string {
  const size = 2 ** (32 - PRIVATE_PREFIX);
  for (let base = RANGE_BASE + RANGE_SIZE - size; base >= RANGE_BASE; base -= size) {
    const meets = shared.some(({ gateway, prefix }) => {
      const otherSize = 2 ** (32 - prefix);
      const other = Math.floor(toNumber(gateway) / otherSize) * otherSize;
      return base < other + otherSize && other < base + size;
    });
    if (!meets) return toText(base);
  }
  return toText(RANGE_BASE);
}

/** node1 is .11, node5 is .15. */
export function nodeAddress(privateSubnet: string, node: NodeName): { address: string; cidr: string } {
  const address = toText(toNumber(privateSubnet) + 10 + Number(node.slice("node".length)));
  return { address, cidr: `${address}/${PRIVATE_PREFIX}` };
}
