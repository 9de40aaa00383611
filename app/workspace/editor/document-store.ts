import { type FailureView, MAX_EDITOR_FILE_BYTES, type NodeName } from "../../../runtime/protocol/index.ts";
import { ApiFailure, failureOf } from "../../client/api-failure.ts";
import { decodeText } from "../../client/file-kind.ts";
import { fileKey, type OpenFile } from "../../client/layout-state.ts";
import { touchesFile } from "../../client/sandbox-path.ts";
import type { DraftStore } from "./draft-store.ts";

/** One open file. `text` is what the person sees, `savedText` what the disk held when last looked at. */
export interface Document {
  file: OpenFile;
  status: "loading" | "text" | "binary" | "too-large" | "failed";
  text: string;
  savedText: string;
  /** What the disk holds now, where it changed under unsaved edits. */
  diskText: string | null;
  /** No longer on disk; saving makes it again. */
  missing: boolean;
  /** Grows when the text was replaced from outside of the editor. */
  revision: number;
  /** A line that is to be shown, once: null when none waits. */
  line: number | null;
  failure: FailureView | null;
  /** Why the last save did not happen; the text is still here. */
  saveFailure: FailureView | null;
}

export interface FileCalls {
  read(file: OpenFile): Promise<Uint8Array>;
  write(file: OpenFile, bytes: Uint8Array): Promise<unknown>;
}

export const isDirty = (document: Document) =>
  document.status === "text" && (document.text !== document.savedText || document.missing);

/** Takes in what the disk holds: a clean text follows it, an unsaved one keeps its edits and notes the difference. */
export function takeDiskText(document: Document, onDisk: string): Document {
  const present = { ...document, status: "text" as const, missing: false, failure: null };
  if (document.status !== "text")
    return { ...present, text: onDisk, savedText: onDisk, revision: document.revision + 1 };
  if (onDisk === document.savedText) return { ...present, diskText: null };
  if (onDisk === document.text) return { ...present, savedText: onDisk, diskText: null };
  if (document.text === document.savedText)
    return { ...present, text: onDisk, savedText: onDisk, diskText: null, revision: document.revision + 1 };
  return { ...present, diskText: onDisk };
}

const CONFLICT: FailureView = {
  code: "file.changed",
  message: "Not saved: the file changed on disk.",
  nextStep: "Choose which text to keep first.",
};
const NO_LONGER_TEXT: FailureView = {
  code: "file.not-text",
  message: "On disk this file is no longer text of at most 5 MB.",
  nextStep: "Saving replaces it with what you see here.",
};

/** The open files of a tab. Promises: no keystroke is lost by a reload (drafts), no change on disk is overwritten unasked. */
export function createDocumentStore({ calls, drafts }: { calls: FileCalls; drafts: DraftStore }) {
  const documents = new Map<string, Document>();
  const listeners = new Set<() => void>();
  /** Reads under way; a change meanwhile is read once more afterwards. */
  const reading = new Map<string, { again: boolean }>();
  /** Saves of a file in their order, and the text that is being written. */
  const saves = new Map<string, Promise<void>>();
  const writing = new Map<string, string>();
  /** Lines to be shown of files that are about to be opened. */
  const awaited = new Map<string, number>();
  let version = 0;

  const put = (key: string, document: Document) => {
    documents.set(key, document);
    version += 1;
    for (const listener of listeners) listener();
  };
  const draftOf = ({ text, savedText }: Document) => ({ text, base: savedText });

  const takeUnreadable = (key: string, document: Document, status: "binary" | "too-large") => {
    if (isDirty(document)) put(key, { ...document, saveFailure: NO_LONGER_TEXT });
    else put(key, { ...document, status });
  };
  const takeBytes = (key: string, document: Document, bytes: Uint8Array) => {
    if (bytes.length > MAX_EDITOR_FILE_BYTES) return takeUnreadable(key, document, "too-large");
    const text = decodeText(bytes);
    if (text === null) return takeUnreadable(key, document, "binary");
    // Our own save, reported before it was answered.
    if (text === writing.get(key)) return put(key, { ...document, savedText: text, diskText: null });
    const taken = takeDiskText(document, text);
    const draft = document.status === "text" ? null : drafts.read(key);
    if (!draft || draft.text === text) return put(key, taken);
    put(key, { ...taken, text: draft.text, diskText: draft.base === text ? null : text });
  };
  const takeFailure = (key: string, document: Document, error: unknown) => {
    const failure = failureOf(error);
    const status = error instanceof ApiFailure ? error.status : 0;
    const draft = document.status === "text" ? draftOf(document) : drafts.read(key);
    if (status === 404 && draft) {
      const { text, base: savedText } = draft;
      drafts.write(key, draft);
      return put(key, { ...document, status: "text", text, savedText, diskText: null, missing: true });
    }
    if (status === 413) return takeUnreadable(key, document, "too-large");
    if (document.status !== "text") put(key, { ...document, status: "failed", failure });
  };

  const load = async (file: OpenFile) => {
    const key = fileKey(file);
    const running = reading.get(key);
    if (running) {
      running.again = true;
      return;
    }
    const mine = { again: true };
    reading.set(key, mine);
    while (mine.again) {
      mine.again = false;
      const result = await calls.read(file).then(
        (bytes) => ({ bytes }),
        (error: unknown) => ({ error }),
      );
      const document = documents.get(key);
      if (!document) break;
      if ("bytes" in result) takeBytes(key, document, result.bytes);
      else takeFailure(key, document, result.error);
    }
    reading.delete(key);
  };

  const saveOnce = async (key: string) => {
    const document = documents.get(key);
    if (!document || !isDirty(document)) return;
    if (document.diskText !== null) return put(key, { ...document, saveFailure: CONFLICT });
    const { text } = document;
    writing.set(key, text);
    const failure = await calls.write(document.file, new TextEncoder().encode(text)).then(
      () => null,
      (error: unknown) => failureOf(error),
    );
    writing.delete(key);
    const now = documents.get(key);
    if (!now) return;
    if (failure) return put(key, { ...now, saveFailure: failure });
    put(key, { ...now, savedText: text, diskText: null, missing: false, saveFailure: null });
    drafts.write(key, now.text === text ? null : { text: now.text, base: text });
  };

  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    version: () => version,
    get: (key: string) => documents.get(key),
    /** Loads a file once; a second call does nothing. */
    open(file: OpenFile) {
      const key = fileKey(file);
      if (documents.has(key)) return;
      const none = { diskText: null, missing: false, revision: 0, failure: null, saveFailure: null };
      const line = awaited.get(key) ?? null;
      awaited.delete(key);
      put(key, { file, status: "loading", text: "", savedText: "", line, ...none });
      void load(file);
    },
    reload: (file: OpenFile) => load(file),
    /** Shows a line of a file the next time that the editor shows its text; null takes the wish back. */
    reveal(file: OpenFile, line: number | null) {
      const document = documents.get(fileKey(file));
      if (document) put(fileKey(file), { ...document, line });
      else if (line !== null) awaited.set(fileKey(file), line);
    },
    edit(key: string, text: string) {
      const document = documents.get(key);
      if (document?.status !== "text" || document.text === text) return;
      put(key, { ...document, text });
      drafts.write(key, text === document.savedText ? null : { text, base: document.savedText });
    },
    /** Writes the text, after earlier saves of it. When that fails, the text stays unsaved and says why. */
    save(key: string): Promise<void> {
      const turn = (saves.get(key) ?? Promise.resolve()).then(() => saveOnce(key));
      saves.set(key, turn);
      return turn;
    },
    /** Answers a change on disk under unsaved edits. */
    resolve(key: string, choice: "keep" | "reload") {
      const document = documents.get(key);
      if (!document || document.diskText === null) return;
      const { diskText } = document;
      const chosen =
        choice === "keep"
          ? { text: document.text, revision: document.revision }
          : { text: diskText, revision: document.revision + 1 };
      put(key, { ...document, ...chosen, savedText: diskText, diskText: null, saveFailure: null });
      drafts.write(key, choice === "keep" ? { text: document.text, base: diskText } : null);
    },
    /** Forgets, drafts included, all files but these. */
    keepOnly(keys: readonly string[]) {
      for (const key of [...documents.keys()]) {
        if (keys.includes(key)) continue;
        documents.delete(key);
        drafts.write(key, null);
      }
    },
    /** A file or folder was renamed: open files go along, unsaved text included. */
    moved(node: NodeName, from: string, to: string) {
      for (const [key, document] of [...documents]) {
        const { path } = document.file;
        if (document.file.node !== node || (path !== from && !path.startsWith(`${from}/`))) continue;
        const file = { node, path: to + path.slice(from.length) };
        documents.delete(key);
        drafts.write(key, null);
        if (isDirty(document)) drafts.write(fileKey(file), draftOf(document));
        put(fileKey(file), { ...document, file });
        if (document.status === "loading") void load(file);
      }
    },
    /** Looks again at the open files that a change report concerns. */
    changedOnDisk(node: NodeName, paths: readonly string[]) {
      for (const { file, status } of documents.values())
        if (file.node === node && status !== "loading" && touchesFile(paths, file.path)) void load(file);
    },
    /** Looks again at all open files: changes may have been missed. */
    lookAgain() {
      for (const { file, status } of documents.values()) if (status !== "loading") void load(file);
    },
    /** Whether leaving the page now would lose unsaved text. */
    wouldLose: () => !drafts.allKept(),
    dispose: () => drafts.flush(),
  };
}
export type DocumentStore = ReturnType<typeof createDocumentStore>;
