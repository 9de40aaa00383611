"use client";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useParams } from "next/navigation";
import { SessionId } from "../../../../runtime/protocol/index.ts";
import { buttonLook } from "../../../ui/button-look.ts";
import { Notice } from "../../../ui/notice.tsx";
import { PlainPage } from "../../../ui/plain-page.tsx";

const Workspace = dynamic(
  () => import("../../../workspace/workspace.tsx").then((module) => module.Workspace),
  {
    ssr: false,
    loading: () => (
      <PlainPage>
        <Notice page title="Opening your session…" />
      </PlainPage>
    ),
  },
);

export default function SessionPage() {
  const id = SessionId.safeParse(useParams<{ id: string }>().id);
  if (id.success) return <Workspace key={id.data} sessionId={id.data} />;
  return (
    <PlainPage>
      <title>No such session · Slipway</title>
      <Notice page title="There is no such session" text="Check the address, or start a new one." tone="bad">
        <Link href="/" className={buttonLook("primary")}>
          To the start page
        </Link>
      </Notice>
    </PlainPage>
  );
}
