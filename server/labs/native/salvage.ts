import type { z } from "zod";

type Issue = z.core.$ZodIssue;
type Path = PropertyKey[];

export interface PlainIssue {
  path: Path;
  message: string;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

const isWrongType = (issue: Issue | undefined) => issue?.code === "invalid_type" && issue.path.length === 0;

function inWords(issue: Issue): string {
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}`;
  return issue.message.replace(/^Invalid input: /, "");
}

/** zod's issues as one line each, at the place they are about: of a union, what the kind that was meant lacks. */
export function flattenIssues(issues: readonly Issue[], value: unknown): PlainIssue[] {
  return issues.flatMap((issue): PlainIssue[] => {
    const isMissing = issue.code.startsWith("invalid_") && valueAt(value, issue.path) === undefined;
    if (isMissing) return [{ path: [...issue.path], message: "is missing" }];
    const at = (path: readonly PropertyKey[]) => [...issue.path, ...path];
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ path: at([key]), message: "is not a field that is known here" }));
    }
    if (issue.code === "invalid_union") {
      const kinds = issue.errors.filter((kind) => !isWrongType(kind[0]));
      const meant = kinds.toSorted((a, b) => a.length - b.length)[0];
      if (meant === undefined) return [{ path: at([]), message: "is of the wrong kind" }];
      return flattenIssues(meant, valueAt(value, issue.path)).map(({ path, message }) => ({
        path: at(path),
        message,
      }));
    }
    return [{ path: at([]), message: inWords(issue) }];
  });
}

/** What is left out so that an issue is gone: an unknown field alone, else the item of a list at the top, else the field at the top. */
function removalsOf(issue: Issue): Path[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => [...issue.path, key]);
  const [top, item] = issue.path;
  if (top === undefined) return [];
  return [typeof item === "number" ? [top, item] : [top]];
}

const REMOVED = Symbol("removed");

function without(value: unknown, path: Path): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return REMOVED;
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === key ? without(item, rest) : item));
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, field]) => [
    name,
    name === key ? without(field, rest) : field,
  ]);
  return Object.fromEntries(entries.filter(([, field]) => field !== REMOVED));
}

function withoutHoles(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== REMOVED);
  return value;
}

/**
 * Reads a value by its schema as far as it goes: `issues` are those of the whole value; `data` is what is left once each
 * wrong item or field is taken out and each field that must be there is taken from the fallback.
 */
export function salvage<T extends Record<string, unknown>>(
  schema: z.ZodType<T>,
  value: unknown,
  fallback: T,
): { data: T; replaced: Set<string>; issues: readonly Issue[] } {
  const first = schema.safeParse(value);
  if (first.success) return { data: first.data, replaced: new Set(), issues: [] };
  let rest: unknown = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  let issues: readonly Issue[] = first.error.issues;
  // Unknown fields are told beside others, so a second look may find more; each look takes something out.
  for (let look = 0; look < 4; look++) {
    for (const path of issues.flatMap(removalsOf)) rest = without(rest, path);
    rest = Object.fromEntries(
      Object.entries(rest as Record<string, unknown>).map(([name, field]) => [name, withoutHoles(field)]),
    );
    const kept = rest as Record<string, unknown>;
    const result = schema.safeParse({ ...fallback, ...kept });
    if (result.success) {
      const replaced = new Set(Object.keys(fallback).filter((name) => !(name in kept)));
      return { data: result.data, replaced, issues: first.error.issues };
    }
    issues = result.error.issues;
  }
  return { data: fallback, replaced: new Set(Object.keys(fallback)), issues: first.error.issues };
}
