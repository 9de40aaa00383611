const toNumber = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const toAddress = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");

/** 198.18.0.0/15 is kept for benchmarks: no real network uses it, so private ranges can be refused as a whole. */
const RANGE_START = toNumber("198.18.0.0");
const RANGE_END = toNumber("198.20.0.0");

/** Everything on IPv4 but private, shared, loopback, link-local, benchmark, multicast and reserved addresses. */
export const PUBLIC_RANGES = [
  "1.0.0.0-9.255.255.255",
  "11.0.0.0-100.63.255.255",
  "100.128.0.0-126.255.255.255",
  "128.0.0.0-169.253.255.255",
  "169.255.0.0-172.15.255.255",
  "172.32.0.0-191.255.255.255",
  "192.0.1.0-192.167.255.255",
  "192.169.0.0-198.17.255.255",
  "198.20.0.0-223.255.255.255",
];

/** The first addresses (the gateways) of so many free subnets, given the routes that the machine has. */
export function chooseSubnets(taken: string[], count: number, prefix: number): string[] {
  const size = 2 ** (32 - prefix);
  const ranges = taken.map((cidr) => {
    const [address = "", bits = "32"] = cidr.split("/");
    const length = 2 ** (32 - Number(bits));
    const start = Math.floor(toNumber(address) / length) * length;
    return { start, end: start + length };
  });
  const chosen: string[] = [];
  for (let start = RANGE_START; start + size <= RANGE_END && chosen.length < count; start += size) {
    if (ranges.every((range) => range.end <= start || range.start >= start + size))
      chosen.push(toAddress(start + 1));
  }
  return chosen;
}
