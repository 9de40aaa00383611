export interface Mention {
  image: string;
  /** 1-based line of the text. */
  line: number;
}

/** Options of docker run and create that take the next word as their value. */
const TAKES_VALUE =
  /^(-[evpwulhmac]|--(env|env-file|volume|mount|publish|workdir|user|label|hostname|name|network|net|memory|memory-swap|cpus|cpuset-cpus|cpu-shares|entrypoint|restart|add-host|cap-add|cap-drop|security-opt|tmpfs|ulimit|pids-limit|platform|pull|device|dns|ip|log-driver|log-opt|shm-size|stop-signal|stop-timeout|runtime|health-\S+|cidfile|gpus|ipc|pid|uts|userns|volumes-from|network-alias|expose|link|attach|detach-keys|replicas|mode|constraint|secret|config|update-\S+|limit-\S+))$/;
const RUN = /\bdocker\s+(?:container\s+)?(?:run|create)\s+([^\n;&|<>()]*)/;
const SERVICE = /\bdocker\s+service\s+create\s+([^\n;&|<>()]*)/;
const PULL = /\bdocker\s+(?:image\s+)?pull\s+([^\n;&|<>()]*)/;
const FROM = /^\s*FROM\s+(?:--platform=\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?\s*$/i;
/** Names that a lab makes itself. */
const MADE =
  /\bdocker\s+(?:(?:image\s+|buildx\s+)?build\b[^\n]*?\s(?:-t|--tag)[ =]([^\s]+)|(?:image\s+)?tag\s+\S+\s+(\S+)|(?:container\s+)?commit\b[^\n]*\s(\S+)\s*$|(?:image\s+)?import\b[^\n]*\s(\S+)\s*$)/;
const IMAGE = /^[a-z0-9][a-z0-9._/-]*(?::[a-zA-Z0-9._-]+)?(?::\d+\/\S+)?$/;

/** The first word of a command's rest that is no option and no option's value. */
function firstOperand(rest: string): string | undefined {
  const words = rest.trim().split(/\s+/);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (!word.startsWith("-")) return word;
    if (!word.includes("=") && TAKES_VALUE.test(word)) index++;
  }
  return undefined;
}

/** Nobody writes a longer command; what does is meant to keep us busy. */
const LONGEST_LINE = 4000;

const bare = (name: string) => name.replace(/^['"]|['"]$/g, "");
const nameOf = (image: string) => (/:[^/]+$/.test(image) ? image : `${image}:latest`);

/**
 * Images that commands and Dockerfiles in a text start from, with those that the same text makes itself. It reads words, and not
 * the shell's language: what stands in variables or quotes is not seen.
 */
export function imagesMentioned(text: string): { used: Mention[]; made: string[] } {
  const used: Mention[] = [];
  const made: string[] = [];
  for (const [index, line] of text.replace(/\\\n/g, "  ").split("\n").entries()) {
    if (line.length > LONGEST_LINE) continue;
    for (const image of (MADE.exec(line) ?? []).slice(1)) if (image) made.push(bare(image));
    const from = FROM.exec(line);
    if (from?.[2]) made.push(from[2]);
    const images = [RUN, SERVICE, PULL].map((command) => firstOperand(command.exec(line)?.[1] ?? ""));
    for (const word of [...images, from?.[1]]) {
      const image = bare(word ?? "");
      if (IMAGE.test(image) && image !== "scratch") used.push({ image, line: index + 1 });
    }
  }
  return { used, made };
}

/** `lineOffset` is null where a text stands at no known line of its file. Of what all texts of a lab mention, what is neither declared nor made by them; each image once. */
export function undeclaredImages(
  texts: { text: string; file: string; lineOffset: number | null }[],
  declared: string[],
): { image: string; file: string; line: number | null }[] {
  const read = texts.map((source) => ({ source, ...imagesMentioned(source.text) }));
  const known = new Set([...declared, ...read.flatMap(({ made }) => made)].map(nameOf));
  const found = new Map<string, { image: string; file: string; line: number | null }>();
  for (const { source, used } of read) {
    for (const { image, line } of used) {
      if (known.has(nameOf(image)) || found.has(image)) continue;
      const { file, lineOffset } = source;
      found.set(image, { image, file, line: lineOffset === null ? null : lineOffset + line });
    }
  }
  return [...found.values()];
}
