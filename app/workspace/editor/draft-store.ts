import { z } from "zod";
import { browserStore } from "../../client/browser-store.ts";

const Draft = z.object({ text: z.string(), base: z.string() });
export type Draft = z.infer<typeof Draft>;

export interface DraftStore {
  read(key: string): Draft | null;
  /** null forgets it. Stored within half a second. */
  write(key: string, draft: Draft | null): void;
  flush(): void;
  /** Whether all unsaved text would come back after a reload. */
  allKept(): boolean;
}

/** Larger edits are not kept over a reload: the browser gives a site 5 MB in all. */
const MAX_DRAFT_LENGTH = 500_000;
const DELAY_MS = 400;

/** Unsaved text of one session, kept in the browser. Another tab may edit the same file: each forgets only its own. */
export function createDraftStore(sessionId: string): DraftStore {
  const waiting = new Map<string, Draft | null>();
  /** What this tab last read or stored under a key. */
  const own = new Map<string, string | null>();
  const unkept = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const nameOf = (key: string) => `draft.${sessionId}.${key}`;

  const forget = (key: string) => {
    if (own.has(key) && browserStore.read(nameOf(key)) === own.get(key))
      browserStore.write(nameOf(key), null);
    own.delete(key);
  };
  const store = (key: string, draft: Draft | null) => {
    unkept.delete(key);
    if (draft === null) return forget(key);
    const text = JSON.stringify(draft);
    const fits = draft.text.length + draft.base.length <= MAX_DRAFT_LENGTH;
    if (fits && browserStore.write(nameOf(key), text)) {
      own.set(key, text);
      return;
    }
    forget(key);
    unkept.add(key);
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    for (const [key, draft] of waiting) store(key, draft);
    waiting.clear();
  };

  return {
    read(key) {
      const text = browserStore.read(nameOf(key));
      try {
        const draft = Draft.parse(JSON.parse(text ?? ""));
        own.set(key, text);
        return draft;
      } catch {
        return null;
      }
    },
    write(key, draft) {
      waiting.set(key, draft);
      timer ??= setTimeout(flush, DELAY_MS);
    },
    flush,
    allKept() {
      flush();
      return unkept.size === 0;
    },
  };
}
