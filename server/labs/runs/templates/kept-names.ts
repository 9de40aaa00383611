import { NodeName } from "../../../../runtime/protocol/index.ts";

const FURTHER = NodeName.options.slice(1);

/** What the sandbox of a node is kept as: node1's under the name that the run notes, the others' under names made from it. */
export const keptName = (template: string, node: NodeName): string =>
  node === "node1" ? template : `${template}-${node}`;

/** All names that may belong to one kept state. */
export const keptNames = (template: string): string[] =>
  NodeName.options.map((node) => keptName(template, node));

/** The name that the run notes, for any of a kept state's. */
export const keptStateOf = (name: string): string =>
  FURTHER.reduce((rest, node) => (rest.endsWith(`-${node}`) ? rest.slice(0, -node.length - 1) : rest), name);

/** The nodes of a lab, by name. */
export const nodesOfLab = (lab: { nodes: number }): NodeName[] => NodeName.options.slice(0, lab.nodes);
