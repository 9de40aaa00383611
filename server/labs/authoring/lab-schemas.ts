import { z } from "zod";
import {
  CourseFrontMatter,
  LabFrontMatter,
  LabTranslationFrontMatter,
  StepFrontMatter,
  StepTranslationFrontMatter,
} from "../native/lab-schema.ts";

const schemas = {
  lab: [LabFrontMatter, "Front matter of lab.md"],
  step: [StepFrontMatter, "Front matter of steps/NN-name.md"],
  course: [CourseFrontMatter, "Front matter of courses/NAME.md"],
  "lab-translation": [LabTranslationFrontMatter, "Front matter of lab.LANG.md"],
  "step-translation": [StepTranslationFrontMatter, "Front matter of steps/NN-name.LANG.md"],
} as const;

/** The JSON schemas of the native format's front matters, as text by file name. */
export function labSchemaFiles(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, [schema, title]]) => {
      // What an author writes: fields with a default may be left out.
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input", target: "draft-2020-12" });
      return [`${name}.json`, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`];
    }),
  );
}
