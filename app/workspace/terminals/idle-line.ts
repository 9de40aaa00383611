/**
 * Whether a terminal seems to wait at a shell's prompt with nothing typed: then closing it costs nothing. A full-screen
 * program, output in its middle and a half-typed line all count as busy.
 */
export function looksIdle(lineToCursor: string, fullScreen: boolean): boolean {
  return !fullScreen && /(?:^|\S)[#$%❯] ?$/.test(lineToCursor);
}
