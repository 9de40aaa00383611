import type { z } from "zod";
import { NodeName } from "../../../runtime/protocol/index.ts";
import type { LabFile } from "../model/lab.ts";
import type { LabFrontMatter } from "./lab-schema.ts";
import { type NativeFile, pathBelow } from "./native-source.ts";

const FILES = /^files(?:\.(node\d+))?\/(.+)$/;

/** What stands in files/ and files.nodeN/, by where it goes: below /root of node1, or of that node. */
export function filesIn({ folder, nodes, remark, use }: NativeFile): LabFile[] {
  const wrong = new Set<string>();
  return folder.paths().flatMap((path): LabFile[] => {
    const match = FILES.exec(path);
    if (!match) return [];
    use(path);
    const node = NodeName.safeParse(match[1] ?? "node1");
    if (!node.success || Number(node.data.replace("node", "")) > nodes) {
      const top = path.split("/", 1)[0] ?? path;
      if (!wrong.has(top)) remark("error", null, `This lab has ${nodes} node(s), and no ${match[1]}.`, top);
      wrong.add(top);
      return [];
    }
    const mode = folder.isExecutable(path) ? "755" : null;
    return [{ node: node.data, path: `/root/${match[2]}`, bytes: folder.read(path), mode }];
  });
}

/** What the front matter places elsewhere; what does not exist, or stands outside the lab, is told and left out. */
export function placedIn(native: NativeFile, place: z.output<typeof LabFrontMatter>["place"]): LabFile[] {
  const { folder, front, nodes, remark, use } = native;
  return place.flatMap(({ file, to, node, mode }, index): LabFile[] => {
    const path = pathBelow("", file);
    const line = front.lineOf(["place", index]);
    if (Number(node.replace("node", "")) > nodes) {
      remark("error", line, `${node} is not a node of this lab, which has ${nodes}.`);
      return [];
    }
    if (path === undefined || !folder.has(path)) {
      remark("error", line, `The file ${file} does not exist.`);
      return [];
    }
    if (to.split("/").includes("..") || to.endsWith("/")) {
      remark("error", line, `${to} is not the path of a file.`);
      return [];
    }
    use(path);
    const ownMode = folder.isExecutable(path) ? "755" : null;
    return [{ node, path: to, bytes: folder.read(path), mode: mode ?? ownMode }];
  });
}
