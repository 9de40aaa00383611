import type { NodeName } from "../../../../runtime/protocol/index.ts";
import { pathBelowRoot } from "../lab-path.ts";
import { portMarkPattern } from "../marks.ts";
import { portOfText } from "../node-number.ts";
import { type Reading, withVariables } from "../reading.ts";

export type LinkTarget =
  | { kind: "port"; node: NodeName; port: number; path: string }
  | { kind: "port-choice" }
  | { kind: "address"; href: string }
  /** A place in the same text. */
  | { kind: "place"; id: string }
  | { kind: "none" };

const localhost = /^https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::(\d{1,5}))?(?=[/?#]|$)(.*)$/i;
const selector = /^(?:\{\{|%7B%7B)\s*TRAFFIC_SELECTOR\s*(?:\}\}|%7D%7D)/i;

/** Where a link of a text leads, once variables and placeholders are put in. */
export function linkTarget(written: string, reading: Reading): LinkTarget {
  const href = withVariables(written, reading).trim();
  if (selector.test(href)) return { kind: "port-choice" };
  const mark = portMarkPattern().exec(href);
  const at = mark?.index ?? 0;
  // Some write the scheme before the placeholder.
  if (mark && /^(?:https?:\/\/)?$/.test(href.slice(0, at)))
    return portTarget(mark[1] as NodeName, Number(mark[2]), href.slice(at + mark[0].length));
  const local = localhost.exec(href);
  const port = portOfText(local?.[1] ?? "80");
  if (local && port) return portTarget("node1", port, local[2] ?? "");
  if (href.startsWith("#")) return href.length > 1 ? { kind: "place", id: href.slice(1) } : { kind: "none" };
  const address = externalAddress(href);
  if (address) return { kind: "address", href: address };
  const asset = assetAddress(href, reading);
  return asset ? { kind: "address", href: asset } : { kind: "none" };
}

const portTarget = (node: NodeName, port: number, rest: string): LinkTarget => ({
  kind: "port",
  node,
  port,
  path: rest.startsWith("/") ? rest : `/${rest}`,
});

/** A whole http, https or mailto address, as a browser would read it; null for everything else. */
export function externalAddress(written: string): string | null {
  const whole = written.startsWith("//") ? `https:${written}` : written;
  const url = URL.canParse(whole) ? new URL(whole) : null;
  return url && ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
}

/** The address of a file of the lab that a text refers to; null when there is none. */
export function assetAddress(written: string, reading: Reading): string | null {
  const { context, draft } = reading;
  const own = pathBelowRoot(written, draft.source.file);
  // Labspaces count from the repository's root; a text's own folder is the second guess.
  const paths = context.dialect === "labspace" ? [pathBelowRoot(written, "x"), own] : [own];
  for (const path of paths) {
    const url = path === null ? null : context.assetUrl(path);
    if (url?.startsWith("/api/")) return url;
  }
  return null;
}
