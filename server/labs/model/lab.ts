import type {
  Egress,
  LabLevel,
  LabRemark,
  LabSlug,
  Language,
  NodeName,
} from "../../../runtime/protocol/index.ts";
import type { LabSource } from "./lab-source.ts";
import type { Quiz } from "./quiz.ts";

export type { LabSource } from "./lab-source.ts";

/** Which rules a text is read by: the renderer knows each. */
export type Dialect = "native" | "killercoda" | "play-with-docker" | "labspace";

/** A program that runs in a sandbox as root, in /root. Text without a `#!` line is given to bash. */
export interface LabScript {
  text: string;
  /** For remarks; below the lab's root. */
  file: string;
  node: NodeName;
  timeoutMs: number;
}

export interface LabCheck {
  /** Unique in its step. */
  id: string;
  /** What is looked at, in plain words that complete "Looks at …". */
  looksAt: string;
  /** Exit status 0 passes; what it prints is what was found. */
  script: LabScript;
  /** Katacoda's convention: this line must be printed as well. */
  passLine: string | null;
  hint: LabSource | null;
}

export interface LabSolution {
  /** What a learner is shown. */
  text: LabSource;
  /** What a machine runs to prove the lab; null where the author gave none. One a node, in order. */
  scripts: LabScript[];
}

export interface LabStep {
  title: string;
  text: LabSource;
  checks: LabCheck[];
  hints: LabSource[];
  /** Katacoda's: called with the seconds spent on the step as $1; what it prints is one more hint, in Markdown. */
  hintScript?: LabScript;
  solution: LabSolution | null;
  /** Asked at the end of the step; those that stand in the text are found by the renderer. */
  quizzes: Quiz[];
  /** Runs hidden when the step is first reached. */
  background: LabScript | null;
  /** Is typed into the first terminal when the step is first reached. */
  foreground: LabScript | null;
}

/** A file that is placed in a sandbox before the learner comes. */
export interface LabFile {
  node: NodeName;
  /** Absolute. */
  path: string;
  bytes: Uint8Array;
  /** chmod's own argument; null leaves 644, or 755 where the author's file is executable. */
  mode: string | null;
}

export interface LabVariable {
  name: string;
  /** What the learner is asked; null when it is given. */
  prompt: string | null;
  value: string;
}

/** A tab beside the terminals: a port's preview, or an address elsewhere. */
export interface LabService {
  title: string;
  port: number | null;
  path: string;
  href: string | null;
}

/** The words of a lab in one language; the rest is the same in all. */
export interface LabTranslation {
  title: string;
  summary: string;
  goals: string[];
  intro: LabSource;
  finish: LabSource;
  /** By step; absent fields fall back to English. */
  steps: {
    title: string;
    text: LabSource;
    hints?: LabSource[];
    looksAt?: string[];
    checkHints?: LabSource[];
    quizzes?: Quiz[];
  }[];
}

/** One lab, of whatever format, as the rest of Slipway knows it. Plain data; made by a loader, never changed. */
export interface Lab {
  slug: LabSlug;
  dialect: Dialect;
  title: string;
  summary: string;
  level: LabLevel | null;
  minutes: number | null;
  tags: string[];
  /** What you will learn, a line each. */
  goals: string[];
  language: Language;
  translations: Record<Language, LabTranslation>;
  /** 1 to 5 nodes, node1 first. */
  nodes: number;
  /** null: what the server gives. */
  egress: Egress | null;
  /** Inner images that it needs, as `name:tag`. */
  images: string[];
  /** A learner begins with the editor in front. */
  layout: "terminal" | "editor";
  /** The author opens no terminal: the lab is to be read. */
  readingOnly?: boolean;
  /** Opened at Start beside the first. */
  terminals: { title: string; node: NodeName; command: string | null }[];
  openFiles: string[];
  services: LabService[];
  variables: LabVariable[];
  environment: Record<string, string>;
  files: LabFile[];
  /** Done once, in a template that each learner's sandbox is cloned from. */
  setup: LabScript[];
  /** Runs for each learner while they read. */
  start: LabScript[];
  intro: LabSource;
  steps: LabStep[];
  finish: LabSource;
  /** Runs when the finish page is first reached: hidden, and typed into the first terminal. */
  atFinish?: { background: LabScript | null; foreground: LabScript | null };
  /** Pictures and other files that texts show, by path below the lab's root. */
  assets: Record<string, Uint8Array>;
  /** SHA-256 over everything above: a run stays with the lab that it began with. */
  digest: string;
}

export interface Course {
  slug: LabSlug;
  title: string;
  summary: string;
  minutes: number | null;
  text: LabSource;
  /** Slugs in order. */
  labs: LabSlug[];
}

/** What a loader makes of a folder. `lab` is null only when an error left nothing that could be shown. */
export interface LoadedLab {
  lab: Lab | null;
  remarks: LabRemark[];
}
