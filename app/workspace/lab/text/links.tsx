"use client";
import { ArrowUpRight, FileText, Globe } from "lucide-react";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { type NodeName, Port } from "../../../../runtime/protocol/index.ts";
import { Button } from "../../../ui/button.tsx";
import { type LabFilePlace, nameOfPlace, useLabText } from "./text-actions.ts";

/** A link that leaves the page, in a tab of its own: a session is never lost to a click. */
export function OutwardLink({ href, children }: { href: string; children?: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
      <ArrowUpRight size={12} aria-hidden className="ml-0.5 inline align-baseline" />
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  );
}

/** Opens a file in the editor; where there is no session it is its words. */
export function FileLink({
  line,
  children,
  ...file
}: LabFilePlace & {
  line?: number | undefined;
  children?: ReactNode;
}) {
  const { actions } = useLabText();
  if (!actions) return <span>{children}</span>;
  return (
    <button
      type="button"
      className="lab-link"
      title={`Open ${nameOfPlace(file)} in the editor`}
      onClick={() => actions.openFile(file, line)}
    >
      <FileText size={13} aria-hidden />
      {children}
    </button>
  );
}

/** Opens the preview of a port. */
export function PortLink({
  node,
  port,
  path,
  children,
}: {
  node: NodeName;
  port: number;
  path: string;
  children?: ReactNode;
}) {
  const { actions } = useLabText();
  if (!actions) return <span>{children}</span>;
  return (
    <button
      type="button"
      className="lab-link"
      title={`Look at port ${port} of ${node} beside`}
      onClick={() => actions.openPort(node, port, path.startsWith("/") ? path : `/${path}`)}
    >
      <Globe size={13} aria-hidden />
      {children}
    </button>
  );
}

/** Asks which port is to be looked at. */
export function PortChoice({ children }: { children?: ReactNode }) {
  const { actions } = useLabText();
  const [typed, setTyped] = useState("80");
  const id = useId();
  if (!actions) return <span>{children}</span>;
  const go = (event: FormEvent) => {
    event.preventDefault();
    const port = Port.safeParse(typed);
    if (port.success) actions.openPort("node1", port.data, "/");
  };
  return (
    <form onSubmit={go} className="lab-form">
      <label htmlFor={id}>Port</label>
      <input
        id={id}
        type="number"
        min={1}
        max={65535}
        required
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="w-24"
      />
      <Button type="submit">Look at it</Button>
    </form>
  );
}
