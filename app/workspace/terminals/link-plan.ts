import { NodeName, type NodeView } from "../../../runtime/protocol/index.ts";
import type { OpenPort } from "../../client/layout-state.ts";

export type LinkPlan = { kind: "preview"; port: OpenPort } | { kind: "page"; url: string } | null;

const OWN_HOSTS = /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;

/** A preview's host, as scripts of a lab print it. */
const PREVIEW_HOST = /^(\d{1,5})--(sbx-[a-z0-9]+)\./;

/**
 * Where an address in a node's output leads: a node's own port and the address of its preview to the preview, the web to a
 * page, anything else nowhere. `nodes` are the session's.
 */
export function planLink(
  uri: string,
  node: NodeName,
  nodes: readonly Pick<NodeView, "name" | "sandboxId">[],
): LinkPlan {
  if (!URL.canParse(uri)) return null;
  const { protocol, hostname, port, href, pathname, search } = new URL(uri);
  if (protocol !== "http:" && protocol !== "https:") return null;
  const [, previewed, label] = PREVIEW_HOST.exec(hostname) ?? [];
  const shown = nodes.find(({ sandboxId }) => sandboxId.replace("_", "-") === label);
  if (shown)
    return {
      kind: "preview",
      port: { node: shown.name, port: Number(previewed), path: pathname + search },
    };
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
