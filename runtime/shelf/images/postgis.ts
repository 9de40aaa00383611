import { install, LABEL, type ShelfImage } from "../image-recipe.ts";

export const postgis: ShelfImage = {
  name: "postgis/postgis",
  tags: ["latest", "17-3.5"],
  needs: ["postgres"],
  dockerfile: `FROM postgres
${LABEL}
${install("postgresql-17-postgis-3")}
RUN echo 'CREATE EXTENSION IF NOT EXISTS postgis;' > /docker-entrypoint-initdb.d/10-postgis.sql
`,
};
