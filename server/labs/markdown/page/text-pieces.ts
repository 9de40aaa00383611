import type { LabNode, NodeName } from "../../../../runtime/protocol/index.ts";
import { component } from "../component.ts";
import { type Reading, withVariables } from "../reading.ts";

const piece =
  /\uE000(node[1-5])\.(\d{1,5})\uE001([/?][^\s<>"')\]]*)?|\uE002(\d+)\uE003|\{\{\s*TRAFFIC_SELECTOR\s*\}\}/g;

/** A run of text with its variables put in; placeholders become links, and notes the quizzes that stand there. */
export function textPieces(text: string, inLink: boolean, reading: Reading): LabNode[] {
  const pieces: LabNode[] = [];
  let from = 0;
  const words = (until: number) => {
    const plain = withVariables(text.slice(from, until), reading);
    if (plain !== "") pieces.push(plain);
  };
  for (const match of text.matchAll(piece)) {
    const [whole, node, port, tail = "", note] = match;
    if (node === undefined && note === undefined && reading.context.dialect !== "killercoda") continue;
    words(match.index);
    from = match.index + whole.length;
    if (node !== undefined) {
      // A sentence's last stop is no part of the address.
      const path = tail.replace(/[.,;:!?]+$/, "");
      from -= tail.length - path.length;
      pieces.push(...portPieces(node as NodeName, Number(port), path, inLink, reading));
    } else if (note !== undefined) {
      const found = reading.draft.notes[Number(note)];
      if (found?.kind === "quiz") pieces.push({ tag: "quiz", attributes: { id: found.quiz.id } });
    } else pieces.push(inLink ? "ports" : { tag: "port-choice", children: ["ports"] });
  }
  words(text.length);
  return pieces;
}

function portPieces(
  node: NodeName,
  port: number,
  path: string,
  inLink: boolean,
  reading: Reading,
): LabNode[] {
  const address = `${reading.portAddress(node, port)}${path}`;
  if (inLink) return [address];
  const link = component("port-link", { node, port, path: path.startsWith("/") ? path : `/${path}` });
  return [link ? { ...link, children: [address] } : address];
}
