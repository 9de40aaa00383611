import type { NodeName } from "../../../../../runtime/protocol/index.ts";
import type { LabFile } from "../../../model/lab.ts";
import { nodeOfHost } from "./host-names.ts";

/** What a session knows of its nodes; null for a node that it has not. */
export interface SessionAddresses {
  address: (node: NodeName) => string | null;
  /** The URL of a port's preview, with or without a slash at its end. */
  previewUrl: (node: NodeName, port: number) => string | null;
}

const SUBDOMAIN_URL =
  /(https?:\/\/)?\[\[(HOST|CLIENT)(\d?)_SUBDOMAIN\]\]-(\d{1,5})-\[\[KATACODA_HOST\]\](?:\.environments\.katacoda\.com|\.?\[\[KATACODA_DOMAIN\]\])?/g;
const TRAFFIC = /\{\{\s*TRAFFIC_([A-Z]+\d+)_(\d{1,5})\s*\}\}/g;
const ADDRESS = /\[\[(HOST|CLIENT)(\d?)_IP\]\]/g;

/**
 * Replaces what Killercoda and Katacoda replace in scripts and texts: [[HOST_IP]], {{TRAFFIC_HOST1_80}} and the URLs made of
 * [[HOST_SUBDOMAIN]] and [[KATACODA_HOST]]. A URL that was written without its scheme gets none. What the session has no
 * value for stays as it was written.
 */
export function fillPlaceholders(text: string, { address, previewUrl }: SessionAddresses): string {
  const preview = (host: string, port: string): string | null => {
    const node = nodeOfHost(host);
    const number = Number(port);
    if (node === null || number < 1 || number > 65_535) return null;
    return previewUrl(node, number)?.replace(/\/$/, "") ?? null;
  };
  return text
    .replace(
      SUBDOMAIN_URL,
      (written, scheme: string | undefined, kind: string, digit: string, port: string) => {
        const url = preview(hostName(kind, digit), port);
        return url === null ? written : scheme === undefined ? url.replace(/^https?:\/\//, "") : url;
      },
    )
    .replace(TRAFFIC, (written, host: string, port: string) => preview(host, port) ?? written)
    .replace(ADDRESS, (written, kind: string, digit: string) => {
      const node = nodeOfHost(hostName(kind, digit));
      return (node && address(node)) ?? written;
    });
}

function hostName(kind: string, digit: string): string {
  return kind === "HOST" ? `host${digit || "1"}` : kind;
}

/** The file from which scripts make a preview's URL: `sed 's/PORT/80/g' /etc/killercoda/host`. The pattern holds the word PORT. */
export function killercodaHostFile(previewUrlPattern: string): LabFile {
  const bytes = new TextEncoder().encode(`${previewUrlPattern}\n`);
  return { node: "node1", path: "/etc/killercoda/host", bytes, mode: "644" };
}

/** Addresses that Killercoda's hosts have and a session's nodes do not, as authors write them; 1-based lines. */
export function findFixedAddresses(text: string): { line: number; address: string }[] {
  return text.split("\n").flatMap((content, index) => {
    const address = /(?<![\d.])172\.30\.[1-3]\.2(?![\d.]*\d)/.exec(content)?.[0];
    return address === undefined ? [] : [{ line: index + 1, address }];
  });
}

/** Katacoda's names of its own servers that stand where no preview's URL can take their place; 1-based lines. */
export function findLonePlaceholders(text: string): { line: number; name: string }[] {
  return text.split("\n").flatMap((content, index) => {
    const rest = content.replace(SUBDOMAIN_URL, "");
    const name = /\[\[(?:(?:HOST|CLIENT)\d?_SUBDOMAIN|KATACODA_HOST|KATACODA_DOMAIN)\]\]/.exec(rest)?.[0];
    return name === undefined ? [] : [{ line: index + 1, name }];
  });
}
