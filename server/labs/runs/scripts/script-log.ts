import type { NodeName } from "../../../../runtime/protocol/index.ts";
import type { LabFile, LabScript } from "../../model/lab.ts";
import type { ScriptResult } from "../../running/run-script.ts";
import { scriptProblem } from "../../running/script-problem.ts";

/** Which of a lab's scripts it is, in words that a file can be called: `step-2-verify`. */
export type ScriptLogName = `${"intro" | "finish" | `step-${number}`}-${"background" | "verify" | "hint"}`;

/** The name for a script of a page by the page's index; the one after the last step's is the finish. */
export const logNameOf = (
  index: number,
  steps: number,
  kind: "background" | "verify" | "hint",
): ScriptLogName => (index < steps ? `step-${index + 1}-${kind}` : `finish-${kind}`);

/** What a script said, for its author to read in the sandbox: at most the 64 KiB that are kept of it. */
export function scriptLog(
  name: ScriptLogName,
  script: Pick<LabScript, "file" | "timeoutMs"> & { node: NodeName },
  end: ScriptResult,
  endedAtMs: number,
): LabFile {
  const how = scriptProblem(end, script.timeoutMs) ?? "ended well";
  const cut = end.truncated ? "# Only the end of what it said was kept.\n" : "";
  const text = `# ${new Date(endedAtMs).toISOString()} ${script.file} ${how}\n${cut}${end.output}`;
  return {
    node: script.node,
    path: `/var/log/killercoda/${name}.log`,
    bytes: new TextEncoder().encode(text),
    mode: "644",
  };
}
