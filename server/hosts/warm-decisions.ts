import type { Egress, SandboxId, TerminalId } from "../../runtime/protocol/index.ts";
import type { SandboxRecord } from "../../runtime/sandboxes/sandbox-driver.ts";

export interface WarmSandbox {
  sandboxId: SandboxId;
  terminalId: TerminalId;
  egress: Egress;
  template: string;
  address: string;
}

/** The warm sandbox that serves this Start, or null: then a template is cloned. */
export function chooseWarm(
  warm: WarmSandbox[],
  wanted: { egress: Egress; template: string },
): WarmSandbox | null {
  return warm.find((one) => one.egress === wanted.egress && one.template === wanted.template) ?? null;
}

/** Whether one more is to be made now. Start goes first: nothing is made while a session is being prepared. */
export function needsRefill(now: {
  wanted: number;
  have: number;
  preparing: number;
  usedSandboxes: number;
  maxSandboxes: number;
  provisioning: number;
}): boolean {
  if (now.preparing > 0 || now.provisioning > 0) return false;
  return now.have < now.wanted && now.usedSandboxes + now.have < now.maxSandboxes;
}

/** How many are to go: a warm one has a place that nobody else needs. */
export function countSurplus(now: { have: number; usedSandboxes: number; maxSandboxes: number }): number {
  return Math.min(now.have, Math.max(0, now.usedSandboxes + now.have - now.maxSandboxes));
}

/** After a restart of the server: a warm sandbox is kept when it is whole, frozen and of the present template. */
export function isWarmUsable(record: SandboxRecord, template: string): boolean {
  return record.labels.warm && record.status === "frozen" && record.labels.template === template;
}
