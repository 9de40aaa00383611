import { existsSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { AppError } from "../common/app-error.ts";
import { runCommand } from "./run-command.ts";

/** What the making of the sandbox image asks of whoever is not root: a user namespace that holds many owners. */
export interface NamespaceFacts {
  user: string;
  /** Whether mmdebstrap gets its namespace; root needs none. The rest says why not. */
  works: boolean;
  /** newuidmap and newgidmap. */
  uidmap: boolean;
  /** The text of /etc/subuid and /etc/subgid. */
  subuid: string;
  subgid: string;
  /** Names and values of the kernel's settings below, where there are such. */
  settings: Record<string, string>;
}

/** Settings that can forbid user namespaces, and how. */
const SETTINGS = [
  { name: "kernel.unprivileged_userns_clone", forbids: "0", allows: "1" },
  { name: "user.max_user_namespaces", forbids: "0", allows: "10000" },
  { name: "kernel.apparmor_restrict_unprivileged_userns", forbids: "1", allows: "0" },
];

/** What root runs so that pool, image and template stand for all who use this Incus. */
export const ROOT_SETS_UP = "sudo SLIPWAY_DATA_DIR=/root/.slipway npm start -- --set-up-only";
const ROOT_MAKES_IT = `Root can make the image as well, once for all who use this Incus: ${ROOT_SETS_UP}`;

const RANGE = 65_536;

/** The first range of 65536 ids from 100000 on that nobody holds in these files. */
function chooseRange(files: string[]): string {
  const held = files
    .flatMap((file) => file.split("\n"))
    .map((line) => line.split(":").slice(1).map(Number))
    .flatMap(([start, count]) => (start && count ? [{ start, end: start + count }] : []))
    .sort((one, other) => one.start - other.start);
  let first = 100_000;
  for (const { start, end } of held) if (start < first + RANGE && end > first) first = end;
  return `${first}-${first + RANGE - 1}`;
}

/** Why this user cannot make the image, with the line that changes it; undefined when nothing is in the way. */
export function decideNamespaces(facts: NamespaceFacts): AppError | undefined {
  if (facts.works) return undefined;
  const { user, subuid, subgid } = facts;
  const lacks: { reason: string; line: string }[] = [];
  if (!facts.uidmap)
    lacks.push({ reason: "the package uidmap is missing", line: "sudo apt-get install uidmap" });
  const listed = (file: string) => file.split("\n").some((line) => line.startsWith(`${user}:`));
  if (!listed(subuid) || !listed(subgid)) {
    const range = chooseRange([subuid, subgid]);
    const uids = listed(subuid) ? "" : ` --add-subuids ${range}`;
    const gids = listed(subgid) ? "" : ` --add-subgids ${range}`;
    lacks.push({
      reason: `the user ${user} has no range in /etc/subuid or /etc/subgid`,
      line: `sudo usermod${uids}${gids} ${user}`,
    });
  }
  for (const { name, forbids, allows } of SETTINGS) {
    if (facts.settings[name] === forbids)
      lacks.push({ reason: `${name} is ${forbids}`, line: `sudo sysctl -w ${name}=${allows}` });
  }
  const reasons = lacks.map(({ reason }) => reason).join("; ");
  const lines = lacks.map(({ line }) => line).join(" && ");
  return new AppError("setup.not-root", {
    userMessage: `Making the sandbox image takes a user namespace, and you get none: ${reasons || "mmdebstrap --unshare-helper true says why"}.`,
    nextStep: lines ? `Have this run once: ${lines}. ${ROOT_MAKES_IT}` : ROOT_MAKES_IT,
  });
}

const contentOf = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);

/** Looks at the machine as whoever runs this, and changes nothing. */
export async function readNamespaces(): Promise<NamespaceFacts> {
  // Tried, not guessed: Ubuntu forbids user namespaces to most programs, and its profile lets mmdebstrap have them.
  const tried = () =>
    runCommand("mmdebstrap", ["--unshare-helper", "true"], { cwd: "/" }).then(
      () => true,
      () => false,
    );
  return {
    user: userInfo().username,
    works: process.getuid?.() === 0 || (await tried()),
    uidmap: ["newuidmap", "newgidmap"].every((name) => existsSync(`/usr/bin/${name}`)),
    subuid: contentOf("/etc/subuid") ?? "",
    subgid: contentOf("/etc/subgid") ?? "",
    settings: Object.fromEntries(
      SETTINGS.flatMap(({ name }) => {
        const value = contentOf(`/proc/sys/${name.replaceAll(".", "/")}`)?.trim();
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}
