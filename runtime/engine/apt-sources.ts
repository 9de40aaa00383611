import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One place that apt fetches from, as the machine's own configuration has it. */
export interface AptSource {
  uri: string;
  suites: string[];
  components: string[];
  signedBy?: string;
}

/** Reads both formats of apt: deb822 (.sources) and one-line (.list). What it does not understand is left out. */
export function parseAptSources(text: string, format: "deb822" | "list"): AptSource[] {
  return format === "deb822" ? parseStanzas(text) : parseLines(text);
}

function parseStanzas(text: string): AptSource[] {
  const clean = text.replace(/^#.*\n?/gm, "");
  return clean.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = new Map<string, string>();
    for (const match of stanza.matchAll(/^([A-Za-z-]+):[ \t]*(.*(?:\n[ \t]+.*)*)/gm)) {
      fields.set(match[1]?.toLowerCase() ?? "", (match[2] ?? "").trim());
    }
    if (
      !fields.get("types")?.split(/\s+/).includes("deb") ||
      /^(no|false)$/i.test(fields.get("enabled") ?? "yes")
    )
      return [];
    const words = (name: string) => (fields.get(name) ?? "").split(/\s+/).filter(Boolean);
    const signedBy = fields.get("signed-by");
    return words("uris").map((uri) => ({
      uri: uri.replace(/\/+$/, ""),
      suites: words("suites"),
      components: words("components"),
      ...(signedBy?.startsWith("/") ? { signedBy } : {}),
    }));
  });
}

function parseLines(text: string): AptSource[] {
  return text.split("\n").flatMap((line) => {
    const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*)$/.exec(line.trim());
    if (!match?.[2] || !match[3]) return [];
    const signedBy = /signed-by=(\/\S+)/.exec(match[1] ?? "")?.[1];
    const components = (match[4] ?? "").replace(/#.*/, "").split(/\s+/).filter(Boolean);
    return [
      {
        uri: match[2].replace(/\/+$/, ""),
        suites: [match[3]],
        components,
        ...(signedBy ? { signedBy } : {}),
      },
    ];
  });
}

/** The source that serves this distribution's own packages: its main component in the release's own suite. */
export function chooseMainSource(sources: AptSource[], codename: string): AptSource | undefined {
  return sources.find((source) => source.suites.includes(codename) && source.components.includes("main"));
}

export function readAptSources(folder = "/etc/apt"): AptSource[] {
  const read = (path: string, format: "deb822" | "list") => {
    try {
      return parseAptSources(readFileSync(path, "utf8"), format);
    } catch {
      return [];
    }
  };
  let names: string[] = [];
  try {
    names = readdirSync(join(folder, "sources.list.d")).sort();
  } catch {}
  return [
    ...read(join(folder, "sources.list"), "list"),
    ...names.flatMap((name) => {
      if (name.endsWith(".sources")) return read(join(folder, "sources.list.d", name), "deb822");
      return name.endsWith(".list") ? read(join(folder, "sources.list.d", name), "list") : [];
    }),
  ];
}

export interface Release {
  id: string;
  codename: string;
  version: number;
}

export function parseRelease(osRelease: string): Release {
  const field = (name: string) => new RegExp(`^${name}="?([^"\\n]*)"?$`, "m").exec(osRelease)?.[1] ?? "";
  return {
    id: field("ID"),
    codename: field("VERSION_CODENAME"),
    version: Number.parseFloat(field("VERSION_ID")),
  };
}
