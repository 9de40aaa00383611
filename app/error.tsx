"use client";
import { Button } from "./ui/button.tsx";
import { buttonLook } from "./ui/button-look.ts";
import { Notice } from "./ui/notice.tsx";
import { PlainPage } from "./ui/plain-page.tsx";

/** Shown in place of a page that broke. Sessions live on the server and go on. */
export default function PageError({ reset }: { error: Error; reset: () => void }) {
  return (
    <PlainPage>
      <Notice
        page
        tone="bad"
        live="alert"
        title="This page broke"
        text="Your sessions go on. Try again; if it happens again, reload the page and tell whoever runs this server."
      >
        <Button look="primary" onClick={reset}>
          Try again
        </Button>
        {/* A whole load, not a step of the router: what broke may be in memory. */}
        <a href="/" className={buttonLook("plain")}>
          To the start page
        </a>
      </Notice>
    </PlainPage>
  );
}
