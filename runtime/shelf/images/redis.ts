import { install, LABEL, type ShelfImage } from "../image-recipe.ts";

export const redis: ShelfImage = {
  name: "redis",
  tags: ["latest"],
  dockerfile: `FROM debian
${LABEL}
${install("redis-server")}
RUN mkdir -p /data && chown redis:redis /data
WORKDIR /data
VOLUME /data
USER redis
EXPOSE 6379
CMD ["redis-server", "--bind", "*", "--protected-mode", "no", "--dir", "/data"]
`,
};
