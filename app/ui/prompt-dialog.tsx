"use client";
import { Dialog } from "radix-ui";
import { useId, useState } from "react";
import { Button } from "./button.tsx";
import { useReturnFocus } from "./use-return-focus.ts";

export interface PromptRequest {
  title: string;
  label: string;
  value: string;
  action: string;
  /** Why a value is refused, or null. */
  problem: (value: string) => string | null;
  run: (value: string) => void;
}

/** Asks for one line of text. Shown while request is set. */
export function PromptDialog({ request, onClose }: { request: PromptRequest | null; onClose: () => void }) {
  const returnFocus = useReturnFocus();
  return (
    <Dialog.Root open={request !== null} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Content
          {...returnFocus}
          aria-describedby={undefined}
          className="-translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 z-50 w-[min(28rem,calc(100vw-2rem))] rounded-lg border border-line bg-surface p-5 shadow-xl"
        >
          <Dialog.Title className="font-semibold text-base">{request?.title}</Dialog.Title>
          {request && (
            <PromptForm key={`${request.title}${request.value}`} request={request} onClose={onClose} />
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PromptForm({ request, onClose }: { request: PromptRequest; onClose: () => void }) {
  const [value, setValue] = useState(request.value);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  return (
    <form
      className="mt-3"
      onSubmit={(event) => {
        event.preventDefault();
        const refused = request.problem(value);
        setProblem(refused);
        if (refused) return;
        onClose();
        request.run(value);
      }}
    >
      <label htmlFor={id} className="text-muted">
        {request.label}
      </label>
      <input
        id={id}
        value={value}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={problem !== null}
        aria-describedby={`${id}-problem`}
        onChange={(event) => setValue(event.target.value)}
        className="mt-1 h-9 w-full rounded-md border border-line bg-page px-2 font-mono text-[13px]"
      />
      <p id={`${id}-problem`} role="alert" className="mt-1 min-h-5 text-[13px] text-bad">
        {problem}
      </p>
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit">
          {request.action}
        </Button>
      </div>
    </form>
  );
}
