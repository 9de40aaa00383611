import type { IncomingHttpHeaders } from "node:http";

/** Whether a browser's Origin is this very site: the host it asked, or the public address. */
export function isOwnOrigin(
  origin: string,
  host: string | undefined,
  publicOrigin: string | undefined,
): boolean {
  if (publicOrigin !== undefined && origin === publicOrigin) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

/** Whether a request that changes something may be taken: refused when a browser says that it comes from elsewhere. */
export function isOwnRequest(headers: IncomingHttpHeaders, publicOrigin: string | undefined): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  return headers.origin === undefined || isOwnOrigin(headers.origin, headers.host, publicOrigin);
}
