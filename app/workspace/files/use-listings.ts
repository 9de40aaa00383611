import { useCallback, useEffect, useRef, useState } from "react";
import type { NodeName } from "../../../runtime/protocol/index.ts";
import { api } from "../../client/api-client.ts";
import { ApiFailure, failureOf } from "../../client/api-failure.ts";
import { touchesFolder } from "../../client/sandbox-path.ts";
import { useWorkspace } from "../workspace-context.ts";
import type { Listing } from "./tree-model.ts";

/** Listings of the root and of every expanded folder of a node, kept fresh by the server's change reports. */
export function useListings(node: NodeName, root: string, expanded: ReadonlySet<string>) {
  const { session, socket, onFiles, connection } = useWorkspace();
  const [listings, setListings] = useState<ReadonlyMap<string, Listing>>(new Map());
  const asked = useRef(new Set<string>());
  /** Folders being read; true: changed meanwhile, read once more. One read at a time keeps the newest answer last. */
  const reading = useRef(new Map<string, boolean>());
  const sessionId = session.id;

  const read = useCallback(
    async (path: string) => {
      let listing: Listing | null = null;
      let problem: string | null = null;
      try {
        listing = { ...(await api.listFiles(sessionId, node, path)), problem };
      } catch (error) {
        const gone = error instanceof ApiFailure && error.status === 404;
        if (!gone || path === root) problem = failureOf(error).message;
      }
      setListings((known) => {
        const next = new Map(known);
        if (listing) next.set(path, listing);
        else if (problem) next.set(path, { entries: [], truncated: false, ...known.get(path), problem });
        else next.delete(path);
        return next;
      });
    },
    [sessionId, node, root],
  );

  const load = useCallback(
    async (path: string) => {
      asked.current.add(path);
      if (reading.current.has(path)) {
        reading.current.set(path, true);
        return;
      }
      do {
        reading.current.set(path, false);
        await read(path);
      } while (reading.current.get(path));
      reading.current.delete(path);
    },
    [read],
  );

  useEffect(() => {
    for (const path of [root, ...expanded]) {
      socket.watch(node, path);
      if (!asked.current.has(path)) void load(path);
    }
  }, [expanded, root, node, socket, load]);

  useEffect(
    () =>
      onFiles((changedNode, paths) => {
        if (changedNode !== node) return;
        for (const folder of asked.current) if (touchesFolder(paths, folder)) void load(folder);
      }),
    [onFiles, node, load],
  );

  const refresh = useCallback(() => {
    for (const folder of asked.current) void load(folder);
  }, [load]);

  // Changes made while the connection was gone were not reported.
  const connected = useRef(connection === "open");
  useEffect(() => {
    if (connection === "open" && !connected.current) refresh();
    connected.current = connection === "open";
  }, [connection, refresh]);

  return { listings, load, refresh };
}
