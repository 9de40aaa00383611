import { z } from "zod";
import { browserStore } from "../../client/browser-store.ts";

const Draft = z.object({ text: z.string(), base: z.string() });
export type Draft = z.infer<typeof Draft>;

export interface DraftStore {
  read(key: string): Draft | null;
  /** null forgets it. Stored within half a second. */
  write(key: string, draft: Draft | null): void;
  flush(): void;
}

/** Larger edits are not kept over a reload: the browser gives a site 5 MB in all. */
const MAX_DRAFT_LENGTH = 500_000;
const DELAY_MS = 400;

/** Unsaved text of one session, kept in the browser. */
export function createDraftStore(sessionId: string): DraftStore {
  const waiting = new Map<string, Draft | null>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const nameOf = (key: string) => `draft.${sessionId}.${key}`;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    for (const [key, draft] of waiting) browserStore.write(nameOf(key), draft && JSON.stringify(draft));
    waiting.clear();
  };
  return {
    read(key) {
      try {
        return Draft.parse(JSON.parse(browserStore.read(nameOf(key)) ?? ""));
      } catch {
        return null;
      }
    },
    write(key, draft) {
      waiting.set(key, draft && draft.text.length + draft.base.length > MAX_DRAFT_LENGTH ? null : draft);
      timer ??= setTimeout(flush, DELAY_MS);
    },
    flush,
  };
}
