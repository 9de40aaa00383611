import type { AuthorsDocument, DocumentPath } from "../../authors-document.ts";
import { quote, type Remark } from "./remark-list.ts";

/**
 * One object of an author's settings, read a field at a time: what is of another kind than expected is told and read as
 * absent, so that one mistake costs one field. `null` and absent are the same.
 */
export interface Fields {
  /** The first of the names that holds text; numbers are taken as text. */
  text(...names: string[]): string | null;
  flag(name: string): boolean;
  number(name: string): number | null;
  inner(name: string): Fields | null;
  /** The objects of a list. */
  list(name: string): Fields[];
  /** The texts of a list; one text alone is a list of one. */
  texts(name: string): string[];
  /** Fields that are known and of no consequence here. */
  accept(...names: string[]): void;
  /** Names of all fields that hold something. */
  names(): string[];
  line(name?: string): number | null;
  /** Tells of fields that nobody asked for, here and in all objects that were read from here. Call it last. */
  close(): void;
}

const MAX_ITEMS = 10_000;

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string | number =>
  typeof value === "string" || typeof value === "number";

/** The object at the top of a document; null, with a remark, where something else stands. */
export function openFields(document: AuthorsDocument, file: string, remark: Remark): Fields | null {
  if (!isPlain(document.value)) {
    if (document.value !== undefined) remark("error", file, 1, "The file should hold an object: { … }.");
    return null;
  }
  return fieldsOf(document, file, remark, document.value, []);
}

function fieldsOf(
  document: AuthorsDocument,
  file: string,
  remark: Remark,
  object: Plain,
  path: DocumentPath,
): Fields {
  const asked = new Set<string>();
  const opened = new Map<string, Fields[]>();
  const lineAt = (...below: DocumentPath) => document.lineOf([...path, ...below]);
  const get = (name: string): unknown => {
    asked.add(name);
    return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
  };
  const wrong = (expected: string, ...below: DocumentPath) => {
    const name = [...path, ...below].join(".");
    remark("warning", file, lineAt(...below), `${quote(name)} should be ${expected}; it is left out.`);
  };
  const open = (value: unknown, ...below: DocumentPath): Fields[] => {
    if (isPlain(value)) return [fieldsOf(document, file, remark, value, [...path, ...below])];
    wrong("an object: { … }", ...below);
    return [];
  };
  /** An object is opened once, so that it knows all that was asked of it. */
  const once = (name: string, make: () => Fields[]): Fields[] => {
    const before = opened.get(name);
    if (before) return before;
    const made = make();
    opened.set(name, made);
    return made;
  };
  const items = (name: string): unknown[] => {
    const value = get(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      wrong("a list: [ … ]", name);
      return [];
    }
    if (value.length > MAX_ITEMS)
      remark(
        "error",
        file,
        lineAt(name),
        `${quote(name)} has ${value.length} entries; those after ${MAX_ITEMS} are left out.`,
      );
    return value.slice(0, MAX_ITEMS);
  };
  return {
    text(...names) {
      for (const name of names) {
        const value = get(name);
        if (isText(value)) {
          for (const other of names) asked.add(other);
          return String(value);
        }
        if (value !== undefined) wrong("text", name);
      }
      return null;
    },
    flag(name) {
      const value = get(name);
      if (typeof value === "boolean") return value;
      if (value === "true" || value === "false") return value === "true";
      if (value !== undefined) wrong("true or false", name);
      return false;
    },
    number(name) {
      const value = get(name);
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number === "number" && Number.isFinite(number)) return number;
      if (value !== undefined) wrong("a number", name);
      return null;
    },
    inner(name) {
      const value = get(name);
      return once(name, () => (value === undefined ? [] : open(value, name)))[0] ?? null;
    },
    list: (name) =>
      once(name, () =>
        items(name).flatMap((value, index) => (value === null ? [] : open(value, name, index))),
      ),
    texts(name) {
      const value = get(name);
      if (isText(value)) return [String(value)];
      return items(name).flatMap((item, index) => {
        if (isText(item)) return [String(item)];
        wrong("text", name, index);
        return [];
      });
    },
    accept(...names) {
      for (const name of names) asked.add(name);
    },
    names: () => Object.keys(object).filter((name) => object[name] !== null),
    line: (name) => (name === undefined ? lineAt() : lineAt(name)),
    close() {
      for (const name of Object.keys(object)) {
        if (asked.has(name)) continue;
        remark(
          "warning",
          file,
          lineAt(name),
          `${quote([...path, name].join("."))} is not known here; it does nothing.`,
        );
      }
      for (const fields of opened.values()) for (const one of fields) one.close();
    },
  };
}
