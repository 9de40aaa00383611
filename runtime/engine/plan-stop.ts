/**
 * What stays on disk when a copy ends. `states`: all that its next start goes on with. `shared`: only what any copy can use: the
 * pool, images and templates. `nothing`: those go as well, unless another copy has something in the pool.
 */
export type Keep = "states" | "shared" | "nothing";

export interface CopiesKnown {
  own: string;
  keep: Keep;
  /** Other copies that left a mark on this machine. */
  marked: string[];
  /** Copies that have a project in the Incus that this one used, now that this one is removed from it but for what it keeps. */
  projects: string[];
  /** Copies that have bridges there. */
  bridged: string[];
}

export interface StopPlan {
  /** Other copies that may run on the engine: it stays for them. */
  running: string[];
  /** This copy has things in the pool still, which others have to know of. */
  keepMark: boolean;
  /** The pool with images and templates goes, and with it the folder it is in. */
  removeShared: boolean;
}

/**
 * What may end with a copy. Another that was stopped has its project here and no bridge: the engine can end without it, the
 * pool cannot go. One of which only a mark is known may run on another Incus, perhaps the one that we started.
 */
export function planStop({ own, keep, marked, projects, bridged }: CopiesKnown): StopPlan {
  const others = [...new Set([...marked, ...projects])].filter((copyId) => copyId !== own);
  const isStopped = (copyId: string) => projects.includes(copyId) && !bridged.includes(copyId);
  return {
    running: others.filter((copyId) => !isStopped(copyId)),
    keepMark: projects.includes(own),
    removeShared: keep === "nothing" && others.length === 0,
  };
}
