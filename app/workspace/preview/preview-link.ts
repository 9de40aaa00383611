import { api } from "../../client/api-client.ts";
import type { OpenPort } from "../../client/layout-state.ts";

/** A fresh way into a preview, to the path that is to be seen. */
export async function previewLink(sessionId: string, { node, port, path }: OpenPort): Promise<string> {
  const { url } = await api.openPreview(sessionId, node, port);
  return path === "/" ? url : `${url}&path=${encodeURIComponent(path)}`;
}
