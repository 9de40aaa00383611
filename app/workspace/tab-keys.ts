type Key = Pick<KeyboardEvent, "altKey" | "ctrlKey" | "metaKey" | "shiftKey" | "code">;

/** Alt+PageUp and Alt+PageDown go from tab to tab: the browser keeps Ctrl's for its own. */
export function decideTabStep(event: Key): 1 | -1 | null {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  return event.code === "PageDown" ? 1 : event.code === "PageUp" ? -1 : null;
}

/** The tab a step away, round and round; undefined when there is no other. */
export function neighbour<T>(tabs: readonly T[], active: T | undefined, step: 1 | -1): T | undefined {
  if (tabs.length < 2) return undefined;
  const at = active === undefined ? -1 : tabs.indexOf(active);
  return tabs[(at + step + tabs.length) % tabs.length];
}
