import { portMark } from "../marks.ts";
import { nodeOfNumber, portOfText } from "../node-number.ts";
import type { Draft } from "./draft.ts";

const preview = /\$\$preview:(?:(node[1-9]):)?(\d{1,5})\$\$/g;
const traffic = /\{\{\s*TRAFFIC_HOST(\d)_(\d{1,5})\s*\}\}/g;
const environment =
  /(?:https?:\/\/)?\[\[(?:HOST(\d?)|CLIENT)_SUBDOMAIN\]\]-(\d{1,5})-\[\[KATACODA_HOST\]\]\.(?:environments\.katacoda\.com|\[\[KATACODA_DOMAIN\]\])/g;

/** Makes every way to write a port's preview the one mark; what names no possible port stays as it was, with a remark. */
export function takePortPlaceholders(draft: Draft, dialect: "native" | "killercoda"): void {
  const patterns = dialect === "killercoda" ? [traffic, environment] : [preview];
  for (const line of draft.lines) {
    for (const pattern of patterns)
      line.text = line.text.replaceAll(pattern, (written: string, host = "", digits = "") => {
        const node = nodeOfNumber(String(host).replace("node", "") || "1");
        const port = portOfText(digits);
        if (node && port) return portMark(node, port);
        draft.remark("warning", line.line, `${written} names no port that a session can have.`);
        return written;
      });
  }
}

const address = /\[\[HOST(\d?)_IP\]\]/g;
const other = /\[\[(?:HOST\d?_SUBDOMAIN|CLIENT_SUBDOMAIN|KATACODA_HOST|KATACODA_DOMAIN)\]\]/;

/** Katacoda's `[[HOST_IP]]` becomes the node's address; its other names mean nothing here, which is told. */
export function takeHostPlaceholders(
  draft: Draft,
  addressOf: (node: NonNullable<ReturnType<typeof nodeOfNumber>>) => string | null,
): void {
  for (const line of draft.lines) {
    line.text = line.text.replaceAll(address, (_written: string, digit = "") => {
      const node = nodeOfNumber(digit || "1");
      return (node && addressOf(node)) ?? node ?? `host${digit}`;
    });
    const unknown = other.exec(line.text)?.[0];
    if (unknown) draft.remark("warning", line.line, `${unknown} has no meaning here.`);
  }
}
