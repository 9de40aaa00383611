import { install, LABEL, type ShelfImage } from "../image-recipe.ts";

export const python: ShelfImage = {
  name: "python",
  tags: ["latest", "3", "3-slim", "slim", "3.13", "3.13-slim"],
  dockerfile: `FROM debian
${LABEL}
ENV PYTHONUNBUFFERED=1 PIP_ROOT_USER_ACTION=ignore
${install("python3 python3-pip python3-venv")}
RUN ln -s python3 /usr/bin/python && rm -f /usr/lib/python3*/EXTERNALLY-MANAGED
CMD ["python3"]
`,
};
