import type { PoolStatus } from "../runtime/protocol/index.ts";
import type { Learners } from "./auth/learners.ts";
import type { Machines } from "./hosts/machines.ts";
import type { Labs } from "./labs/compose-labs.ts";
import type { PreviewLinks } from "./previews/preview-links.ts";
import type { NodeService } from "./sessions/node-service.ts";
import type { SessionService } from "./sessions/session-service.ts";
import type { TerminalService } from "./sessions/terminal-service.ts";

/** What the API and the pages may call. */
export interface Services {
  learners: Learners;
  machines: Machines;
  sessions: SessionService;
  nodes: NodeService;
  terminals: TerminalService;
  labs: Pick<Labs, "pages" | "starter" | "runs" | "imports">;
  previewLinks: PreviewLinks;
  poolStatus: () => PoolStatus;
}
