import type { NodeName, SessionId } from "../../../runtime/protocol/index.ts";
import { previewLabel } from "../../previews/preview-host.ts";
import type { SessionBook } from "../../sessions/session-book.ts";
import type { SessionAddresses as PlaceholderAddresses } from "../formats/killercoda/machine/placeholders.ts";

/** Where a session's nodes are reached; null for a node that it has not. */
export interface SessionAddresses extends PlaceholderAddresses {
  /** The URL of any port's preview, with the word PORT where the number goes, and no slash at its end. */
  previewPattern: (node: NodeName) => string | null;
}

export interface SessionAddressesOptions {
  sessions: Pick<SessionBook, "get" | "view">;
  previewDomain: string;
  /** What a browser reaches Slipway at. */
  publicUrl: () => string;
}

/** The addresses of sessions as they are at the moment of asking: for texts, and for scripts. */
export function createSessionAddresses({ sessions, previewDomain, publicUrl }: SessionAddressesOptions) {
  return (sessionId: SessionId): SessionAddresses => {
    const nodeOf = (name: NodeName) => {
      const live = sessions.get(sessionId);
      return live && sessions.view(live).nodes.find((node) => node.name === name);
    };
    const preview = (name: NodeName, port: number | "PORT"): string | null => {
      const node = nodeOf(name);
      if (!node) return null;
      const base = new URL(publicUrl());
      const at = base.port === "" ? "" : `:${base.port}`;
      return `${base.protocol}//${previewLabel({ sandboxId: node.sandboxId, port })}.${previewDomain}${at}`;
    };
    return {
      previewUrl(name, port) {
        const url = preview(name, port);
        return url === null ? null : `${url}/`;
      },
      previewPattern: (name) => preview(name, "PORT"),
      address(name) {
        const node = nodeOf(name);
        return node?.privateAddress ?? node?.address ?? null;
      },
    };
  };
}

export type AddressesOf = ReturnType<typeof createSessionAddresses>;
