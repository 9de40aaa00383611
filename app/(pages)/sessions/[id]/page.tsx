"use client";
import dynamic from "next/dynamic";
import { useParams } from "next/navigation";
import { SessionId } from "../../../../runtime/protocol/index.ts";
import { Notice } from "../../../ui/notice.tsx";

const Workspace = dynamic(
  () => import("../../../workspace/workspace.tsx").then((module) => module.Workspace),
  {
    ssr: false,
    loading: () => (
      <main className="flex h-dvh">
        <Notice title="Opening your session…" />
      </main>
    ),
  },
);

export default function SessionPage() {
  const id = SessionId.safeParse(useParams<{ id: string }>().id);
  if (id.success) return <Workspace key={id.data} sessionId={id.data} />;
  return (
    <main className="flex h-dvh">
      <Notice title="There is no such session." text="Check the address, or start a new session." tone="bad">
        <a href="/" className="underline">
          To the start page
        </a>
      </Notice>
    </main>
  );
}
