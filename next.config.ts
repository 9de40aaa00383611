import type { NextConfig } from "next";

/** Headers are not here: server/http/page-headers.ts gives them by the settings of the day, not of the build. */
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
};

export default config;
