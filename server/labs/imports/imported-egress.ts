import { CreateSession, type Egress } from "../../../runtime/protocol/index.ts";

/** What an imported lab's sandboxes reach: what its author asks for only where any learner may choose it for a session, else the server's own. */
export const importedEgress = (asked: Egress | null): Egress | null =>
  asked !== null && CreateSession.safeParse({ egress: asked }).success ? asked : null;
