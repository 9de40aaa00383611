import type { LabRemark } from "../../../runtime/protocol/index.ts";
import type { LoadedLabs } from "./loaded-labs.ts";

/** Addresses below /labs and /api/labs that are Slipway's own: a lab of that name could not be reached. */
const RESERVED: ReadonlySet<string> = new Set(["import", "imports"]);

const refusal = (slug: string, file: string): LabRemark => ({
  severity: "error",
  file,
  line: null,
  message: `The name “${slug}” is kept for the pages where people bring labs: give its folder or file another.`,
});

/** The labs and courses of a folder without those whose names this server has other uses for; each is told to its author. */
export function refuseReserved<Loaded extends LoadedLabs>(loaded: Loaded): Loaded {
  const refused = loaded.courses.filter(({ slug }) => RESERVED.has(slug));
  return {
    ...loaded,
    labs: loaded.labs.map(({ path, loaded: one }) => {
      if (!one.lab || !RESERVED.has(one.lab.slug)) return { path, loaded: one };
      const remarks = [...one.remarks, refusal(one.lab.slug, one.lab.intro.file)];
      return { path, loaded: { lab: null, remarks } };
    }),
    courses: loaded.courses.filter((course) => !refused.includes(course)),
    remarks: [...loaded.remarks, ...refused.map(({ slug, text }) => refusal(slug, text.file))],
  };
}
