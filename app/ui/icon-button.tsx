import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes } from "react";
import { Button } from "./button.tsx";

/** A quiet button that is an icon; its name is read and shown on hover. */
export function IconButton({
  name,
  Icon,
  ...rest
}: { name: string; Icon: LucideIcon } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <Button look="quiet" aria-label={name} {...rest}>
      <Icon size={15} aria-hidden />
    </Button>
  );
}
