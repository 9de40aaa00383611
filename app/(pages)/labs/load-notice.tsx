"use client";
import Link from "next/link";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { Notice } from "../../ui/notice.tsx";
import type { Loaded } from "./use-loaded.ts";

/** What is shown while a page's content is not there: that it comes, or why it does not. */
export function LoadNotice({
  loaded: { failure, reload },
  what,
}: {
  loaded: Pick<Loaded<unknown>, "failure" | "reload">;
  /** As in "There is no such …". */
  what: string;
}) {
  if (!failure)
    return (
      <p role="status" className="m-auto text-muted">
        One moment…
      </p>
    );
  if (failure.status === 404)
    return (
      <Notice
        page
        title={`There is no such ${what}`}
        text="Check the address, or look for it in the catalog."
        tone="bad"
      >
        <Link href="/labs" prefetch={false} className={buttonLook("primary")}>
          To the catalog
        </Link>
      </Notice>
    );
  return (
    <Notice page title={failure.message} text={failure.nextStep} tone="bad" live="alert">
      <Button look="primary" onClick={reload}>
        Try again
      </Button>
    </Notice>
  );
}
