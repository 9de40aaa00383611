import "./globals.css";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = {
  title: { default: "Slipway: a Docker playground in the browser", template: "%s · Slipway" },
  description: "An editor, a terminal and a Docker Engine of your own, in the browser.",
  icons: { icon: "/icon.svg" },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  // The on-screen keyboard takes its room from the page, so that a terminal's last line stays in view.
  interactiveWidget: "resizes-content",
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* Not deferred: it must run before the first paint, or a dark page flashes white. */}
        <script src="/theme.js" />
      </head>
      <body>{children}</body>
    </html>
  );
}
