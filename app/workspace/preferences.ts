import { z } from "zod";
import { browserStore } from "../client/browser-store.ts";

const Preferences = z.object({
  fontSizePx: z.int().min(9).max(28).catch(13),
  screenReader: z.boolean().catch(false),
});
export type Preferences = z.infer<typeof Preferences>;

/** What a person likes, over all sessions of this browser. */
export const preferenceStore = {
  read(): Preferences {
    try {
      return Preferences.parse(JSON.parse(browserStore.read("preferences") ?? "{}"));
    } catch {
      return Preferences.parse({});
    }
  },
  write(preferences: Preferences): Preferences {
    const valid = Preferences.parse(preferences);
    browserStore.write("preferences", JSON.stringify(valid));
    return valid;
  },
};
