import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PoolStatus } from "../../runtime/protocol/index.ts";
import type { Machines } from "./machines.ts";

const Shelf = PoolStatus.shape.shelf;

/** Says whether sessions can be started, how many, and how far the image shelf is filled (DATA/shelf.json). */
export function createPoolStatus({
  dataDir,
  machines,
  places,
}: {
  dataDir: string;
  machines: Machines;
  places: () => { free: number; waiting: number };
}): () => PoolStatus {
  const shelf = () => {
    try {
      return Shelf.parse(JSON.parse(readFileSync(join(dataDir, "shelf.json"), "utf8")));
    } catch {
      return { done: 0, total: 0, current: null };
    }
  };
  return () => {
    const ready = machines.current() !== undefined;
    const message = ready ? "Ready." : "The playground is being prepared. This page goes on by itself.";
    return { ready, message, ...places(), shelf: shelf() };
  };
}
