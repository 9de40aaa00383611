import Link from "next/link";
import { buttonLook } from "../ui/button-look.ts";
import { ThemeToggle } from "../ui/theme-toggle.tsx";
import { Wordmark } from "../ui/wordmark.tsx";

/** On top of every page but a session's: the name and the way to the catalog. */
export function PageHeader() {
  return (
    <header className="flex items-center gap-4 py-4 print:hidden">
      <Wordmark />
      <nav aria-label="Pages" className="flex-1">
        <Link href="/labs" prefetch={false} className={`${buttonLook("quiet")} !text-text`}>
          Labs
        </Link>
      </nav>
      <ThemeToggle />
    </header>
  );
}
