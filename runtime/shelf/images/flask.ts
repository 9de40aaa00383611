import { install, LABEL, type ShelfImage } from "../image-recipe.ts";

/** Python with Flask and the client of redis, as no package index of Python's is reachable from a sandbox. */
export const flask: ShelfImage = {
  name: "slipway/flask",
  tags: ["latest"],
  dockerfile: `FROM python
${LABEL}
${install("python3-flask python3-redis")}
WORKDIR /app
`,
};
