/** Where an entry link leads: a path on the preview's own origin, whatever was asked (`//host` would leave it). */
export function parseEntryPath(asked: string | null): string {
  const url = URL.canParse(asked ?? "/", "http://preview")
    ? new URL(asked ?? "/", "http://preview")
    : new URL("http://preview/");
  return `/${url.pathname.replace(/^\/+/, "")}${url.search}`;
}
