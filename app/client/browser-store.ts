/** localStorage that may be full, forbidden or absent: then the page works and simply forgets. */
export const browserStore = {
  read(key: string): string | null {
    try {
      return window.localStorage.getItem(`slipway.${key}`);
    } catch {
      return null;
    }
  },
  /** Returns whether it is kept. */
  write(key: string, value: string | null): boolean {
    try {
      if (value === null) window.localStorage.removeItem(`slipway.${key}`);
      else window.localStorage.setItem(`slipway.${key}`, value);
      return true;
    } catch {
      return false;
    }
  },
};
