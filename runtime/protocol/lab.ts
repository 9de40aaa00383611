import { z } from "zod";
import { Egress } from "./egress.ts";
import { NodeName, Port, SessionId } from "./ids.ts";

/** A lab's name in addresses: unique in the library. */
export const LabSlug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?$/, { error: "must be small letters, digits and hyphens" });
export type LabSlug = z.infer<typeof LabSlug>;

export const LabLevel = z.enum(["beginner", "intermediate", "advanced"]);
export type LabLevel = z.infer<typeof LabLevel>;

/** A BCP 47 language as authors write it in file names: `de`, `pt-br`. */
export const Language = z.string().regex(/^[a-z]{2,3}(?:-[a-z0-9]{2,8})?$/);
export type Language = z.infer<typeof Language>;

export const VariableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/);

/**
 * Author's text after it was parsed, sanitised and given its learner's variables: a tree that the page draws with its own
 * components. `tag` is an HTML element of the renderer's allow list, or one of `LabComponent`'s names. There is no raw HTML in it.
 */
export type LabNode = string | LabElement;
export interface LabElement {
  tag: string;
  /** Plain values only; no event handlers, no style but the renderer's own. Urls are http(s), mailto, `#…` or below `/api/`. */
  attributes?: Record<string, string | number | boolean> | undefined;
  children?: LabNode[] | undefined;
}
export const LabNode: z.ZodType<LabNode> = z.union([z.string(), z.lazy(() => LabElement)]);
export const LabElement: z.ZodType<LabElement> = z.object({
  tag: z.string(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  children: z.array(z.lazy(() => LabNode)).optional(),
});
export const LabText = z.array(LabNode);
export type LabText = z.infer<typeof LabText>;

/**
 * The elements of a lab's text that act. Each key is a tag; its shape is that of the element's attributes.
 * Booleans that are absent are false. Children of `code-block` are highlighted lines, those of links are their text.
 */
export const LabComponent = {
  /** A block of code. `actions` lists its buttons in order, space-separated: run, copy, save, insert. */
  "code-block": z.object({
    text: z.string(),
    language: z.string().optional(),
    actions: z.string().default(""),
    /** run: 1-based number or name of the terminal, opened when absent; default the active one. */
    terminal: z.string().optional(),
    /** run: the terminal's node. save, insert: the file's, node1 when absent. */
    node: NodeName.optional(),
    /** run: Ctrl-C first. */
    interrupt: z.boolean().optional(),
    /** run: typed without Enter. */
    noEnter: z.boolean().optional(),
    /** run: `text` is a control sequence such as ^C. */
    control: z.boolean().optional(),
    /** save, insert: path of the file, absolute. */
    path: z.string().optional(),
    /** insert: how; marker is the text that insert replaces. */
    target: z.enum(["replace", "prepend", "append", "insert"]).optional(),
    marker: z.string().optional(),
    /** Lines to mark, as `2,5-7`. */
    highlight: z.string().optional(),
  }),
  /** The same in a line of text. */
  "inline-code": z.object({
    text: z.string(),
    action: z.enum(["run", "copy", "none"]).default("copy"),
    terminal: z.string().optional(),
    node: NodeName.optional(),
    interrupt: z.boolean().optional(),
    noEnter: z.boolean().optional(),
    control: z.boolean().optional(),
  }),
  /** Opens a file in the editor: of node1 when no node is named. */
  "file-link": z.object({
    path: z.string(),
    line: z.number().int().optional(),
    node: NodeName.optional(),
  }),
  /** Opens the preview of a port. */
  "port-link": z.object({
    node: NodeName.default("node1"),
    port: Port,
    path: z.string().default("/"),
  }),
  /** A page where a port is chosen. */
  "port-choice": z.object({}),
  /** note, tip, important, warning, caution. */
  admonition: z.object({
    kind: z.enum(["note", "tip", "important", "warning", "caution"]),
    title: z.string().optional(),
  }),
  /** Children are `tab` elements. */
  tabs: z.object({}),
  tab: z.object({ title: z.string() }),
  mermaid: z.object({ text: z.string() }),
  /** Asks for a variable of the run. */
  "variable-input": z.object({ name: VariableName, prompt: z.string(), value: z.string().default("") }),
  /** A button that sets variables; `values` is JSON of a string record. */
  "variable-button": z.object({ values: z.string() }),
  /** Shown on these systems only: mac, linux, windows, unix; comma-separated. */
  "os-only": z.object({ os: z.string() }),
  /** The place of a quiz that stands in the text. */
  quiz: z.object({ id: z.string() }),
  /** A video or another site's frame is never embedded: a link to it is. */
  "external-frame": z.object({ href: z.string() }),
} as const;

export const QuizQuestionView = z.object({
  id: z.string(),
  kind: z.enum(["single", "several", "ordered", "text"]),
  text: LabText,
  /** Shuffled for `ordered`; empty for `text`. */
  options: z.array(z.object({ id: z.string(), text: LabText })),
});
export type QuizQuestionView = z.infer<typeof QuizQuestionView>;

/** What was given to one question: option ids (in order, for `ordered`), or the text. */
export const QuizAnswer = z.union([z.array(z.string().max(40)).max(40), z.string().max(2000)]);
export type QuizAnswer = z.infer<typeof QuizAnswer>;
export const QuizAnswers = z.record(z.string().max(80), QuizAnswer);
export type QuizAnswers = z.infer<typeof QuizAnswers>;

export const QuizResult = z.object({
  score: z.int(),
  total: z.int(),
  late: z.boolean(),
  answers: z.array(
    z.object({
      questionId: z.string(),
      correct: z.boolean(),
      given: QuizAnswer.nullable(),
      /** The author's explanation; the right answers are told only once all was tried or the author allows it. */
      explanation: LabText,
    }),
  ),
});
export type QuizResult = z.infer<typeof QuizResult>;

export const QuizView = z.object({
  id: z.string(),
  title: z.string(),
  questions: z.array(QuizQuestionView),
  /** Seconds allowed from its opening; null when not timed. */
  timeLimitSeconds: z.int().nullable(),
  /** Of a timed quiz that was opened; null before. */
  endsAt: z.iso.datetime().nullable(),
  /** The newest result, and how many tries there were. */
  result: QuizResult.nullable(),
  attempts: z.int(),
  required: z.boolean(),
});
export type QuizView = z.infer<typeof QuizView>;

export const CheckResult = z.object({
  id: z.string(),
  /** What was looked at, in the author's words. */
  looksAt: z.string(),
  state: z.enum(["unknown", "running", "passed", "failed", "broken"]),
  /** What was found: the last lines of the check's output, as plain text. */
  found: z.string(),
  /** Shown when it failed. */
  hint: LabText,
  checkedAt: z.iso.datetime().nullable(),
});
export type CheckResult = z.infer<typeof CheckResult>;

export const LabStepState = z.enum(["ahead", "reached", "passed", "skipped"]);
export type LabStepState = z.infer<typeof LabStepState>;

export const LabStepBrief = z.object({
  title: z.string(),
  state: LabStepState,
  /** A snapshot of the moment it was reached stands: Reset and Back work. */
  canRestore: z.boolean(),
});
export type LabStepBrief = z.infer<typeof LabStepBrief>;

/** A learner's way through a lab, as the session's page shows it. Sent on the socket after every change. */
export const LabRunView = z.object({
  slug: LabSlug,
  title: z.string(),
  sessionId: SessionId,
  language: Language,
  languages: z.array(Language),
  steps: z.array(LabStepBrief),
  /** 0-based; steps.length means the finish page. */
  current: z.int(),
  /** Why actions wait now, in plain words: set-up, restoring, snapshot; null when nothing runs. */
  busy: z.string().nullable(),
  /** The set-up of this learner that runs while they read. */
  setup: z.object({ state: z.enum(["none", "running", "done", "failed"]), message: z.string() }),
  checks: z.array(CheckResult),
  /** The present page has a command for the first terminal that nobody was given yet: who asks for the page is given it. */
  foregroundWaits: z.boolean(),
  variables: z.record(z.string(), z.string()),
  /** Names of nodes in this lab. */
  nodes: z.array(NodeName),
  /** The author changed the lab since this run began: it goes on with the text it began with. */
  outdated: z.boolean(),
  finished: z.boolean(),
  elapsedSeconds: z.int(),
  /** Answers that were right and questions that were answered, over the quizzes tried so far. */
  score: z.object({ right: z.int(), total: z.int() }).optional(),
  /** How the page begins the first time that it shows this run; absent: the terminal in front, nothing opened. */
  opening: z.object({ layout: z.enum(["terminal", "editor"]), files: z.array(z.string()) }).optional(),
  /** Links to ports and to addresses elsewhere that the author keeps at hand in every step. */
  services: z
    .array(
      z.object({
        title: z.string(),
        port: z.int().nullable(),
        path: z.string(),
        href: z.string().nullable(),
      }),
    )
    .optional(),
});
export type LabRunView = z.infer<typeof LabRunView>;

/** One step's page. */
export const LabStepView = z.object({
  index: z.int(),
  title: z.string(),
  text: LabText,
  /** Hints shown so far, and how many there are. */
  hints: z.array(LabText),
  hintCount: z.int(),
  hasSolution: z.boolean(),
  quizzes: z.array(QuizView),
  /** A command that the page types into the first terminal when the step is first reached. */
  foreground: z.string().nullable(),
});
export type LabStepView = z.infer<typeof LabStepView>;

export const LabSolutionView = z.object({ text: LabText });
export type LabSolutionView = z.infer<typeof LabSolutionView>;

/** Something in a lab's folder that its format cannot say or Slipway cannot do. */
export const LabRemark = z.object({
  severity: z.enum(["error", "warning", "note"]),
  file: z.string(),
  line: z.int().nullable(),
  message: z.string(),
});
export type LabRemark = z.infer<typeof LabRemark>;

export const LabProgress = z.object({
  state: z.enum(["none", "begun", "finished"]),
  passedSteps: z.int(),
  /** A session that runs it now. */
  sessionId: SessionId.nullable(),
  /** Going on in a new session starts at the last step's state. */
  canResume: z.boolean(),
});
export type LabProgress = z.infer<typeof LabProgress>;

export const LabCard = z.object({
  slug: LabSlug,
  title: z.string(),
  summary: z.string(),
  level: LabLevel.nullable(),
  minutes: z.int().nullable(),
  tags: z.array(z.string()),
  stepCount: z.int(),
  progress: LabProgress,
  /** Brought by a person, not by whoever runs the server; a catalog has those of its reader only. */
  imported: z.boolean().optional(),
});
export type LabCard = z.infer<typeof LabCard>;

export const LabPageView = LabCard.extend({
  format: z.enum(["native", "killercoda", "play-with-docker", "labspace"]),
  language: Language,
  languages: z.array(Language),
  /** What you will learn: the lab's own introduction. */
  intro: LabText,
  goals: z.array(z.string()),
  steps: z.array(z.object({ title: z.string() })),
  nodes: z.int(),
  egress: Egress,
  /** The author means it to be read: it asks for nothing in a terminal. */
  readingOnly: z.boolean().optional(),
  images: z.array(z.string()),
  /** Of them, those that the shelf lacks: Start says so. */
  missingImages: z.array(z.string()),
  /** Courses that it is part of. */
  courses: z.array(z.object({ slug: LabSlug, title: z.string() })),
});
export type LabPageView = z.infer<typeof LabPageView>;

export const CourseView = z.object({
  slug: LabSlug,
  title: z.string(),
  summary: z.string(),
  minutes: z.int().nullable(),
  text: LabText,
  labs: z.array(LabCard),
  /** Brought by a person; in no list, and open to whoever knows its name. */
  imported: z.boolean().optional(),
});
export type CourseView = z.infer<typeof CourseView>;

/** All of a lab's text on one page, for print. */
export const LabPrintView = z.object({
  title: z.string(),
  summary: z.string(),
  intro: LabText,
  steps: z.array(z.object({ title: z.string(), text: LabText })),
});
export type LabPrintView = z.infer<typeof LabPrintView>;

export const StartLab = z.object({
  /** `resume` goes on where this learner left; `restart` forgets the progress. */
  mode: z.enum(["resume", "restart"]).default("resume"),
  language: Language.optional(),
});
export const EnterStep = z.object({ index: z.int().min(0).max(200) });
export const SetVariables = z.object({ values: z.record(VariableName, z.string().max(2000)) });
