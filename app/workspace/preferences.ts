import { z } from "zod";
import { browserStore } from "../client/browser-store.ts";

const MIN_FONT_PX = 9;
const MAX_FONT_PX = 28;

const Preferences = z.object({
  fontSizePx: z.int().min(MIN_FONT_PX).max(MAX_FONT_PX).catch(13),
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
  /** A size beyond the limits becomes the limit. */
  write(preferences: Preferences): Preferences {
    const fontSizePx = Math.min(MAX_FONT_PX, Math.max(MIN_FONT_PX, preferences.fontSizePx));
    const valid = Preferences.parse({ ...preferences, fontSizePx });
    browserStore.write("preferences", JSON.stringify(valid));
    return valid;
  },
};
