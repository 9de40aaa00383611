"use client";
import { Link2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../ui/button.tsx";

/** Copies a lab's or a course's address. Where the browser does not let it, the address of the page that the title leads to is as good. */
export function CopyLink({ path, title }: { path: string; title: string }) {
  const [words, setWords] = useState("Copy link");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(`${window.location.origin}${path}`);
      setWords("Copied");
    } catch {
      setWords("Open it to copy");
    }
  };
  return (
    <Button look="quiet" aria-label={`${words}: ${title}`} onClick={() => void copy()}>
      <Link2 size={15} aria-hidden />
      {words}
    </Button>
  );
}
