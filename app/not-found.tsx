import type { Metadata } from "next";
import Link from "next/link";
import { buttonLook } from "./ui/button-look.ts";
import { Notice } from "./ui/notice.tsx";
import { PlainPage } from "./ui/plain-page.tsx";

export const metadata: Metadata = { title: "No such page" };

export default function NotFound() {
  return (
    <PlainPage>
      <Notice page title="There is no such page" text="Check the address, or begin at the start page.">
        <Link href="/" className={buttonLook("primary")}>
          To the start page
        </Link>
      </Notice>
    </PlainPage>
  );
}
