import { api } from "../../client/api-client.ts";
import type { OpenPort } from "../../client/layout-state.ts";

/** Opens a port in a tab of its own. The tab is opened at once (within the click), its address set when the link is there. */
export async function openInNewTab(sessionId: string, port: OpenPort): Promise<void> {
  const tab = window.open("", "_blank");
  if (tab) tab.opener = null;
  try {
    const { url } = await api.openPreview(sessionId, port.node, port.port);
    if (tab) tab.location.href = url;
    else window.location.assign(url);
  } catch (error) {
    tab?.close();
    throw error;
  }
}
