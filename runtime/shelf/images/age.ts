import { install, LABEL, type ShelfImage } from "../image-recipe.ts";

export const age: ShelfImage = {
  name: "apache/age",
  tags: ["latest"],
  needs: ["postgres"],
  dockerfile: `FROM postgres
${LABEL}
${install("postgresql-17-age")}
RUN echo 'CREATE EXTENSION IF NOT EXISTS age;' > /docker-entrypoint-initdb.d/00-create-extension-age.sql
CMD ["postgres", "-c", "shared_preload_libraries=age"]
`,
};
