import { install, LABEL, type ShelfImage } from "../image-recipe.ts";

/** A registry that takes pushes without asking who pushes, as Docker's own does by default. */
export const registry: ShelfImage = {
  name: "registry",
  tags: ["2", "latest"],
  dockerfile: `FROM debian
${LABEL}
${install("docker-registry")}
COPY <<'END' /etc/docker/registry/config.yml
version: 0.1
log: { level: info }
storage:
  filesystem: { rootdirectory: /var/lib/registry }
  delete: { enabled: true }
http: { addr: ":5000" }
END
VOLUME /var/lib/registry
EXPOSE 5000
ENTRYPOINT ["docker-registry"]
CMD ["serve", "/etc/docker/registry/config.yml"]
`,
};
