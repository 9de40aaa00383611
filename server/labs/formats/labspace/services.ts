import { VariableName } from "../../../../runtime/protocol/index.ts";
import type { LabService, LabVariable } from "../../model/lab.ts";
import type { AuthorsDocument } from "../authors-document.ts";
import type { Fields } from "../killercoda/settings/fields.ts";
import { quote, type Remark } from "../killercoda/settings/remark-list.ts";
import { plainLine, shorten } from "../plain-words.ts";

const OWN_COMPUTER = /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])$/;

/** The tabs of a Labspace: a port of the learner's containers where the address is this computer's, another site otherwise. */
export function readServices(file: string, settings: Fields, remark: Remark): LabService[] {
  return settings.list("services").flatMap((service): LabService[] => {
    service.accept("icon");
    const id = service.text("id")?.trim() ?? "";
    const written = service.text("url")?.trim() ?? "";
    const url = URL.canParse(written) ? new URL(written) : null;
    if (url === null || !/^https?:$/.test(url.protocol)) {
      remark(
        "warning",
        file,
        service.line("url"),
        `The tab ${quote(id || "without a name")} has no web address; it is left out.`,
      );
      return [];
    }
    const title = shorten(plainLine(service.text("title") ?? "") || id || url.host, 80);
    if (!OWN_COMPUTER.test(url.hostname)) return [{ title, port: null, path: "/", href: url.href }];
    const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
    return [{ title, port, path: url.pathname + url.search + url.hash, href: null }];
  });
}

/** The variables that a Labspace gives; their values are text whatever YAML makes of them. */
export function readVariables(file: string, document: AuthorsDocument, remark: Remark): LabVariable[] {
  const given = (document.value as { variables?: unknown } | null)?.variables;
  if (given === undefined || given === null) return [];
  if (typeof given !== "object" || Array.isArray(given)) {
    remark(
      "warning",
      file,
      document.lineOf(["variables"]),
      "variables should be names with their values; they are left out.",
    );
    return [];
  }
  return Object.entries(given).flatMap(([name, value]): LabVariable[] => {
    const line = document.lineOf(["variables", name]);
    if (!VariableName.safeParse(name).success) {
      remark(
        "warning",
        file,
        line,
        `${quote(name)} cannot be a variable's name: letters, digits, _ and - can.`,
      );
      return [];
    }
    if (typeof value === "object" && value !== null) {
      remark("warning", file, line, `The variable ${quote(name)} should be a text; it is left out.`);
      return [];
    }
    return [{ name, prompt: null, value: String(value ?? "").slice(0, 2000) }];
  });
}
