import { z } from "zod";
import { EngineEvent } from "../../protocol/index.ts";

const Word = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^\P{C}*$/u);

const Told = z.object({
  Type: EngineEvent.shape.kind,
  Action: Word(64).min(1),
  Actor: z.object({ ID: Word(256), Attributes: z.object({ name: Word(256).optional() }).nullish() }),
});

/** Reads one line of GET /events; undefined for anything that is not an event we tell of. */
export function parseEngineEvent(line: string): EngineEvent | undefined {
  if (!line.startsWith("{")) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const told = Told.safeParse(value);
  if (!told.success) return undefined;
  const { Type: kind, Action: action, Actor } = told.data;
  return { kind, action, id: Actor.ID, name: Actor.Attributes?.name ?? null };
}
