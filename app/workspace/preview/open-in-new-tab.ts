import type { OpenPort } from "../../client/layout-state.ts";
import { previewLink } from "./preview-link.ts";

/** Opens a port in a tab of its own. The tab is opened at once (within the click), its address set when the link is there. */
export async function openInNewTab(sessionId: string, port: OpenPort): Promise<void> {
  const tab = window.open("", "_blank");
  if (tab) tab.opener = null;
  try {
    const url = await previewLink(sessionId, port);
    if (tab) tab.location.href = url;
    else window.location.assign(url);
  } catch (error) {
    tab?.close();
    throw error;
  }
}
