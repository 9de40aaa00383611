"use client";
import type { ReactNode } from "react";
import { useLabText } from "./text-actions.ts";

/** A part that is folded; in print it is open. */
export function Folded({ open, children }: { open: boolean; children?: ReactNode }) {
  const { print } = useLabText();
  return <details open={open || print}>{children}</details>;
}
