"use client";
import { Dialog } from "radix-ui";
import { Button } from "../ui/button.tsx";
import { useReturnFocus } from "../ui/use-return-focus.ts";
import { keyLabel, SHORTCUTS } from "./shortcuts.ts";

/** The keys of the page in one list. */
export function ShortcutsDialog({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const returnFocus = useReturnFocus();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Content
          {...returnFocus}
          aria-describedby={undefined}
          className="-translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 z-50 max-h-[85vh] w-[min(30rem,calc(100vw-2rem))] overflow-auto rounded-lg border border-line bg-surface p-5 shadow-xl"
        >
          <Dialog.Title className="font-semibold text-base">Keyboard</Dialog.Title>
          <dl className="mt-3 grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5">
            {SHORTCUTS.map(({ keys, does }) => (
              <div key={keys} className="contents">
                <dt>
                  <kbd className="rounded border border-line bg-page px-1.5 py-0.5 font-mono text-[12px]">
                    {keyLabel(keys)}
                  </kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-3 text-[13px] text-muted">
            Tab and Escape belong to the shell while the terminal has the focus. In a list of tabs the arrows
            move; on the line between two panes they change its place.
          </p>
          <div className="mt-4 flex justify-end">
            <Dialog.Close asChild>
              <Button>Close</Button>
            </Dialog.Close>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
