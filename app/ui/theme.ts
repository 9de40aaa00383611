import { useSyncExternalStore } from "react";
import { browserStore } from "../client/browser-store.ts";

export type Theme = "light" | "dark";

const current = (): Theme => (document.documentElement.dataset.theme === "dark" ? "dark" : "light");

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    if (browserStore.read("theme") === null)
      document.documentElement.dataset.theme = system.matches ? "dark" : "light";
  };
  system.addEventListener("change", follow);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", follow);
  };
}

/** The theme shown now: the system's until the person chooses. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, current, () => "light");
}

export function toggleTheme(): void {
  const next = current() === "dark" ? "light" : "dark";
  browserStore.write("theme", next);
  document.documentElement.dataset.theme = next;
}
