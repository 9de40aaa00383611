import { isIP } from "node:net";

/** What the server may be called. */
export interface OwnNames {
  /** The address it was told to listen on. */
  listenHost: string;
  publicUrl: string | undefined;
}

/**
 * Whether a Host header names this server. Another site's name that was made to point here (DNS rebinding) does not,
 * so its pages are never of our origin. An address is never another site's name.
 */
export function isOwnHost(host: string | undefined, { listenHost, publicUrl }: OwnNames): boolean {
  const name = URL.parse(`http://${host ?? ""}`)?.hostname;
  if (!host || !name || !/^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d+)?$/i.test(host)) return false;
  if (name === "localhost" || name === listenHost.toLowerCase() || isIP(name.replace(/^\[|\]$/g, "")) !== 0)
    return true;
  return publicUrl !== undefined && name === URL.parse(publicUrl)?.hostname;
}
