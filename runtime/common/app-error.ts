/** Where a code leads: HTTP status, whether a retry may help, and the words a person sees when the thrower gave none. */
interface ErrorEntry {
  status: number;
  retryable: boolean;
  message: string;
  nextStep: string;
}

const entry = (status: number, retryable: boolean, message: string, nextStep: string): ErrorEntry => ({
  status,
  retryable,
  message,
  nextStep,
});

/** The one list of everything that can go wrong in a person's sight. A code without an entry does not compile. */
export const errorRegistry = {
  "input.invalid": entry(
    400,
    false,
    "Something in the request is not valid.",
    "Check the marked value and try again.",
  ),
  "input.too-large": entry(413, false, "That is larger than allowed.", "Send less at once."),
  "auth.needed": entry(
    401,
    false,
    "This browser is not known here yet.",
    "Open the start page once, then try again.",
  ),
  "auth.not-yours": entry(
    403,
    false,
    "This session belongs to another browser.",
    "Start a session of your own.",
  ),
  "auth.host": entry(
    421,
    false,
    "Slipway is not served under this name.",
    "Use its own address; whoever runs it can name it with SLIPWAY_PUBLIC_URL.",
  ),
  "auth.origin": entry(
    403,
    false,
    "This request came from another site.",
    "Open Slipway itself and try again.",
  ),
  "limit.sessions": entry(
    429,
    false,
    "You have as many sessions as one person may have.",
    "End one, then press Start again.",
  ),
  "limit.terminals": entry(
    429,
    false,
    "This session has as many terminals as it may have.",
    "Close one first.",
  ),
  "limit.nodes": entry(429, false, "This session has as many nodes as it may have.", "Remove one first."),
  "limit.imports": entry(
    429,
    false,
    "You have brought as many labs as one person may.",
    "Remove some that you no longer need, then try again.",
  ),
  "limit.rate": entry(429, true, "Too many requests in a short time.", "Wait a minute and try again."),
  "session.not-found": entry(404, false, "There is no such session.", "It may have ended. Start a new one."),
  "session.not-ready": entry(409, true, "The session is not ready yet.", "Wait until it is ready."),
  "session.ended": entry(410, false, "This session has ended.", "Start a new one."),
  "session.cannot-extend": entry(
    409,
    false,
    "This session cannot be extended further.",
    "Save your work and start a new one.",
  ),
  "node.not-found": entry(
    404,
    false,
    "There is no such node in this session.",
    "Choose one of the nodes shown.",
  ),
  "node.exists": entry(409, false, "That node exists already.", "Choose another name."),
  "node.first": entry(409, false, "node1 cannot be removed.", "End the session instead."),
  "sandbox.not-found": entry(404, false, "This sandbox is gone.", "Start a new session."),
  "sandbox.failed": entry(
    502,
    true,
    "The sandbox could not be prepared.",
    "Retry. If it happens again, tell whoever runs this server.",
  ),
  "sandbox.engine-down": entry(
    503,
    true,
    "The Docker Engine in this sandbox does not answer.",
    "Restart the node; its files are kept.",
  ),
  "sandbox.disk-full": entry(
    507,
    false,
    "The sandbox's disk is full.",
    "Delete files or run `docker system prune -a`, then try again.",
  ),
  "snapshot.not-found": entry(
    404,
    false,
    "This saved state is gone.",
    "Go back to another step, or start again.",
  ),
  "template.not-found": entry(
    404,
    false,
    "What was prepared or kept for this is gone.",
    "Start again from the beginning.",
  ),
  "pool.unreachable": entry(
    503,
    true,
    "The machines that run sandboxes cannot be reached.",
    "Try again in a moment.",
  ),
  "pool.full": entry(503, true, "All sandboxes are in use.", "Wait: your place in the queue is kept."),
  "pool.preparing": entry(
    503,
    true,
    "The playground is still being prepared.",
    "Wait a few minutes: the page follows the progress.",
  ),
  "agent.unreachable": entry(
    503,
    true,
    "The service that holds the terminals is restarting.",
    "Wait a moment: the page tries again by itself.",
  ),
  "terminal.not-found": entry(404, false, "This terminal is closed.", "Open a new one."),
  "file.not-found": entry(404, false, "There is no such file or folder.", "Refresh the file tree."),
  "file.exists": entry(409, false, "A file or folder of that name exists already.", "Choose another name."),
  "file.not-permitted": entry(
    403,
    false,
    "This file or folder may not be changed so.",
    "Choose another place.",
  ),
  "file.too-large": entry(413, false, "The file is too large to open in the editor.", "Download it instead."),
  "port.refused": entry(502, true, "Nothing answers on this port.", "Start a server on it, then reload."),
  "preview.denied": entry(
    403,
    false,
    "This preview belongs to another session.",
    "Open it from your own session's page.",
  ),
  "lab.not-found": entry(404, false, "There is no such lab.", "Choose one from the catalog."),
  "lab.no-course": entry(404, false, "There is no such course.", "Choose one from the catalog."),
  "lab.no-asset": entry(404, false, "This lab has no such file.", "Reload the page."),
  "lab.none": entry(404, false, "This session runs no lab.", "Start a lab from the catalog."),
  "lab.no-quiz": entry(404, false, "This step has no such quiz.", "Reload the page."),
  "lab.busy": entry(
    409,
    true,
    "This lab is going back to an earlier step.",
    "Wait until it is there, then try again.",
  ),
  "lab.no-snapshot": entry(
    409,
    false,
    "How things were at the start of this step was not kept.",
    "Go back to a step that can be restored, or start the lab again.",
  ),
  "lab.no-hint": entry(409, true, "There is no hint for you yet.", "Try for a while longer, then ask again."),
  "lab.no-solution": entry(404, false, "The author gave no solution for this step.", "Try its hints."),
  "lab.text-refused": entry(
    422,
    false,
    "This text takes too long to be shown.",
    "Try again. If it happens again, tell the lab's author to make it shorter or simpler.",
  ),
  "lab.quiz-closed": entry(409, false, "This quiz is not open.", "Open it first; then its time begins."),
  "lab.images-missing": entry(
    409,
    true,
    "Images that this lab needs are not on the image shelf.",
    "Tell whoever runs this server: npm run images shows what is missing and fetches it.",
  ),
  "lab.setup-failed": entry(
    502,
    true,
    "The set-up of this lab failed.",
    "Retry. If it happens again, tell the lab's author.",
  ),
  "lab.source-refused": entry(
    422,
    false,
    "This folder of labs cannot be taken.",
    "Change what is named above, then try again.",
  ),
  "lab.source-failed": entry(502, true, "The labs could not be fetched.", "Check the address and try again."),
  "lab.imports-off": entry(
    403,
    false,
    "This server takes no labs from browsers.",
    "Choose a lab from the catalog, or ask whoever runs this server to add yours.",
  ),
  "lab.imports-busy": entry(
    503,
    true,
    "Several people are bringing labs at the moment.",
    "Wait a minute and try again.",
  ),
  "lab.no-import": entry(
    404,
    false,
    "There is no such import of yours.",
    "It goes after half an hour when it is not added: bring the labs again.",
  ),
  "setup.not-root": entry(
    500,
    false,
    "Setting up the engine needs root.",
    "Run as root, or name a serving Incus that admits you.",
  ),
  "setup.platform": entry(
    500,
    false,
    "This platform is not supported.",
    "Use Debian 12/13 or Ubuntu 24.04+.",
  ),
  "setup.port-taken": entry(500, false, "The port is in use by another program.", "Set PORT to a free one."),
  "setup.running": entry(
    500,
    false,
    "Slipway runs from this data folder already.",
    "Stop it first (Ctrl-C where it runs), or name another folder with SLIPWAY_DATA_DIR.",
  ),
  "setup.no-disk": entry(500, false, "There is not enough free disk.", "Free some space, then start again."),
  "setup.no-network": entry(
    500,
    true,
    "The package source cannot be reached.",
    "Connect the machine for the first start.",
  ),
  "setup.database": entry(500, true, "The database cannot be used.", "Check SLIPWAY_DATABASE_URL."),
  "setup.failed": entry(500, false, "A step of the set-up failed.", "Read the log named above."),
  internal: entry(
    500,
    true,
    "Something went wrong on our side.",
    "Try again. If it happens again, tell whoever runs this server.",
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorRegistry;

export interface AppErrorOptions {
  /** For logs. */
  message?: string;
  /** For people; the registry's words otherwise. */
  userMessage?: string;
  nextStep?: string;
  context?: Record<string, unknown>;
  cause?: unknown;
}

const BRAND = "slipway.app-error";

/** Every expected failure. Recognise it with isAppError, never with instanceof: a module may exist more than once. */
export class AppError extends Error {
  readonly brand = BRAND;
  readonly code: ErrorCode;
  readonly userMessage: string;
  readonly nextStep: string;
  readonly context: Record<string, unknown>;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? `${code}: ${options.userMessage ?? errorRegistry[code].message}`, {
      cause: options.cause,
    });
    this.name = "AppError";
    this.code = code;
    this.userMessage = options.userMessage ?? errorRegistry[code].message;
    this.nextStep = options.nextStep ?? errorRegistry[code].nextStep;
    this.context = options.context ?? {};
  }
}

export function isAppError(error: unknown): error is AppError {
  return typeof error === "object" && error !== null && (error as { brand?: unknown }).brand === BRAND;
}
