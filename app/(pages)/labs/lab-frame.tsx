import type { ReactNode } from "react";
import { PageHeader } from "../page-header.tsx";

/** The frame of the pages about labs: the name and the way to the catalog on top. */
export function LabFrame({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-dvh max-w-6xl flex-col px-5">
      <PageHeader />
      <main className="flex flex-1 flex-col pt-4 pb-16">{children}</main>
    </div>
  );
}
