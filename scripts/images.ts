import { existsSync } from "node:fs";
import { join } from "node:path";
import { AppError, isAppError } from "../runtime/common/app-error.ts";
import { checkMachine } from "../runtime/engine/check-machine.ts";
import { startCopyDaemons } from "../runtime/engine/copy-daemons.ts";
import { lockCopy } from "../runtime/engine/copy-lock.ts";
import { type DataFolder, locateDataFolder, machine, openDataFolder } from "../runtime/engine/data-folder.ts";
import type { Installation } from "../runtime/engine/installation.ts";
import { readInstallation } from "../runtime/engine/installation-file.ts";
import { setUpEngine } from "../runtime/engine/set-up.ts";
import { buildLabImages } from "../runtime/shelf/build-lab-images.ts";
import { describeShelf, renderShelf, type ShelfRow } from "../runtime/shelf/describe-shelf.ts";
import { fetchImages } from "../runtime/shelf/fetch-images.ts";
import { fillShelf } from "../runtime/shelf/fill-shelf.ts";
import { listShelfImages } from "../runtime/shelf/list-shelf.ts";
import { BASE_NAMES, LAB_IMAGES, SHELF_IMAGES } from "../runtime/shelf/shelf-images.ts";
import { openShelfMarks, planLabImages } from "../runtime/shelf/shelf-marks.ts";
import { readDeclaredImages } from "./declared-images.ts";
import { fail } from "./fail.ts";
import { createStepPrinter } from "./step-printer.ts";

/** `npm run images`: what the shelf has and lacks; `-- build [NAME …]` builds, `-- fetch [NAME …]` fetches from Docker Hub. */
const USAGE = `npm run images                      what the shelf has and lacks, and which lab needs what
npm run images -- build [NAME ...]  builds images from Debian packages; all when none is named
npm run images -- fetch [NAME ...]  fetches images from Docker Hub; those that labs lack when none is named`;

const step = createStepPrinter();

async function readRows(data: DataFolder): Promise<ShelfRow[]> {
  return describeShelf({
    shelf: await listShelfImages({ folder: machine.shelf }),
    declared: readDeclaredImages(join(data.repository, "labs")),
    inTemplate: [...BASE_NAMES, ...SHELF_IMAGES.map((image) => image.name)],
    recipes: LAB_IMAGES,
    ...openShelfMarks(machine.shelf),
  });
}

/** What a server that runs has prepared, or what is prepared now and goes on as after `npm start -- --set-up-only`. */
async function prepare(data: DataFolder): Promise<Installation> {
  await checkMachine();
  try {
    await lockCopy(data);
  } catch (error) {
    const installation = readInstallation(data);
    if (!isAppError(error) || error.code !== "setup.running" || !installation) throw error;
    if (existsSync(join(machine.shelf, installation.template))) return installation;
    throw new AppError("pool.preparing", {
      userMessage: "Slipway is still filling its shelf.",
      nextStep: "Wait until it has: it builds these images next, by itself.",
    });
  }
  const { installation, image, base } = await setUpEngine(data, step);
  await step("Package gate and registries", () => startCopyDaemons(data, installation));
  return step("Image shelf", () => fillShelf({ data, installation, image, base }));
}

async function build(names: string[]): Promise<void> {
  // A name without a recipe is refused before anything is set up.
  planLabImages(names, () => false);
  const data = openDataFolder();
  const installation = await prepare(data);
  const built = await step("Images of labs", () =>
    buildLabImages({
      data,
      installation,
      names,
      onProgress: ({ done, total, current }) =>
        current && console.log(`  ${done + 1} of ${total}: ${current}`),
    }),
  );
  console.log(
    built.length > 0 ? `Built: ${built.join(", ")}` : "Nothing to build: all of it is on the shelf.",
  );
}

async function fetchAll(names: string[]): Promise<void> {
  const data = openDataFolder();
  const lacking = (await readRows(data)).filter((row) => row.state === "missing" && row.labs.length > 0);
  const own = lacking.filter((row) => row.image.startsWith("slipway/"));
  const references =
    names.length > 0 ? names : lacking.filter((row) => !own.includes(row)).map((row) => row.image);
  await fetchImages({ data, references, onProgress: (reference) => console.log(`  ${reference}`) });
  console.log(references.length > 0 ? "Fetched." : "Nothing to fetch: labs lack no image of Docker Hub.");
  if (names.length === 0 && own.length > 0)
    console.log(`Slipway's own are built: npm run images -- build ${own.map((row) => row.image).join(" ")}`);
}

async function main(): Promise<void> {
  const [action = "list", ...names] = process.argv.slice(2);
  if (action === "build") return build(names);
  if (action === "fetch") return fetchAll(names);
  if (action === "list" && names.length === 0)
    return console.log(renderShelf(await readRows(locateDataFolder())));
  console.error(USAGE);
  process.exit(2);
}

// The lock of the copy and the agents of HTTP would keep it.
main().then(() => process.exit(0), fail);
