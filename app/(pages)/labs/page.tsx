import type { Metadata } from "next";
import { Suspense } from "react";
import { Catalog } from "./catalog.tsx";
import { LabFrame } from "./lab-frame.tsx";

export const metadata: Metadata = { title: "Labs" };

export default function LabsPage() {
  return (
    <LabFrame>
      <Suspense>
        <Catalog />
      </Suspense>
    </LabFrame>
  );
}
