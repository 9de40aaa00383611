/** What the pages of this server may do and reach. */
export interface PageSurroundings {
  previewDomain: string;
  publicUrl: string | undefined;
  /** Hot reload evaluates code. */
  dev: boolean;
}

/**
 * The headers of every page. Set here and not by Next, which would bake the settings of the day it was built into
 * them: a page runs its own scripts and Monaco's workers, talks to its own origin, and frames nothing but previews.
 */
export function pageHeaders({ previewDomain, publicUrl, dev }: PageSurroundings): Record<string, string> {
  const base = publicUrl === undefined ? undefined : new URL(publicUrl);
  // Without a public address the port is not known to whoever reads this; a framed preview still needs its cookie.
  const frames = base
    ? `${base.protocol}//*.${previewDomain}${base.port === "" ? "" : `:${base.port}`}`
    : `http://*.${previewDomain}:*`;
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'unsafe-inline'${dev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
    "font-src 'self' data:",
    "img-src 'self' data: blob:",
    // Sockets of this very origin are within 'self'.
    "connect-src 'self'",
    `frame-src ${frames}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return {
    "Content-Security-Policy": policy.join("; "),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    // Only features that browsers know by default: each page of one that does not would tell of the others in its console.
    "Permissions-Policy":
      "camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=(), serial=(), hid=(), midi=()",
  };
}
