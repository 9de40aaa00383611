import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { refuseSource } from "../refuse-source.ts";

/** Resolves a name to all its addresses; rejects when it has none. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");

/** True for addresses of the public internet only: not for loopback, private, link-local, shared, translated, reserved or multicast ones. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(GLOBAL_IPV6)) return false;
  return parsed.range() === "unicast";
}

/** Throws `lab.source-refused` when a URL's host is written as an address that is not public. Names are checked when they are resolved. */
export function refusePrivateLiteral(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw privateTarget(host);
}

/**
 * A lookup for `net.connect`: the connection is made to the very addresses that were checked, so that a name which answers
 * differently the next time gains nothing. One address that is not public refuses the name.
 */
export function publicLookup(resolve: Resolve = resolveAll): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const addresses = found.filter((one) => !options.family || one.family === Number(options.family));
        const [first] = addresses;
        if (found.some((one) => !isPublicAddress(one.address))) callback(privateTarget(hostname), "", 0);
        else if (first === undefined) callback(new Error(`${hostname} has no address`), "", 0);
        else if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, "", 0),
    );
  };
}

function resolveAll(hostname: string): Promise<LookupAddress[]> {
  return new Promise((done, fail) =>
    systemLookup(hostname, { all: true }, (error, addresses) => (error ? fail(error) : done(addresses))),
  );
}

function privateTarget(host: string) {
  return refuseSource(
    `${host} is not on the public internet.`,
    "Name a repository that is, or copy its files into the labs folder.",
  );
}
