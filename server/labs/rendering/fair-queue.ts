export interface FairQueue<Item> {
  add(owner: string, item: Item): void;
  /** The next: everybody who waits has one of theirs taken before anybody has a second. */
  take(): Item | undefined;
  size(): number;
  sizeOf(owner: string): number;
}

export function createFairQueue<Item>(): FairQueue<Item> {
  /** Whose turn is next comes first. */
  const lines = new Map<string, Item[]>();
  let size = 0;
  return {
    add(owner, item) {
      const line = lines.get(owner);
      if (line) line.push(item);
      else lines.set(owner, [item]);
      size += 1;
    },
    take() {
      for (const [owner, line] of lines) {
        lines.delete(owner);
        const item = line.shift();
        if (line.length > 0) lines.set(owner, line);
        size -= 1;
        return item;
      }
      return undefined;
    },
    size: () => size,
    sizeOf: (owner) => lines.get(owner)?.length ?? 0,
  };
}
