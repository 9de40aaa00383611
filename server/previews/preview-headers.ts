import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { withoutCookie } from "../auth/cookies.ts";
import { learnerCookie } from "../auth/learners.ts";
import { previewCookie } from "./preview-links.ts";

/** Ours, whichever way this server is reached: a learner's server neither sees nor sets them. */
const OWN_COOKIES = [true, false].flatMap((secure) => [learnerCookie(secure), previewCookie(secure)]);
/** These speak for more than one origin: for other ports and for the application beside it. */
const REACH_BEYOND = ["clear-site-data", "alt-svc", "strict-transport-security"];

const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "proxy-connection",
];

/** What goes on to the learner's server: all but our cookies and what belongs to this hop. */
export function forwardedHeaders(request: IncomingMessage, secure: boolean): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { ...request.headers };
  for (const name of HOP_BY_HOP) delete headers[name];
  // Answered already: Node tells the browser to go on.
  delete headers.expect;
  if (request.headers.upgrade === undefined) delete headers.upgrade;
  else headers.connection = "Upgrade";
  const cookie = OWN_COOKIES.reduce(withoutCookie, request.headers.cookie);
  if (cookie === undefined) delete headers.cookie;
  else headers.cookie = cookie;
  headers["x-forwarded-proto"] = secure ? "https" : "http";
  headers["x-forwarded-host"] = request.headers.host ?? "";
  return headers;
}

const cookieName = (line: string) => line.split(/[=;]/, 1)[0]?.trim() ?? "";

/** Within the session's page a browser keeps only cookies that say so themselves: else no login there would last. */
const forFrame = (line: string) =>
  `${line.replace(/;\s*(?:samesite\s*=[^;]*|secure|partitioned)\s*(?=;|$)/gi, "")}; SameSite=None; Secure; Partitioned`;

/**
 * What comes back: cookies for a parent domain or under our names are dropped, as is what reaches beyond this origin.
 * `framed`: browsers take Secure cookies from here, and the others are made to work within the session's page.
 */
export function returnedHeaders(headers: IncomingHttpHeaders, framed = false): OutgoingHttpHeaders {
  const kept: OutgoingHttpHeaders = { ...headers };
  for (const name of [...HOP_BY_HOP, ...REACH_BEYOND]) delete kept[name];
  const cookies = (headers["set-cookie"] ?? []).filter(
    (line) => !/;\s*domain\s*=/i.test(line) && !OWN_COOKIES.includes(cookieName(line)),
  );
  if (cookies.length > 0) kept["set-cookie"] = framed ? cookies.map(forFrame) : cookies;
  else delete kept["set-cookie"];
  return kept;
}
