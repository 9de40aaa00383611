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
  failure: FailureView | null;
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

/** The open files of a tab. Promises: no keystroke is lost by a reload (drafts), no change on disk is overwritten unasked. */
export function createDocumentStore({ calls, drafts }: { calls: FileCalls; drafts: DraftStore }) {
  const documents = new Map<string, Document>();
  const listeners = new Set<() => void>();
  let version = 0;

  const put = (key: string, document: Document) => {
    documents.set(key, document);
    version += 1;
    for (const listener of listeners) listener();
  };

  const load = async (file: OpenFile) => {
    const key = fileKey(file);
    try {
      const bytes = await calls.read(file);
      const document = documents.get(key);
      if (!document) return;
      if (bytes.length > MAX_EDITOR_FILE_BYTES) return put(key, { ...document, status: "too-large" });
      const text = decodeText(bytes);
      if (text === null) return put(key, { ...document, status: "binary" });
      const taken = takeDiskText(document, text);
      const draft = document.status === "text" ? null : drafts.read(key);
      if (!draft || draft.text === text) return put(key, taken);
      put(key, { ...taken, text: draft.text, diskText: draft.base === text ? null : text });
    } catch (error) {
      const document = documents.get(key);
      if (!document) return;
      const failure = failureOf(error);
      const status = error instanceof ApiFailure ? error.status : 0;
      if (document.status === "text") {
        if (status === 404) put(key, { ...document, missing: true });
      } else put(key, { ...document, status: status === 413 ? "too-large" : "failed", failure });
    }
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
      const fresh = { text: "", savedText: "", diskText: null, missing: false, revision: 0, failure: null };
      put(key, { file, status: "loading", ...fresh });
      void load(file);
    },
    reload: (file: OpenFile) => load(file),
    edit(key: string, text: string) {
      const document = documents.get(key);
      if (document?.status !== "text" || document.text === text) return;
      put(key, { ...document, text });
      drafts.write(key, text === document.savedText ? null : { text, base: document.savedText });
    },
    /** Writes the text; rejects with ApiFailure and keeps it unsaved. */
    async save(key: string) {
      const document = documents.get(key);
      if (document?.status !== "text") return;
      const { text } = document;
      await calls.write(document.file, new TextEncoder().encode(text));
      const now = documents.get(key);
      if (!now) return;
      put(key, { ...now, savedText: text, diskText: null, missing: false });
      drafts.write(key, now.text === text ? null : { text: now.text, base: text });
    },
    /** Answers a change on disk under unsaved edits. */
    resolve(key: string, choice: "keep" | "reload") {
      const document = documents.get(key);
      if (!document || document.diskText === null) return;
      const { diskText } = document;
      if (choice === "keep") {
        put(key, { ...document, savedText: diskText, diskText: null });
        drafts.write(key, { text: document.text, base: diskText });
      } else {
        put(key, {
          ...document,
          text: diskText,
          savedText: diskText,
          diskText: null,
          revision: document.revision + 1,
        });
        drafts.write(key, null);
      }
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
        if (isDirty(document)) drafts.write(fileKey(file), { text: document.text, base: document.savedText });
        put(fileKey(file), { ...document, file });
      }
    },
    /** Looks again at the open files that a change report concerns. */
    changedOnDisk(node: NodeName, paths: readonly string[]) {
      for (const { file, status } of documents.values())
        if (file.node === node && status !== "loading" && touchesFile(paths, file.path)) void load(file);
    },
    dispose: () => drafts.flush(),
  };
}
export type DocumentStore = ReturnType<typeof createDocumentStore>;
