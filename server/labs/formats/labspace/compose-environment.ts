import { quote } from "../killercoda/settings/remark-list.ts";

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const MAX_CHARACTERS = 8_000;
const MAX_VARIABLES = 200;

/**
 * The environment of a service as Compose reads it: a map, or a list of `NAME=value`. `$$` is a dollar, `${NAME:-value}` its value,
 * and what would come from the author's own shell is told and left out. `tell` is given the key or the index.
 */
export function readEnvironment(
  written: unknown,
  tell: (key: string | number, message: string) => void,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const { key, name, value } of entriesOf(written).slice(0, MAX_VARIABLES)) {
    if (!NAME.test(name)) {
      tell(key, `${quote(name)} cannot be the name of an environment variable.`);
      continue;
    }
    const filled = value === null ? null : fill(value);
    if (filled === null)
      tell(key, `${quote(name)} would come from the learner's own computer; it is not set.`);
    else environment[name] = filled.slice(0, MAX_CHARACTERS);
  }
  return environment;
}

function entriesOf(written: unknown): { key: string | number; name: string; value: string | null }[] {
  if (Array.isArray(written)) {
    return written.map((item, index) => {
      const [, name = "", , value = null] = /^([^=]*)(=([\s\S]*))?$/.exec(String(item)) ?? [];
      return { key: index, name: name.trim(), value };
    });
  }
  if (typeof written !== "object" || written === null) return [];
  return Object.entries(written).map(([name, value]) => {
    const plain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    return { key: name, name, value: plain ? String(value) : null };
  });
}

/** Null when a value is needed that only the author's shell has. */
function fill(value: string): string | null {
  let known = true;
  const filled = value.replace(
    /\$(?:(\$)|\{[A-Za-z_]\w*(?::?-([^{}]*))?[^{}]*\}|[A-Za-z_]\w*)/g,
    (_written, dollar: string | undefined, fallback: string | undefined) => {
      if (dollar !== undefined) return "$";
      if (fallback === undefined) known = false;
      return fallback ?? "";
    },
  );
  return known ? filled : null;
}
