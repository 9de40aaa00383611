import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { withoutCookie } from "../auth/cookies.ts";
import { LEARNER_COOKIE } from "../auth/learners.ts";
import { PREVIEW_COOKIE } from "./preview-links.ts";

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
  const cookie = withoutCookie(withoutCookie(request.headers.cookie, PREVIEW_COOKIE), LEARNER_COOKIE);
  if (cookie === undefined) delete headers.cookie;
  else headers.cookie = cookie;
  headers["x-forwarded-proto"] = secure ? "https" : "http";
  headers["x-forwarded-host"] = request.headers.host ?? "";
  return headers;
}

/** What comes back: cookies for a parent domain or under our names are dropped, as is what belongs to this hop. */
export function returnedHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const kept: OutgoingHttpHeaders = { ...headers };
  for (const name of HOP_BY_HOP) delete kept[name];
  const cookies = (headers["set-cookie"] ?? []).filter(
    (cookie) =>
      !/;\s*domain\s*=/i.test(cookie) &&
      !cookie.trimStart().startsWith(`${PREVIEW_COOKIE}=`) &&
      !cookie.trimStart().startsWith(`${LEARNER_COOKIE}=`),
  );
  if (cookies.length > 0) kept["set-cookie"] = cookies;
  else delete kept["set-cookie"];
  return kept;
}
