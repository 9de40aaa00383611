"use client";
import { type FormEvent, useEffect, useState } from "react";
import type { OpenPort } from "../../client/layout-state.ts";

/** The path to be seen, of a port that is given. Enter goes there. */
export function AddressBar({ port, onGo }: { port: OpenPort; onGo: (path: string) => void }) {
  const [typed, setTyped] = useState(port.path);
  useEffect(() => setTyped(port.path), [port.path]);
  const go = (event: FormEvent) => {
    event.preventDefault();
    const path = `/${typed.trim().replace(/^\/+/, "")}`;
    setTyped(path);
    onGo(path);
  };
  return (
    <form
      onSubmit={go}
      className="flex min-w-0 flex-1 items-center rounded-md border border-line bg-surface pl-2 font-mono text-[13px] focus-within:border-accent"
    >
      <span className="shrink-0 text-muted">
        {port.node}:{port.port}
      </span>
      <input
        aria-label="Path in the preview"
        value={typed}
        maxLength={2000}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onChange={(event) => setTyped(event.target.value)}
        className="h-7 w-full min-w-0 rounded-md bg-transparent px-1"
      />
    </form>
  );
}
