import { install, LABEL, type ShelfImage } from "../image-recipe.ts";

export const kubectl: ShelfImage = {
  name: "bitnami/kubectl",
  tags: ["latest", "1.32"],
  dockerfile: `FROM debian
${LABEL}
${install("kubectl")}
USER 1001
WORKDIR /work
ENV HOME=/tmp
ENTRYPOINT ["kubectl"]
CMD ["--help"]
`,
};
