"use client";
import { DropdownMenu } from "radix-ui";
import { type ReactNode, useRef } from "react";

export interface MenuAction {
  label: string;
  run: () => void;
  disabled?: boolean;
  bad?: boolean;
}

/** A menu that drops from its trigger. An action runs once the trigger has the focus again, so that a dialog gives it back there. */
export function ActionMenu({
  trigger,
  heading,
  actions,
}: {
  trigger: ReactNode;
  heading?: ReactNode;
  actions: MenuAction[];
}) {
  const button = useRef<HTMLButtonElement>(null);
  const chosen = useRef<MenuAction | null>(null);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild ref={button}>
        {trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            const action = chosen.current;
            chosen.current = null;
            if (!action) return;
            event.preventDefault();
            button.current?.focus();
            action.run();
          }}
          className="z-40 max-h-[60vh] min-w-56 max-w-[calc(100vw-16px)] overflow-auto rounded-md border border-line bg-surface p-1 shadow-lg"
        >
          {heading && (
            <DropdownMenu.Label className="px-2 py-1 text-[12px] text-muted">{heading}</DropdownMenu.Label>
          )}
          {actions.map((action) => (
            <DropdownMenu.Item
              key={action.label}
              disabled={action.disabled}
              onSelect={() => {
                chosen.current = action;
              }}
              className={`flex min-h-8 cursor-pointer items-center rounded px-2 py-1 text-[13px] outline-none data-[highlighted]:bg-raised data-[disabled]:opacity-50 ${action.bad ? "text-bad" : ""}`}
            >
              {action.label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
