/** An image of the shelf that is built from Debian packages by a Dockerfile alone: files stand in it as here-documents. */
export interface ShelfImage {
  name: string;
  tags: string[];
  dockerfile: string;
  /** Names of recipes that its FROM names and the template lacks: they are built before it. */
  needs?: string[];
}

export const LABEL =
  'LABEL org.opencontainers.image.description="Made by Slipway from Debian packages; not the image of that name on Docker Hub"';

/** A RUN line that leaves no package lists behind. */
export const install = (packages: string) =>
  `RUN apt-get update && apt-get install -y --no-install-recommends ${packages} && rm -rf /var/lib/apt/lists/*`;
