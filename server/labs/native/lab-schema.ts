import { z } from "zod";
import { Egress, LabLevel, Language, NodeName, Port, VariableName } from "../../../runtime/protocol/index.ts";

const line = (description: string) => z.string().trim().min(1).max(200).describe(description);
const words = (description: string) => z.string().trim().min(1).max(20_000).describe(description);

/** A script: its text, or the file that holds it. */
export const ScriptSource = z
  .union([
    z
      .string()
      .min(1)
      .max(64 * 1024),
    z.strictObject({
      file: z.string().describe("Path below the lab's folder"),
      node: NodeName.default("node1"),
      timeoutSeconds: z.number().positive().max(600).optional(),
    }),
    z.strictObject({
      run: z
        .string()
        .min(1)
        .max(64 * 1024),
      node: NodeName.default("node1"),
      timeoutSeconds: z.number().positive().max(600).optional(),
    }),
  ])
  .describe("A script run by bash as root in /root: its text, or where it stands and on which node it runs");

export const QuestionSource = z
  .strictObject({
    ask: words("The question, in Markdown"),
    options: z
      .array(
        z.strictObject({
          text: words("The answer, in Markdown"),
          correct: z.boolean().default(false),
        }),
      )
      .min(2)
      .max(20)
      .optional()
      .describe("Choices. One marked correct makes it single choice, several make it multiple choice"),
    several: z.boolean().optional().describe("Take several choices though only one is right"),
    order: z.array(words("A line")).min(2).max(20).optional().describe("Lines in their right order"),
    answer: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .describe("Free text that is right: exact text, or /pattern/ in RE2's syntax; case is ignored"),
    explain: words("Shown after answering, in Markdown").optional(),
  })
  .refine((q) => [q.options, q.order, q.answer].filter((kind) => kind !== undefined).length === 1, {
    error: "has exactly one of options, order and answer",
  });

export const QuizSource = z.strictObject({
  title: line("Heading of the quiz").default("Quiz"),
  minutes: z.number().positive().max(240).optional().describe("Time allowed from its opening"),
  required: z.boolean().default(false).describe("The step passes only when all answers are right"),
  questions: z.array(QuestionSource).min(1).max(100),
});

/** One quiz, or several that follow each other. */
export const QuizSources = z.union([QuizSource, z.array(QuizSource).max(10)]);

export const CheckSource = z.strictObject({
  looksAt: line("What is looked at: completes the words 'Looks at …'"),
  script: ScriptSource.describe("Exit status 0 passes. What it prints is told as what was found"),
  prints: line("A line that must be printed as well").optional(),
  hint: words("Shown when it fails, in Markdown").optional(),
});

/** Front matter of `steps/*.md`; the body is the step's text. */
export const StepFrontMatter = z.strictObject({
  title: line("The step's title"),
  checks: z.array(CheckSource).max(20).default([]),
  hints: z.array(words("A hint, in Markdown; shown one after another on demand")).max(10).default([]),
  solution: z
    .union([
      z
        .string()
        .min(1)
        .max(64 * 1024),
      z
        .strictObject({
          explain: words("Markdown above the script").optional(),
          scripts: z.array(ScriptSource).max(10).default([]),
        })
        .refine(({ explain, scripts }) => explain !== undefined || scripts.length > 0, {
          error: "has neither explain nor scripts",
        }),
    ])
    .optional()
    .describe(
      "A script that makes every check of the step pass: shown on demand, and run by `npm run lab -- check`",
    ),
  quiz: QuizSources.optional(),
  background: ScriptSource.optional().describe("Runs hidden when the step is first reached"),
  foreground: ScriptSource.optional().describe(
    "Is typed into the first terminal when the step is first reached",
  ),
});

/** Front matter of `lab.md`; the body is the introduction. */
export const LabFrontMatter = z.strictObject({
  title: line("The lab's title"),
  summary: line("One sentence for the catalog"),
  level: LabLevel.optional(),
  minutes: z.number().int().min(1).max(600).optional().describe("How long a learner takes"),
  language: Language.default("en").describe("The language of files without one in their names"),
  tags: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9 .+-]{0,30}$/))
    .max(12)
    .default([]),
  goals: z.array(line("What you will learn")).max(12).default([]),
  nodes: z.number().int().min(1).max(5).default(1),
  egress: Egress.optional(),
  images: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9._/:-]*$/))
    .max(40)
    .default([])
    .describe("Images it needs, as name:tag"),
  layout: z.enum(["terminal", "editor"]).default("terminal"),
  terminals: z
    .array(
      z.strictObject({
        title: line("Title of its tab"),
        node: NodeName.default("node1"),
        command: z.string().optional(),
      }),
    )
    .max(6)
    .default([]),
  open: z.array(z.string()).max(10).default([]).describe("Files opened in the editor at Start"),
  variables: z
    .array(
      z.strictObject({
        name: VariableName,
        ask: line("What the learner is asked").optional(),
        value: z.string().max(2000).default(""),
      }),
    )
    .max(40)
    .default([]),
  services: z
    .array(
      z
        .strictObject({
          title: line("Title of its tab"),
          port: Port.optional().describe("Of node1: its preview"),
          path: z.string().startsWith("/").optional(),
          href: z
            .url({ protocol: /^https?$/ })
            .optional()
            .describe("An address elsewhere"),
        })
        .refine(({ port, href }) => (port === undefined) !== (href === undefined), {
          error: "has either a port or an href",
        }),
    )
    .max(10)
    .default([])
    .describe("Tabs beside the terminals"),
  environment: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(2000))
    .default({})
    .describe("Environment of terminals and scripts"),
  place: z
    .array(
      z.strictObject({
        file: z.string().describe("Path below the lab's folder"),
        to: z.string().startsWith("/").describe("Where it goes"),
        node: NodeName.default("node1"),
        mode: z
          .string()
          .regex(/^[0-7]{3,4}$|^[ugoa]*[-+=][rwxXst]*(,[ugoa]*[-+=][rwxXst]*)*$/)
          .optional()
          .describe("chmod's own argument, in quotes: '755', 'u+x'"),
      }),
    )
    .max(200)
    .default([])
    .describe("Files that go elsewhere than below /root, or need a mode"),
  setup: z
    .array(ScriptSource)
    .max(10)
    .default([])
    .describe("Done once, in a template that every learner is cloned from"),
  start: z.array(ScriptSource).max(10).default([]).describe("Runs for each learner while they read"),
});

/** `labs/courses/NAME.md`: front matter of a course; the body is shown above its labs. */
export const CourseFrontMatter = z.strictObject({
  title: line("The course's title"),
  summary: line("One sentence for the catalog"),
  minutes: z.number().int().min(1).max(6000).optional(),
  labs: z.array(z.string()).min(1).max(60).describe("Slugs in order"),
});

/** Front matter of a translation, `lab.de.md` or `steps/01-x.de.md`: the words only. */
export const LabTranslationFrontMatter = z.strictObject({
  title: line("The lab's title"),
  summary: line("One sentence for the catalog"),
  goals: z.array(line("What you will learn")).max(12).default([]),
});
export const StepTranslationFrontMatter = z.strictObject({
  title: line("The step's title"),
  checks: z
    .array(z.strictObject({ looksAt: line("Completes 'Looks at …'"), hint: words("Markdown").optional() }))
    .optional(),
  hints: z.array(words("A hint, in Markdown")).optional(),
  quiz: QuizSources.optional(),
});
