/** Ports of a service that it publishes under another number. */
export function differingPorts(written: unknown): { index: number; published: number; target: number }[] {
  if (!Array.isArray(written)) return [];
  return written.flatMap((entry: unknown, index) => {
    const { published, target } = portsOf(entry);
    const differs = Number.isInteger(published) && Number.isInteger(target) && published !== target;
    return differs ? [{ index, published, target }] : [];
  });
}

function portsOf(entry: unknown): { published: number; target: number } {
  if (typeof entry === "object" && entry !== null) {
    const { published, target } = entry as { published?: unknown; target?: unknown };
    return { published: Number(published ?? target), target: Number(target) };
  }
  const parts = String(entry)
    .replace(/\/(?:tcp|udp)$/, "")
    .split(":");
  return { published: Number(parts.at(-2) ?? parts.at(-1)), target: Number(parts.at(-1)) };
}
