/** How Docker reads a name without a tag, and Docker Hub's own host and folder: `docker.io/library/nginx` is `nginx:latest`. */
export function normaliseReference(reference: string): string {
  const short = reference.trim().replace(/^(?:(?:index\.)?docker\.io\/)?(?:library\/)?/, "");
  const [name = "", digest] = short.split("@");
  if (digest !== undefined) return `${name.replace(/:[^/:]*$/, "")}@${digest}`;
  return /:[^/]+$/.test(name) ? name : `${name}:latest`;
}

/** Where a registry that stands for Docker Hub keeps an image. */
export const repositoryOf = (reference: string): string =>
  reference.split(":")[0]?.includes("/") ? reference : `library/${reference}`;

/** Whether another registry than Docker Hub is named, which the shelf does not stand for. */
export function isOfAnotherRegistry(reference: string): boolean {
  const [first = "", ...rest] = normaliseReference(reference).split("/");
  return rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
}
