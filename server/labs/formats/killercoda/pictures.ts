import { pathBelowRoot } from "../../markdown/lab-path.ts";
import type { LabSource } from "../../model/lab.ts";
import { picturesOfTexts } from "../pictures-of-texts.ts";
import type { Scenario } from "./scenario.ts";
import { nameOf } from "./settings/author-paths.ts";

/** Katacoda's own address of a file in a scenario: /owner/scenarios/NAME/… or /owner/courses/COURSE/NAME/… */
const ON_KATACODA = /^[^/]+\/(?:scenarios|courses)\/(.+)$/;

/** The pictures that texts show; those that are named by their address on Katacoda are found where they stand in the repository. */
export function findPictures({ folder, remark }: Scenario, texts: LabSource[]): Record<string, Uint8Array> {
  const byName = new Map<string, string[]>();
  for (const path of folder.paths()) {
    const same = byName.get(nameOf(path));
    if (same) same.push(path);
    else byName.set(nameOf(path), [path]);
  }
  return picturesOfTexts(folder, texts, remark, [], (written) => {
    const inside = written.startsWith("/")
      ? ON_KATACODA.exec(pathBelowRoot(written, "") ?? "")?.[1]
      : undefined;
    if (inside === undefined) return null;
    const same = byName.get(nameOf(inside)) ?? [];
    return same.find((path) => path === inside || path.endsWith(`/${inside}`)) ?? null;
  });
}
