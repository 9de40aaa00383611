import { useEffect, useMemo, useRef } from "react";
import { toast } from "sonner";
import { SandboxPath } from "../../../runtime/protocol/index.ts";
import { api } from "../../client/api-client.ts";
import { ApiFailure } from "../../client/api-failure.ts";
import { decodeText } from "../../client/file-kind.ts";
import type { OpenFile } from "../../client/layout-state.ts";
import { foldersOnTheWay, parentPath } from "../../client/sandbox-path.ts";
import { awaitTerminal } from "../terminals/await-terminal.ts";
import { decideTerminal } from "../terminals/decide-terminal.ts";
import { useWorkspace } from "../workspace-context.ts";
import { insertText } from "./insert-text.ts";
import { type LabFilePlace, nameOfPlace, type RunRequest, type TextActions } from "./text/text-actions.ts";

const refusal = (code: string, message: string, nextStep: string) =>
  new ApiFailure(409, { code, message, nextStep });
const checkedFile = ({ node = "node1", path }: LabFilePlace): OpenFile => {
  if (SandboxPath.safeParse(path).success) return { node, path };
  throw refusal("lab.path", `"${path}" is no path of a file.`, "Tell whoever wrote this lab.");
};

/** What the buttons of a lab's text do in this session. */
export function useTextActions(setVariables: TextActions["setVariables"]): TextActions {
  const workspace = useWorkspace();
  const now = useRef({ workspace, setVariables });
  useEffect(() => {
    now.current = { workspace, setVariables };
  });

  return useMemo(() => {
    const here = () => now.current.workspace;
    const run = async (request: RunRequest, pressedBy: Parameters<TextActions["run"]>[1]) => {
      const { session, layout, terminals, dispatch } = here();
      const decision = decideTerminal(
        session.terminals,
        layout.activeTerminal ?? session.terminals[0]?.id ?? null,
        request,
      );
      const id =
        decision.kind === "shown"
          ? decision.id
          : (await api.openTerminal(session.id, decision.node, decision.title)).id;
      dispatch({ type: "terminal.chosen", id, inPlace: pressedBy === "nobody" });
      const handle = decision.kind === "shown" ? terminals.get(id) : undefined;
      const terminal = handle ?? (await awaitTerminal(terminals, id));
      if (!terminal)
        throw refusal("terminal.slow", "The terminal did not open in time.", "Press the button once more.");
      await terminal.type(request);
      // A keyboard's focus stays with the text, so that the next Tab goes on from there.
      if (pressedBy === "pointer" && matchMedia("(pointer: fine)").matches) terminal.focus();
    };

    const write = async ({ node, path }: OpenFile, text: string) => {
      const { session, documents } = here();
      for (const folder of foldersOnTheWay(parentPath(path), "/root"))
        await api.makeFolder(session.id, node, folder).catch((error: unknown) => {
          if (!(error instanceof ApiFailure && error.failure.code === "file.exists")) throw error;
        });
      await api.writeFile(session.id, node, path, new TextEncoder().encode(text));
      documents.changedOnDisk(node, [path]);
    };
    const readText = async ({ node, path }: OpenFile) => {
      const bytes = await api.readFile(here().session.id, node, path).catch((error: unknown) => {
        if (error instanceof ApiFailure && error.status === 404) return new Uint8Array(0);
        throw error;
      });
      const text = decodeText(bytes);
      if (text === null) throw refusal("file.not-text", `${path} is not text.`, "Look at it in a terminal.");
      return text;
    };
    const open = (file: OpenFile, line?: number) => {
      if (line !== undefined) here().documents.reveal(file, line);
      here().dispatch({ type: "file.opened", file });
    };
    const attempt = (work: () => Promise<unknown>) => here().attempt(work);

    return {
      run: (request, pressedBy) => attempt(() => run(request, pressedBy)),
      save: (place, text) =>
        attempt(async () => {
          await write(checkedFile(place), text.endsWith("\n") ? text : `${text}\n`);
          toast.success(`Saved ${nameOfPlace(place)}.`);
        }),
      insert: (insertion) =>
        attempt(async () => {
          const file = checkedFile(insertion);
          await write(file, insertText(await readText(file), insertion));
          open(file);
        }),
      openFile: (place, line) => void attempt(async () => open(checkedFile(place), line)),
      openPort: (node, port, path) => here().dispatch({ type: "preview.opened", port: { node, port, path } }),
      setVariables: (values) => now.current.setVariables(values),
    };
  }, []);
}
