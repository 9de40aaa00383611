import { z } from "zod";
import {
  CourseView,
  LabCard,
  LabPageView,
  LabPrintView,
  LabRunView,
  LabSolutionView,
  LabStepView,
  type LabText,
  type Language,
  type QuizAnswers,
  QuizView,
  SessionId,
} from "../../runtime/protocol/index.ts";
import { call, read } from "./api-client.ts";

const Started = z.object({ sessionId: SessionId });
/** A course in a list: its text is on its own page. */
const CourseCard = CourseView.omit({ text: true });
export type CourseCard = z.infer<typeof CourseCard>;
/** A bare list, or one under its name. */
const listOf = <T, Name extends string>(schema: z.ZodType<T>, name: Name) =>
  z.union([
    z.array(schema),
    z.object({ [name]: z.array(schema) }).transform((answer) => Object.values(answer)[0] ?? []),
  ]) as z.ZodType<T[]>;

const languageQuery = (language: Language | null) => (language ? `?language=${language}` : "");
const ofRun = (id: string, rest = "") => `/sessions/${id}/lab${rest}`;

/** The labs' part of the REST API as the page uses it. Rejects with ApiFailure, always with words for a person. */
export const labApi = {
  catalog: () => read(listOf(LabCard, "labs"), call("GET", "/labs")),
  courses: () => read(listOf(CourseCard, "courses"), call("GET", "/courses")),
  course: (slug: string) => read(CourseView, call("GET", `/courses/${slug}`)),
  page: (slug: string, language: Language | null) =>
    read(LabPageView, call("GET", `/labs/${slug}${languageQuery(language)}`)),
  print: (slug: string, language: Language | null) =>
    read(LabPrintView, call("GET", `/labs/${slug}/print${languageQuery(language)}`)),
  start: (slug: string, mode: "resume" | "restart", language: Language) =>
    read(Started, call("POST", `/labs/${slug}/start`, { mode, language })),

  run: (id: string) => read(LabRunView, call("GET", ofRun(id))),
  step: (id: string, index: number) => read(LabStepView, call("GET", ofRun(id, `/steps/${index}`))),
  enter: (id: string, index: number) => read(LabRunView, call("POST", ofRun(id, "/enter"), { index })),
  check: (id: string) => read(LabRunView, call("POST", ofRun(id, "/check"))),
  hint: (id: string) => read(LabStepView, call("POST", ofRun(id, "/hint"))),
  solution: async (id: string): Promise<LabText> =>
    (await read(LabSolutionView, call("POST", ofRun(id, "/solution")))).text,
  restore: (id: string, index: number) => read(LabRunView, call("POST", ofRun(id, "/restore"), { index })),
  openQuiz: (id: string, quiz: string) =>
    read(QuizView, call("POST", ofRun(id, `/quizzes/${encodeURIComponent(quiz)}/open`))),
  answerQuiz: (id: string, quiz: string, answers: QuizAnswers) =>
    read(QuizView, call("POST", ofRun(id, `/quizzes/${encodeURIComponent(quiz)}/answer`), answers)),
  setVariables: (id: string, values: Record<string, string>) =>
    read(LabRunView, call("PUT", ofRun(id, "/variables"), { values })),
  setLanguage: (id: string, language: Language) =>
    read(LabRunView, call("PUT", ofRun(id, "/language"), { language })),
};
