import { folderInMemory } from "../../../../server/labs/sources/folder-in-memory.ts";

const LAB = `---
title: Your first container
summary: Run a container and look at it.
level: beginner
minutes: 15
tags: [containers]
goals:
  - Run an image
images: [hello-world]
---

A container is a process.
`;

const STEP = `---
title: Hello
checks:
  - looksAt: the containers made from hello-world
    script: |
      docker ps -aq --filter ancestor=hello-world | grep -q .
    hint: Type the command.
hints:
  - It is docker run.
solution: docker run hello-world
quiz:
  questions:
    - ask: What does it start from?
      options:
        - { text: an image, correct: true }
        - { text: a container }
---

Run it:

\`\`\`bash
docker run hello-world
\`\`\`
`;

/** A small sound lab's files, with those given in place of them or beside them; null takes one away. */
export function aNativeFolder(files: Record<string, string | Uint8Array | null> = {}) {
  const all = { "lab.md": LAB, "steps/01-hello.md": STEP, ...files };
  const kept = Object.entries(all).flatMap(([path, content]) =>
    content === null
      ? []
      : [[path, typeof content === "string" ? new TextEncoder().encode(content) : content] as const],
  );
  return folderInMemory(Object.fromEntries(kept));
}

/** Front matter of a lab that is sound but for the lines given. */
export const aLabFile = (lines = "", body = "A container is a process.") =>
  LAB.replace("\n---\n\nA container is a process.", () => `\n${lines}\n---\n\n${body}`);

export const aStepFile = (frontMatter: string, body = "Do it.") => `---\n${frontMatter}\n---\n\n${body}\n`;
