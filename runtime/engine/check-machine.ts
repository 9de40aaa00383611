import { AppError } from "../common/app-error.ts";
import type { Release } from "./apt-sources.ts";
import { findServingIncus } from "./embedded-incus.ts";
import { readRelease } from "./packages.ts";

export interface MachineFacts {
  platform: string;
  release: Release;
  root: boolean;
  /** Whether an Incus serves that admits whoever runs this. */
  admitted: boolean;
}

export const isSupported = ({ id, version }: Release): boolean =>
  (id === "debian" && version >= 12) || (id === "ubuntu" && version >= 24.04);

/** What stands in the way of set-up on this machine; undefined when nothing does. */
export function decideMachine({ platform, release, root, admitted }: MachineFacts): AppError | undefined {
  if (platform !== "linux") {
    const userMessage = `Slipway runs sandboxes on Linux; this is ${platform}.`;
    return new AppError("setup.platform", { userMessage });
  }
  if (!isSupported(release)) {
    const name = [release.id || "this distribution", release.version || ""].join(" ").trim();
    return new AppError("setup.platform", { userMessage: `${name} is not supported.` });
  }
  if (root || admitted) return undefined;
  return new AppError("setup.not-root", {
    userMessage: "Setting up the engine needs root, and no Incus on this machine admits you.",
    nextStep:
      "Run npm start as root, or join the group of a serving Incus (sudo usermod -aG incus-admin $USER, then log in again), or name its socket with SLIPWAY_INCUS_SOCKET.",
  });
}

/** Rejects with setup.platform or setup.not-root where Slipway cannot be set up. */
export async function checkMachine(): Promise<void> {
  const { platform } = process;
  const root = process.getuid?.() === 0;
  const admitted = platform === "linux" && (await findServingIncus()) !== undefined;
  const release = platform === "linux" ? readRelease() : { id: "", codename: "", version: 0 };
  const refusal = decideMachine({ platform, release, root, admitted });
  if (refusal) throw refusal;
}
