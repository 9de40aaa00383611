import type { ButtonHTMLAttributes } from "react";
import { type ButtonLook, buttonLook } from "./button-look.ts";

/** A button; give icon-only buttons an aria-label. */
export function Button({
  look = "plain",
  className = "",
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { look?: ButtonLook }) {
  return (
    <button
      type="button"
      {...rest}
      title={rest.title ?? rest["aria-label"]}
      className={`${buttonLook(look)} ${className}`}
    />
  );
}
