import type { ReactNode } from "react";
import { ThemeToggle } from "./theme-toggle.tsx";
import { Wordmark } from "./wordmark.tsx";

/** A page that says one thing: the name on top, the rest in the middle. */
export function PlainPage({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex items-center justify-between px-3 py-2">
        <Wordmark />
        <ThemeToggle />
      </header>
      <main className="flex flex-1">{children}</main>
    </div>
  );
}
