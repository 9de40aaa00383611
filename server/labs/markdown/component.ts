import { z } from "zod";
import { LabComponent, type LabElement } from "../../../runtime/protocol/index.ts";

type ComponentName = keyof typeof LabComponent;

/** An element that acts, with attributes as the protocol has them; null when they are not valid. */
export function component<Name extends ComponentName>(
  tag: Name,
  attributes: z.input<(typeof LabComponent)[Name]>,
): LabElement | null {
  const parsed = z.record(z.string(), z.unknown()).safeParse(LabComponent[tag].safeParse(attributes).data);
  if (!parsed.success) return null;
  const plain: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(parsed.data))
    if (typeof value === "string" || typeof value === "number" || value === true) plain[name] = value;
  return { tag, attributes: plain };
}
