import type { Metadata } from "next";
import { Suspense } from "react";
import { LabFrame } from "../lab-frame.tsx";
import { ImportDesk } from "./import-desk.tsx";

export const metadata: Metadata = { title: "Bring labs" };

export default function ImportPage() {
  return (
    <LabFrame>
      <Suspense>
        <ImportDesk />
      </Suspense>
    </LabFrame>
  );
}
