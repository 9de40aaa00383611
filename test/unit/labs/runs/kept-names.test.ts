import { expect, it } from "vitest";
import {
  keptName,
  keptNames,
  keptStateOf,
  nodesOfLab,
} from "../../../../server/labs/runs/templates/kept-names.ts";

it("is the state's own name for node1, and one made from it for the others", () => {
  expect(keptName("run-x-a", "node1")).toBe("run-x-a");
  expect(keptName("run-x-a", "node3")).toBe("run-x-a-node3");
});

it.each(keptNames("run-x-b"))("%s is of the state run-x-b", (name) => {
  expect(keptStateOf(name)).toBe("run-x-b");
});

it("knows the nodes of a lab", () => {
  expect(nodesOfLab({ nodes: 1 })).toEqual(["node1"]);
  expect(nodesOfLab({ nodes: 3 })).toEqual(["node1", "node2", "node3"]);
});
