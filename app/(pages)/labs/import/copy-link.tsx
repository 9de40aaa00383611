"use client";
import { Link2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../ui/button.tsx";

/** Copies a lab's address; where the browser does not let it, shows it. */
export function CopyLink({ slug, title }: { slug: string; title: string }) {
  const [done, setDone] = useState<"no" | "copied" | "shown">("no");
  const address = () => `${window.location.origin}/labs/${slug}`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address());
      setDone("copied");
    } catch {
      setDone("shown");
    }
  };
  return (
    <>
      <Button look="quiet" aria-label={`Copy the link to ${title}`} onClick={() => void copy()}>
        <Link2 size={15} aria-hidden />
        {done === "copied" ? "Copied" : "Copy link"}
      </Button>
      {done === "shown" && <code className="w-full select-all break-all text-[12px]">{address()}</code>}
    </>
  );
}
