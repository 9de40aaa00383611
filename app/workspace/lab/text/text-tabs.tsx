"use client";
import { Tabs } from "radix-ui";
import { createElement, type ReactNode } from "react";
import { useLabText } from "./text-actions.ts";

/** Variants of a part, one at a time; in print one after the other. The arrows go from tab to tab. */
export function TextTabs({ tabs }: { tabs: { title: string; content: ReactNode[] }[] }) {
  const { print } = useLabText();
  if (tabs.length === 0) return null;
  if (print)
    return createElement(
      "div",
      null,
      ...tabs.map(({ title, content }) =>
        createElement("div", null, <p className="font-semibold">{title}</p>, ...content),
      ),
    );
  return (
    <Tabs.Root defaultValue="0" className="lab-tabs">
      <Tabs.List aria-label="Variants" className="lab-tab-list">
        {tabs.map(({ title }, at) => (
          <Tabs.Trigger
            // biome-ignore lint/suspicious/noArrayIndexKey: the tabs of a text never change their order
            key={at}
            value={String(at)}
            className="lab-tab"
          >
            {title}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {tabs.map(({ content }, at) =>
        createElement(Tabs.Content, { key: at, value: String(at), className: "lab-tab-panel" }, ...content),
      )}
    </Tabs.Root>
  );
}
