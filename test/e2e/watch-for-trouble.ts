import type { BrowserContext } from "@playwright/test";

/** Refused calls and lost connections are what tests are about; each is looked at where it is provoked. */
const EXPECTED = [/^Failed to load resource/, /^WebSocket connection to/, /frame-ancestors 'none'/];

/** Headers that the browser does not understand are told as warnings. */
const OF_HEADERS = /Permissions-Policy|Content-Security-Policy/;

const isOurs = (url: URL) =>
  ["data:", "blob:", "about:"].includes(url.protocol) ||
  url.hostname === "localhost" ||
  url.hostname.endsWith(".localhost");

/** Notes every error of a page, every request to another host and every asset that is not there. Previews' own pages aside. */
export function watchForTrouble(context: BrowserContext): string[] {
  const troubles: string[] = [];
  const ofPreview = (url: string) => URL.canParse(url) && new URL(url).hostname.endsWith(".localhost");
  context.on("console", (message) => {
    const { url } = message.location();
    const text = message.text();
    if ((message.type() !== "error" && !OF_HEADERS.test(text)) || ofPreview(url)) return;
    if (!EXPECTED.some((pattern) => pattern.test(text))) troubles.push(`${message.type()}: ${text}`);
  });
  context.on("weberror", (error) => troubles.push(`thrown: ${error.error().stack ?? error.error().message}`));
  context.on("request", (request) => {
    if (!isOurs(new URL(request.url()))) troubles.push(`foreign request: ${request.url()}`);
  });
  context.on("response", (response) => {
    const { hostname, pathname } = new URL(response.url());
    const asset = hostname === "localhost" && /^\/(?:_next\/|[^/]+\.[a-z]+$)/.test(pathname);
    if (asset && response.status() >= 400) troubles.push(`${response.status()} for ${pathname}`);
  });
  return troubles;
}
