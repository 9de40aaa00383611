import {
  type CheckResult,
  type LabCard,
  LabRunView,
  type LabStepView,
  type QuizView,
} from "../../../../runtime/protocol/index.ts";

export const aCheck = (over: Partial<CheckResult> = {}): CheckResult => ({
  id: "c1",
  looksAt: "the containers",
  state: "unknown",
  found: "",
  hint: [],
  checkedAt: null,
  ...over,
});

export const aRun = (over: Partial<LabRunView> = {}): LabRunView =>
  LabRunView.parse({
    slug: "first-container",
    title: "Your first container",
    sessionId: "ses_abcdefghijkl",
    language: "en",
    languages: ["en"],
    steps: [
      { title: "One", state: "reached", canRestore: true },
      { title: "Two", state: "ahead", canRestore: false },
    ],
    current: 0,
    busy: null,
    setup: { state: "none", message: "" },
    checks: [],
    foregroundWaits: false,
    variables: {},
    nodes: ["node1"],
    outdated: false,
    finished: false,
    elapsedSeconds: 0,
    ...over,
  });

export const aStep = (over: Partial<LabStepView> = {}): LabStepView => ({
  index: 0,
  title: "One",
  text: [],
  hints: [],
  hintCount: 0,
  hasSolution: false,
  quizzes: [],
  foreground: null,
  ...over,
});

export const aQuiz = (over: Partial<QuizView> = {}): QuizView => ({
  id: "q1",
  title: "Quiz",
  questions: [],
  timeLimitSeconds: null,
  endsAt: null,
  result: null,
  attempts: 0,
  required: false,
  ...over,
});

export const aCard = (over: Partial<Omit<LabCard, "slug">> & { slug: string }): LabCard =>
  ({
    title: over.slug,
    summary: "",
    level: null,
    minutes: null,
    tags: [],
    stepCount: 3,
    progress: { state: "none", passedSteps: 0, sessionId: null, canResume: false },
    ...over,
  }) as LabCard;
