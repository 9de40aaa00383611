import { customAlphabet } from "nanoid";
import type { ImportId, LearnerId, SandboxId, SessionId, TerminalId } from "../protocol/index.ts";

/** 16 characters of 36: 82 bits, not guessable, and valid in a DNS label and an instance name. */
const random = customAlphabet("0123456789abcdefghijklmnopqrstuvwxyz", 16);

export const newSessionId = () => `ses_${random()}` as SessionId;
export const newSandboxId = () => `sbx_${random()}` as SandboxId;
export const newTerminalId = () => `trm_${random()}` as TerminalId;
export const newLearnerId = () => `lrn_${random()}` as LearnerId;
/** A learner's run of a lab. */
export const newRunId = () => `run_${random()}`;
export const newImportId = () => `imp_${random()}` as ImportId;
/** What makes the addresses of imported labs unguessable: 41 bits, behind a limit on requests. */
export const newImportKey = (): string => random(8);
