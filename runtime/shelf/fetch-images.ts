import { AppError, isAppError } from "../common/app-error.ts";
import { type DataFolder, machine } from "../engine/data-folder.ts";
import { isOfAnotherRegistry, normaliseReference, repositoryOf } from "./image-reference.ts";
import { openShelfMarks } from "./shelf-marks.ts";
import { type CopyToShelf, withShelfWriter } from "./shelf-writer.ts";

/** Docker Hub, as skopeo names it. */
const DOCKER_HUB = { host: "docker.io", tls: true };

/**
 * Fetches images of Docker Hub and puts them on the shelf, in the place of those built here. Rejects with setup.no-network
 * where Docker Hub cannot be reached, and with input.invalid for an image that it does not serve.
 */
export async function fetchImages(options: {
  data: DataFolder;
  references: string[];
  hub?: { host: string; tls: boolean };
  onProgress?: (reference: string) => void;
}): Promise<void> {
  const { data, hub = DOCKER_HUB } = options;
  const references = options.references.map(normaliseReference);
  const foreign = references.find(isOfAnotherRegistry);
  if (foreign) {
    throw new AppError("input.invalid", {
      userMessage: `${foreign} is of another registry: the shelf stands for Docker Hub alone.`,
      nextStep: "Name an image of Docker Hub, as in nginx or bitnami/kubectl:latest.",
    });
  }
  if (references.length === 0) return;
  const marks = openShelfMarks(machine.shelf);
  await withShelfWriter(data, async ({ copy }) => {
    for (const reference of references) {
      options.onProgress?.(reference);
      await fetchOne(copy, reference, hub);
      marks.markFetched(reference.split(/[:@]/)[0] ?? reference);
    }
  });
}

async function fetchOne(
  copy: CopyToShelf,
  reference: string,
  hub: { host: string; tls: boolean },
): Promise<void> {
  try {
    await copy(`docker://${hub.host}/${repositoryOf(reference)}`, reference, [
      "--retry-times=2",
      ...(hub.tls ? [] : ["--src-tls-verify=false"]),
    ]);
  } catch (error) {
    throw isAppError(error) ? explainFetch(reference, error) : error;
  }
}

/** What skopeo's words mean for whoever asked for the image. */
export function explainFetch(reference: string, cause: AppError): AppError {
  if (/manifest unknown|name unknown|denied|unauthorized|not found.*manifest/i.test(cause.message)) {
    return new AppError("input.invalid", {
      userMessage: `Docker Hub serves no image ${reference} to everybody.`,
      nextStep: "Check its name and tag.",
      cause,
    });
  }
  if (/toomanyrequests|rate limit/i.test(cause.message)) {
    return new AppError("setup.no-network", {
      userMessage: "Docker Hub gives this address no more images for now.",
      nextStep: "Try again in a few hours.",
      cause,
    });
  }
  if (
    /pinging container registry|no such host|dial tcp|proxyconnect|i\/o timeout|Forbidden/i.test(
      cause.message,
    )
  ) {
    return new AppError("setup.no-network", {
      userMessage: `Docker Hub cannot be reached from here, so ${reference} was not fetched.`,
      nextStep: "Build what has a recipe (npm run images -- build), or fetch where there is internet.",
      cause,
    });
  }
  return cause;
}
