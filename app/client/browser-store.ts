/** Storage that may be full, forbidden or absent: then the page works and simply forgets. */
const over = (storage: () => Storage) => ({
  read(key: string): string | null {
    try {
      return storage().getItem(`slipway.${key}`);
    } catch {
      return null;
    }
  },
  /** Returns whether it is kept. */
  write(key: string, value: string | null): boolean {
    try {
      if (value === null) storage().removeItem(`slipway.${key}`);
      else storage().setItem(`slipway.${key}`, value);
      return true;
    } catch {
      return false;
    }
  },
});

/** Kept for the browser, over all tabs. */
export const browserStore = over(() => window.localStorage);
/** Kept for one tab, over its reloads. */
export const tabStore = over(() => window.sessionStorage);
