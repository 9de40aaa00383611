import { AppError } from "../../../../runtime/common/app-error.ts";
import { oneByOne } from "../../../../runtime/common/one-by-one.ts";
import type {
  CourseView,
  LabCard,
  LabPageView,
  LabPrintView,
  LabProgress,
  LabSlug,
  LearnerId,
  SessionId,
} from "../../../../runtime/protocol/index.ts";
import type { ImportedShelf } from "../../imports/imported-shelf.ts";
import type { LabLibrary } from "../../library/lab-library.ts";
import { createLabSearch } from "../../library/search-labs.ts";
import type { Course, Lab } from "../../model/lab.ts";
import { canResume } from "../decisions/plan-resume.ts";
import type { RunRecord } from "../run-record.ts";
import type { RunRepository } from "../run-repository.ts";
import { LAB_EGRESS } from "../templates/lab-templates.ts";
import type { LabTexts } from "./lab-texts.ts";
import { chooseLanguage, labWords, languagesOf } from "./lab-words.ts";
import { createPageRoom } from "./page-room.ts";

export interface LabPagesOptions {
  library: LabLibrary;
  imported: Pick<ImportedShelf, "labsOf" | "get" | "course" | "coursesWith">;
  repository: Pick<RunRepository, "findOf">;
  /** The session that runs it now, if one does. */
  sessionOf: (learnerId: LearnerId, slug: LabSlug) => SessionId | null;
  /** Of these images, those that no sandbox here can have. */
  missingImages: (images: string[]) => Promise<string[]>;
  texts: LabTexts;
}

/** What a catalog tells of a learner's progress. */
export function toProgress(run: RunRecord | undefined, sessionId: SessionId | null): LabProgress {
  if (!run) return { state: "none", passedSteps: 0, sessionId, canResume: false };
  return {
    state: run.finishedAtMs === null ? "begun" : "finished",
    passedSteps: run.steps.filter(({ state }) => state === "passed").length,
    sessionId,
    canResume: canResume(run),
  };
}

/** Labs and courses as they are seen without a session; `languages` are those that the reader wants, the most wanted first. */
export function createLabPages(options: LabPagesOptions) {
  const { library, imported, repository, sessionOf, missingImages, texts } = options;
  const search = createLabSearch();
  const runsOf = async (learnerId: LearnerId) =>
    new Map((await repository.findOf(learnerId)).map((run) => [run.slug, run]));

  function card(lab: Lab, learnerId: LearnerId, run: RunRecord | undefined, languages: string[]): LabCard {
    const { title, summary } = labWords(lab, chooseLanguage(lab, languages));
    const { slug, level, minutes, tags, steps } = lab;
    const progress = toProgress(run, sessionOf(learnerId, slug));
    const facts = { slug, title, summary, level, minutes, tags, stepCount: steps.length, progress };
    return imported.get(slug) === lab ? { ...facts, imported: true } : facts;
  }

  function find(slug: LabSlug): Lab {
    const lab = library.get(slug);
    if (!lab) throw new AppError("lab.not-found");
    return lab;
  }

  /** An imported lab is part of courses of its own import, and of no other's. */
  const coursesWith = (lab: Lab): Course[] =>
    imported.get(lab.slug) === lab
      ? imported.coursesWith(lab.slug)
      : library.courses().filter(({ labs }) => labs.includes(lab.slug));

  const courseCards = (
    course: Course,
    learnerId: LearnerId,
    runs: Map<string, RunRecord>,
    languages: string[],
  ) =>
    course.labs.flatMap((slug) => {
      const lab = library.get(slug);
      return lab ? [card(lab, learnerId, runs.get(slug), languages)] : [];
    });

  /** A course's text is one of a lab that has nothing else. */
  const courseText = async (course: Course, learnerId: LearnerId) => {
    const lab = { slug: course.slug, dialect: "native", assets: {}, variables: [], digest: "" } as const;
    return (await texts.ofLab(learnerId, lab, course.text)).text;
  };

  return {
    /** Those that have every word of the search, the best first; all for an empty one. */
    async labs(learnerId: LearnerId, languages: string[], query = ""): Promise<LabCard[]> {
      const runs = await runsOf(learnerId);
      const found = await search.find([...library.all(), ...imported.labsOf(learnerId)], query);
      return found.map((lab) => card(lab, learnerId, runs.get(lab.slug), languages));
    },
    /** Rejects with lab.not-found. */
    async page(learnerId: LearnerId, slug: LabSlug, languages: string[]): Promise<LabPageView> {
      const lab = find(slug);
      const language = chooseLanguage(lab, languages);
      const words = labWords(lab, language);
      const runs = await runsOf(learnerId);
      const [intro, missing] = await Promise.all([
        texts.ofLab(learnerId, lab, words.intro),
        missingImages(lab.images),
      ]);
      return {
        ...card(lab, learnerId, runs.get(slug), languages),
        format: lab.dialect,
        language,
        languages: languagesOf(lab),
        intro: intro.text,
        goals: words.goals,
        steps: words.steps.map(({ title }) => ({ title })),
        nodes: lab.nodes,
        egress: lab.egress ?? LAB_EGRESS,
        ...(lab.readingOnly ? { readingOnly: true } : {}),
        images: lab.images,
        missingImages: missing,
        courses: coursesWith(lab).map(({ slug: course, title }) => ({ slug: course, title })),
      };
    },
    /** Rejects with lab.not-found, and with lab.text-refused when it is more than one page can show. */
    async print(learnerId: LearnerId, slug: LabSlug, languages: string[]): Promise<LabPrintView> {
      const lab = find(slug);
      const { title, summary, intro, steps } = labWords(lab, chooseLanguage(lab, languages));
      const room = createPageRoom();
      const render = async (source: typeof intro) => room((await texts.ofLab(learnerId, lab, source)).text);
      return {
        title,
        summary,
        intro: await render(intro),
        steps: await oneByOne(steps, async (step) => ({ title: step.title, text: await render(step.text) })),
      };
    },
    /** Of the lab as it is, or as it was when a run that goes on began. Rejects with lab.not-found and lab.no-asset. */
    asset(slug: LabSlug, path: string, digest: string | undefined): Uint8Array {
      const known = digest === undefined ? undefined : library.byDigest(digest);
      const lab = known?.slug === slug ? known : find(slug);
      const bytes = Object.hasOwn(lab.assets, path) ? lab.assets[path] : undefined;
      if (!bytes) throw new AppError("lab.no-asset");
      return bytes;
    },
    async courses(learnerId: LearnerId, languages: string[]): Promise<Omit<CourseView, "text">[]> {
      const runs = await runsOf(learnerId);
      return library.courses().map((course) => {
        const { slug, title, summary, minutes } = course;
        return { slug, title, summary, minutes, labs: courseCards(course, learnerId, runs, languages) };
      });
    },
    /** The house's, or one that somebody brought, for whoever knows its name. Rejects with lab.no-course. */
    async course(learnerId: LearnerId, slug: LabSlug, languages: string[]): Promise<CourseView> {
      const own = library.courses().find((one) => one.slug === slug);
      const course = own ?? imported.course(slug);
      if (!course) throw new AppError("lab.no-course");
      const { title, summary, minutes } = course;
      const labs = courseCards(course, learnerId, await runsOf(learnerId), languages);
      const view = { slug, title, summary, minutes, text: await courseText(course, learnerId), labs };
      return own ? view : { ...view, imported: true };
    },
  };
}

export type LabPages = ReturnType<typeof createLabPages>;
