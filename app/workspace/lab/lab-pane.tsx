"use client";
import { useEffect, useRef } from "react";
import { LabBanners } from "./lab-banners.tsx";
import { type LabContextValue, useLab } from "./lab-context.ts";
import { LabHeader } from "./lab-header.tsx";
import { LabServices } from "./lab-services.tsx";
import { StepNav } from "./step-nav.tsx";
import { StepPage } from "./step-page.tsx";

/** Another step begins at its top; a focus that was in the lab's pane goes to its title. */
function useTopOfStep(lab: LabContextValue | null) {
  const scroller = useRef<HTMLDivElement>(null);
  const index = lab?.step?.index;
  const before = useRef(index);
  const current = lab?.run.current;
  const hadFocus = useRef(false);
  useEffect(() => {
    // The button that led on may be gone or disabled by now.
    if (current === undefined) return;
    const pane = scroller.current?.closest("[data-pane]");
    const { activeElement } = document;
    hadFocus.current = activeElement === document.body || (pane?.contains(activeElement) ?? false);
  }, [current]);
  useEffect(() => {
    if (index === undefined || before.current === index) return;
    const first = before.current === undefined;
    before.current = index;
    if (first) return;
    scroller.current?.scrollTo({ top: 0 });
    if (hadFocus.current)
      scroller.current?.querySelector<HTMLElement>("[data-step-title]")?.focus({ preventScroll: true });
  }, [index]);
  return scroller;
}

/** Long text is scrolled by key: it takes the focus, and the pane's when one goes to it. */
const READ_BY_KEY = {
  tabIndex: 0,
  role: "group",
  "aria-label": "Text of the step",
  "data-pane-entry": true,
} as const;

/** The lab of this session: what to read, what is looked at, help, and the way on. */
export function LabPane() {
  const lab = useLab();
  const scroller = useTopOfStep(lab);
  if (!lab) return null;
  return (
    <section aria-label="Lab" data-pane="lab" className="flex h-full min-h-0 flex-col bg-surface">
      <LabHeader lab={lab} />
      <LabBanners lab={lab} />
      <LabServices services={lab.run.services} />
      <div ref={scroller} {...READ_BY_KEY} className="min-h-0 flex-1 overflow-y-auto px-4 pt-4 pb-8">
        <StepPage lab={lab} />
      </div>
      <StepNav lab={lab} />
    </section>
  );
}
