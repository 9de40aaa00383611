"use client";
import { useState } from "react";
import type { LabCard as Card } from "../../../../runtime/protocol/index.ts";
import { Button } from "../../../ui/button.tsx";
import { LabCard } from "../lab-card.tsx";

const FEW = 6;

/** In the catalog: the labs that its reader brought. */
export function YourLabs({ labs }: { labs: Card[] }) {
  const [all, setAll] = useState(false);
  if (labs.length === 0) return null;
  const shown = all ? labs : labs.slice(0, FEW);
  return (
    <section aria-labelledby="yours" className="mb-10">
      <h2 id="yours" className="mb-3 font-semibold text-lg">
        Yours
      </h2>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {shown.map((lab) => (
          <LabCard key={lab.slug} lab={lab} />
        ))}
      </ul>
      {shown.length < labs.length && (
        <Button className="mt-3" onClick={() => setAll(true)}>
          Show all {labs.length}
        </Button>
      )}
    </section>
  );
}
