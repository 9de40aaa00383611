import { stringify } from "yaml";
import type { LabRemark, NodeName } from "../../../../runtime/protocol/index.ts";
import type { LabScript, LabSource } from "../../model/lab.ts";
import { CHECK_TIMEOUT_MS, SCRIPT_TIMEOUT_MS } from "../../native/native-source.ts";
import { convertText, type TextContext } from "./convert-text.ts";

export interface WrittenFile {
  bytes: Uint8Array;
  executable: boolean;
}

const LONGEST_LINE = 200;
/** Longer scripts are easier to read in a file of their own. */
const LONGEST_INLINE_LINES = 12;
const encoder = new TextEncoder();

/** A field without a value is not written. */
const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

export const fieldsOf = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));

/** Gathers the files of a lab in the native format, and what was lost on the way. */
export function createNativeWriter(context: TextContext) {
  const files = new Map<string, WrittenFile>();
  const remarks: LabRemark[] = [];
  const scriptNames = new Map<string, string>();

  const convert = (source: LabSource) => {
    const converted = convertText(source, context);
    remarks.push(...converted.remarks);
    return converted;
  };

  const scriptFile = ({ text, file }: LabScript): string => {
    const known = scriptNames.get(text);
    if (known !== undefined) return known;
    const base = (file.split("/").at(-1) ?? "")
      .replace(/\.(md|markdown|json|ya?ml)$/i, ".sh")
      .replace(/[^\w.-]+/g, "-");
    let path = `scripts/${base || "script.sh"}`;
    for (let number = 2; files.has(path); number++) path = `scripts/${number}-${base}`;
    files.set(path, { bytes: encoder.encode(text), executable: true });
    scriptNames.set(text, path);
    return path;
  };

  return {
    files,
    remarks,
    /** A title or summary: one line, not too long. */
    line(text: string): string {
      const flat = text.replaceAll(/\s+/g, " ").trim();
      return flat.length <= LONGEST_LINE ? flat : `${flat.slice(0, LONGEST_LINE - 1)}…`;
    },
    convert,
    words: (source: LabSource): string => convert(source).markdown.trim(),
    script(script: LabScript, usualTimeoutMs: number = SCRIPT_TIMEOUT_MS): unknown {
      const { text, node, timeoutMs } = script;
      const timeoutSeconds = timeoutMs === usualTimeoutMs ? undefined : timeoutMs / 1000;
      const where: { node?: NodeName } = node === "node1" ? {} : { node };
      const plain = timeoutSeconds === undefined && node === "node1";
      const isLong =
        text.split("\n").length > LONGEST_INLINE_LINES || text.length > 4096 || text.trim() === "";
      if (isLong) return { file: scriptFile(script), ...where, ...fieldsOf({ timeoutSeconds }) };
      return plain ? text : { run: text, ...where, ...fieldsOf({ timeoutSeconds }) };
    },
    checkScript(script: LabScript): unknown {
      return this.script(script, CHECK_TIMEOUT_MS);
    },
    /** A file of front matter and text. */
    document(path: string, fields: Record<string, unknown>, body: string): void {
      const head = stringify(fieldsOf(fields), { lineWidth: 0, blockQuote: "literal" });
      const text = body.trim() === "" ? "" : `\n${body.replace(/^\n+/, "").trimEnd()}\n`;
      files.set(path, { bytes: encoder.encode(`---\n${head}---\n${text}`), executable: false });
    },
    text(path: string, body: string): void {
      files.set(path, { bytes: encoder.encode(`${body.trim()}\n`), executable: false });
    },
    bytes(path: string, bytes: Uint8Array, executable: boolean): void {
      files.set(path, { bytes, executable });
    },
  };
}

export type NativeWriter = ReturnType<typeof createNativeWriter>;
