export interface ListeningPort {
  port: number;
  /** Answers on the sandbox's loopback only. */
  loopbackOnly: boolean;
}

/** The engine's own API and swarm's management and gossip: not servers of the learner's. */
const INTERNAL = new Set([2375, 2376, 2377, 7946]);
const LISTEN = "0A";
const MAX_PORTS = 200;

/** Loopback in the kernel's spelling: 127.0.0.0/8 (little endian), ::1, and ::ffff:127.0.0.0/104. */
function isLoopback(address: string): boolean {
  if (address.length === 8) return address.endsWith("7F");
  return (
    address === "00000000000000000000000001000000" ||
    (address.startsWith("0000000000000000FFFF0000") && address.endsWith("7F"))
  );
}

/** Reads the LISTEN rows of /proc/PID/net/tcp and tcp6 (made by the kernel), sorted by port. */
export function parseListeningPorts(...tables: string[]): ListeningPort[] {
  const open = new Map<number, boolean>();
  for (const line of tables.join("\n").split("\n")) {
    const match =
      /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) /.exec(line);
    if (!match || match[3] !== LISTEN) continue;
    const port = Number.parseInt(match[2] as string, 16);
    if (port === 0 || INTERNAL.has(port)) continue;
    open.set(port, (open.get(port) ?? true) && isLoopback(match[1] as string));
  }
  return [...open]
    .map(([port, loopbackOnly]) => ({ port, loopbackOnly }))
    .sort((a, b) => a.port - b.port)
    .slice(0, MAX_PORTS);
}
