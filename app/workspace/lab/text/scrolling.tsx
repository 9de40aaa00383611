"use client";
import { type ReactNode, useEffect, useRef, useState } from "react";

/** A part that may be wider than its place: a stop of the Tab key only while there is something to scroll. */
export function Scrolling({
  label,
  code = false,
  children,
}: {
  label: string;
  code?: boolean;
  children?: ReactNode;
}) {
  const place = useRef<HTMLDivElement & HTMLPreElement>(null);
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const look = () => setOverflows(element.scrollWidth > element.clientWidth + 1);
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const Tag = code ? "pre" : "div";
  return (
    <Tag
      ref={place}
      className={code ? undefined : "lab-scroll"}
      {...(overflows ? { tabIndex: 0, role: "group", "aria-label": label } : {})}
    >
      {children}
    </Tag>
  );
}
