import type { SandboxId } from "../../runtime/protocol/index.ts";
import { Port, SandboxId as SandboxIdSchema } from "../../runtime/protocol/index.ts";

export interface PreviewTarget {
  sandboxId: SandboxId;
  port: number;
}

/** `8080--sbx-abc.localhost:3000` names port 8080 of sandbox sbx_abc; anything else is no preview. */
export function parsePreviewHost(host: string | undefined, domain: string): PreviewTarget | undefined {
  const name = (host ?? "").toLowerCase().replace(/:\d+$/, "");
  if (!name.endsWith(`.${domain}`)) return undefined;
  const match = /^(\d{1,5})--(sbx-[a-z0-9]+)$/.exec(name.slice(0, -domain.length - 1));
  const port = Port.safeParse(match?.[1]);
  const sandboxId = SandboxIdSchema.safeParse(match?.[2]?.replace("-", "_"));
  return port.success && sandboxId.success ? { port: port.data, sandboxId: sandboxId.data } : undefined;
}

/** Whether a host lies in the previews' domain at all: such a host never sees the application itself. */
export function isPreviewDomain(host: string | undefined, domain: string): boolean {
  return (host ?? "").toLowerCase().replace(/:\d+$/, "").endsWith(`.${domain}`);
}

/** The host's label of a preview; of any, with the word PORT to be replaced. */
export function previewLabel({
  sandboxId,
  port,
}: Pick<PreviewTarget, "sandboxId"> & { port: number | "PORT" }): string {
  return `${port}--${sandboxId.replace("_", "-")}`;
}
