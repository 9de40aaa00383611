"use client";
import type { ReactNode } from "react";
import { useLabText } from "./text-actions.ts";

type System = "mac" | "linux" | "windows";

/** The reader's system, by what the browser says of it; Linux where it says nothing. */
export function systemOf(platform: string): System {
  if (/^(?:Mac|iP)/.test(platform)) return "mac";
  return /^Win/.test(platform) ? "windows" : "linux";
}

export function isFor(os: string, system: System): boolean {
  const wanted = os.split(",").map((name) => name.trim().toLowerCase());
  return wanted.includes(system) || (system !== "windows" && wanted.includes("unix"));
}

/** Shown on the systems that it is written for; in print on all. */
export function OnlyOn({ os, children }: { os: string; children?: ReactNode }) {
  const { print } = useLabText();
  if (!print && !isFor(os, systemOf(globalThis.navigator?.platform ?? ""))) return null;
  return <div data-os={os}>{children}</div>;
}
