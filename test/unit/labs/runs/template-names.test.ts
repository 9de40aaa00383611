import { describe, expect, it } from "vitest";
import type { Lab } from "../../../../server/labs/model/lab.ts";
import { foldersToWatch } from "../../../../server/labs/runs/checks/auto-checks.ts";
import { createTemplateNames, templateName } from "../../../../server/labs/runs/templates/template-key.ts";
import { aLab } from "../library/a-lab.ts";

describe("the names of templates", () => {
  it("are made once for each lab, node and base, however much there is to read", () => {
    let read = 0;
    const file = {
      node: "node1" as const,
      path: "/root/a",
      mode: null,
      get bytes() {
        read++;
        return new Uint8Array(4);
      },
    };
    const setup = [{ text: "true", file: "lab.md", node: "node1" as const, timeoutMs: 1 }];
    const lab: Lab = { ...aLab(), setup, files: [file] };
    const nameOf = createTemplateNames();
    const name = nameOf(lab, "node1", "base");
    const readOnce = read;
    expect(nameOf(lab, "node1", "base")).toBe(name);
    expect(read).toBe(readOnce);
    expect(name).toBe(templateName(lab, "node1", "base"));
    expect(nameOf(lab, "node1", "other base")).not.toBe(name);
    expect(nameOf(lab, "node2", "base")).toBeNull();
  });
});

describe("the folders that checks watch", () => {
  it("are plain paths, whatever an author wrote", () => {
    const openFiles = ["/root/../etc/x/y", "./a/./b.txt", "/srv//c/d"];
    expect(foldersToWatch({ files: [], openFiles })).toEqual(["/root", "/etc/x", "/root/a", "/srv/c"]);
  });
});
