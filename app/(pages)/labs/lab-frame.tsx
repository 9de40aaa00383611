import Link from "next/link";
import type { ReactNode } from "react";
import { buttonLook } from "../../ui/button-look.ts";
import { ThemeToggle } from "../../ui/theme-toggle.tsx";
import { Wordmark } from "../../ui/wordmark.tsx";

/** The frame of the pages about labs: the name and the way to the catalog on top. */
export function LabFrame({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-dvh max-w-6xl flex-col px-5">
      <header className="flex items-center gap-4 py-4 print:hidden">
        <Wordmark />
        <nav aria-label="Pages" className="flex-1">
          <Link href="/labs" prefetch={false} className={`${buttonLook("quiet")} !text-text`}>
            Labs
          </Link>
        </nav>
        <ThemeToggle />
      </header>
      <main className="flex flex-1 flex-col pt-4 pb-16">{children}</main>
    </div>
  );
}
