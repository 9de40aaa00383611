import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";

const SHOWN_MS = 2_000;

/** Copies a text; `copied` is true for a moment after. */
export function useCopy(): { copied: boolean; copy: (text: string) => void } {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    copied,
    copy(text) {
      navigator.clipboard.writeText(text).then(
        () => {
          setCopied(true);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => setCopied(false), SHOWN_MS);
        },
        () => toast.error("The browser refused to copy.", { description: "Select the text and copy it." }),
      );
    },
  };
}
