import { randomUUID } from "node:crypto";
import type { Parent, RootContent } from "mdast";
import type { LabElement } from "../../../runtime/protocol/index.ts";

declare module "mdast" {
  interface LabSlot extends Parent {
    type: "labSlot";
    children: RootContent[];
    data: { hName: string; hProperties: Record<string, string> };
  }
  interface RootContentMap {
    labSlot: LabSlot;
  }
  interface PhrasingContentMap {
    labSlot: LabSlot;
  }
}

export const slotTag = "lab-slot";

/**
 * Elements that act stay outside the tree while an author's HTML is parsed and cleaned: a slot with an unguessable name holds
 * their place, so that no HTML can pretend to be one.
 */
export interface Slots {
  place(element: LabElement, children?: RootContent[]): import("mdast").LabSlot;
  /** The name that an HTML element carries to be this slot. */
  name(element: LabElement): string;
  find(name: unknown): LabElement | undefined;
  all(): Iterable<LabElement>;
}

export function createSlots(): Slots {
  const secret = randomUUID();
  const elements = new Map<string, LabElement>();
  const name = (element: LabElement) => {
    const key = `${secret}-${elements.size}`;
    elements.set(key, element);
    return key;
  };
  return {
    name,
    place: (element, children = []) => ({
      type: "labSlot",
      children,
      data: { hName: slotTag, hProperties: { dataSlot: name(element) } },
    }),
    find: (key) => (typeof key === "string" ? elements.get(key) : undefined),
    all: () => elements.values(),
  };
}
