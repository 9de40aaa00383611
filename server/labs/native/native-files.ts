import { NodeName } from "../../../runtime/protocol/index.ts";
import type { LabFile } from "../model/lab.ts";
import type { NativeFile } from "./native-source.ts";

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
