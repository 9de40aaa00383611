"use client";
import "./globals.css";
import PageError from "./error.tsx";

/** The last resort, when the frame around all pages broke. */
export default function GlobalError(props: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Slipway</title>
        <PageError {...props} />
      </body>
    </html>
  );
}
