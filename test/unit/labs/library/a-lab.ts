import type { Lab } from "../../../../server/labs/model/lab.ts";
import { loadNativeLab } from "../../../../server/labs/native/load-native-lab.ts";
import { aNativeFolder } from "../native/native-folder.ts";

/** A small sound lab, with what is given in place of its own. */
export function aLab(more: Partial<Lab> = {}): Lab {
  const { lab } = loadNativeLab(aNativeFolder(), more.slug ?? "first-container");
  if (!lab) throw new Error("the small lab does not load");
  return { ...lab, ...more };
}
