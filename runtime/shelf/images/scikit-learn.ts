import { install, LABEL, type ShelfImage } from "../image-recipe.ts";

/** Python for data science, as no package index of Python's is reachable from a sandbox. */
export const scikitLearn: ShelfImage = {
  name: "slipway/scikit-learn",
  tags: ["latest"],
  dockerfile: `FROM python
${LABEL}
ENV MPLBACKEND=Agg
${install("python3-sklearn python3-matplotlib")}
WORKDIR /app
`,
};
