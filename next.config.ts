import type { NextConfig } from "next";

const previewDomain = process.env.SLIPWAY_PREVIEW_DOMAIN || "localhost";
const dev = process.env.NODE_ENV !== "production";

/** The page runs scripts of its own and of Monaco's workers only; previews are the one thing it frames. */
const contentSecurityPolicy = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${dev ? " 'unsafe-eval'" : ""}`,
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self' blob:",
  "font-src 'self' data:",
  "img-src 'self' data: blob:",
  "connect-src 'self' ws: wss:",
  `frame-src http://*.${previewDomain}:* https://*.${previewDomain}:*`,
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked once, by npm run types, for pages and server alike.
  typescript: { ignoreBuildErrors: true },
  allowedDevOrigins: ["localhost", "127.0.0.1"],
  serverExternalPackages: [
    "@libsql/client",
    "libsql",
    "@prisma/adapter-libsql",
    "@prisma/client",
    "pino",
    "ws",
  ],
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "Content-Security-Policy", value: contentSecurityPolicy },
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "Referrer-Policy", value: "same-origin" },
        { key: "X-Frame-Options", value: "DENY" },
      ],
    },
  ],
};

export default config;
