import { NodeName } from "../../../runtime/protocol/index.ts";
import type { OpenPort } from "../../client/layout-state.ts";

export type LinkPlan = { kind: "preview"; port: OpenPort } | { kind: "page"; url: string } | null;

const OWN_HOSTS = /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;

/** Where an address in a node's output leads: a node's own port to its preview, the web to a page, anything else nowhere. */
export function planLink(uri: string, node: NodeName): LinkPlan {
  if (!URL.canParse(uri)) return null;
  const { protocol, hostname, port, href, pathname, search } = new URL(uri);
  if (protocol !== "http:" && protocol !== "https:") return null;
  const named = NodeName.safeParse(hostname);
  const target = named.success ? named.data : OWN_HOSTS.test(hostname) ? node : null;
  if (target === null) return { kind: "page", url: href };
  return {
    kind: "preview",
    port: {
      node: target,
      port: Number(port) || (protocol === "https:" ? 443 : 80),
      path: pathname + search,
    },
  };
}
