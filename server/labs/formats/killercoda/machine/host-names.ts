import { NodeName } from "../../../../../runtime/protocol/index.ts";

/** Names of hosts that stand for the first node wherever they occur. */
const FIRST = new Set(["client", "host", "controlplane", "master", "node1", "ubuntu"]);

/**
 * The node that a host's name means: host01 is node1, host02 is node2; node01 of a two-node cluster is node2. null for a
 * name of another kind.
 */
export function nodeOfHost(host: string): NodeName | null {
  const name = host.trim().toLowerCase();
  if (FIRST.has(name)) return "node1";
  const worker = /^node0([1-4])$/.exec(name);
  const numbered = /^host0*([1-5])$/.exec(name);
  const number = worker ? Number(worker[1]) + 1 : Number(numbered?.[1]);
  const node = NodeName.safeParse(`node${number}`);
  return node.success ? node.data : null;
}

export function numberOfNode(node: NodeName): number {
  return Number(node.slice("node".length));
}
