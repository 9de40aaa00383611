"use client";
import type { LabRunView } from "../../../runtime/protocol/index.ts";
import { OutwardLink, PortLink } from "./text/links.tsx";
import { safeHref } from "./text/safe-url.ts";

/** What the author keeps at hand in every step: ports, and addresses elsewhere. */
export function LabServices({ services = [] }: { services: LabRunView["services"] }) {
  const shown = services.filter(({ port, href }) => port !== null || safeHref(href) !== null);
  if (shown.length === 0) return null;
  return (
    <ul
      aria-label="At hand"
      className="lab-text lab-text-small flex !max-w-none flex-wrap gap-x-4 gap-y-1 border-line border-b bg-page px-4 py-1 text-[13px]"
    >
      {shown.map(({ title, port, path, href }) => (
        <li key={`${title} ${port} ${href}`}>
          {port === null ? (
            <OutwardLink href={safeHref(href) ?? ""}>{title}</OutwardLink>
          ) : (
            <PortLink node="node1" port={port} path={path}>
              {title}
            </PortLink>
          )}
        </li>
      ))}
    </ul>
  );
}
