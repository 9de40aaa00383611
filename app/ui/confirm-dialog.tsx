"use client";
import { AlertDialog } from "radix-ui";
import { Button } from "./button.tsx";
import { useReturnFocus } from "./use-return-focus.ts";

export interface ConfirmRequest {
  title: string;
  text: string;
  action: string;
  run: () => void;
}

/** Asks before something that cannot be undone. Shown while request is set. */
export function ConfirmDialog({ request, onClose }: { request: ConfirmRequest | null; onClose: () => void }) {
  const returnFocus = useReturnFocus();
  return (
    <AlertDialog.Root open={request !== null} onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <AlertDialog.Content
          {...returnFocus}
          className="-translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 z-50 w-[min(28rem,calc(100vw-2rem))] rounded-lg border border-line bg-surface p-5 shadow-xl"
        >
          <AlertDialog.Title className="font-semibold text-base">{request?.title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-muted">{request?.text}</AlertDialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>Cancel</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button look="destroy" onClick={() => request?.run()}>
                {request?.action}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
