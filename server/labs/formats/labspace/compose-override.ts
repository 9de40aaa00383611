import type { LabFolder } from "../../model/folder.ts";
import type { AuthorsDocument } from "../authors-document.ts";
import { quote, type Remark } from "../killercoda/settings/remark-list.ts";
import { readYamlOfAuthors } from "../killercoda/settings/yaml-of-authors.ts";
import { readEnvironment } from "./compose-environment.ts";
import { differingPorts } from "./compose-ports.ts";

export interface Override {
  /** Set in the learner's terminals. */
  environment: Record<string, string>;
  /** The folder of the repository that is the project; null when not said. */
  projectFolder: string | null;
  /** The repository that the author's own player takes the project from; null when not said. */
  projectUrl: { url: string; file: string; line: number | null } | null;
}

const FILES = ["", "labspace/", ".labspace/"].flatMap((place) =>
  ["compose.override.yaml", "compose.override.yml"].map((name) => place + name),
);
/** Of the player that clones the repository: here the folder itself is the source. */
const OF_THE_PLAYER = new Set([
  "PROJECT_CLONE_URL",
  "PROJECT_SUBPATH",
  "LOCAL_MODE",
  "LOCAL_CONTENT_PATH",
  "DEV_MODE",
]);
/** Docker's workspace image without a language of its own: a sandbox has all that is in it. */
const PLAIN_WORKSPACE = /^(?:docker\.io\/)?dockersamples\/labspace-workspace-base(?::|$)/;

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a Labspace's Compose override changes: the workspace's environment is taken, ports need nothing, all else is told. */
export function readOverride(folder: LabFolder, remark: Remark): Override {
  const override: Override = { environment: {}, projectFolder: null, projectUrl: null };
  for (const file of FILES) {
    if (!folder.has(file)) continue;
    const document = readYamlOfAuthors(folder.text(file));
    for (const fault of document.faults) remark("warning", file, fault.line, fault.message);
    const top = isPlain(document.value) ? document.value : {};
    for (const name of Object.keys(top)) {
      if (name === "services" || name === "name" || name === "version" || name.startsWith("x-")) continue;
      remark(
        "warning",
        file,
        document.lineOf([name]),
        `${quote(name)} is Compose's, for other services; here it does nothing.`,
      );
    }
    const services = isPlain(top.services) ? top.services : {};
    for (const [name, service] of Object.entries(services)) {
      const reading = {
        document,
        file,
        remark,
        path: ["services", name],
        service: isPlain(service) ? service : {},
      };
      if (name === "workspace") readWorkspace(reading, override);
      else if (name === "configurator") readConfigurator(reading, override);
      else
        remark(
          "warning",
          file,
          document.lineOf(["services", name]),
          `The service ${quote(name)} is not started; a step can start it with docker compose.`,
        );
    }
  }
  return override;
}

interface Reading {
  document: AuthorsDocument;
  file: string;
  remark: Remark;
  path: string[];
  service: Plain;
}

function readWorkspace(reading: Reading, override: Override): void {
  const { document, file, remark, path, service } = reading;
  for (const [name, value] of Object.entries(service)) {
    const line = document.lineOf([...path, name]);
    if (name === "environment") Object.assign(override.environment, environmentOf(reading));
    else if (name === "ports") {
      for (const { index, published, target } of differingPorts(value))
        remark(
          "warning",
          file,
          document.lineOf([...path, name, index]),
          `Port ${target} of the workspace is at ${target} here, not at ${published}.`,
        );
    } else if (name === "image" && typeof value === "string") {
      if (!PLAIN_WORKSPACE.test(value))
        remark(
          "warning",
          file,
          line,
          `The workspace image ${quote(value)} is not used: what it has beyond Docker is not there.`,
        );
    } else remark("warning", file, line, `${quote(`workspace.${name}`)} is not taken over; it does nothing.`);
  }
}

function readConfigurator(reading: Reading, override: Override): void {
  const { document, file, remark, path, service } = reading;
  for (const name of Object.keys(service)) {
    if (name === "environment") continue;
    // The place of the content on its author's disk: it is here already.
    if (name === "volumes" && environmentOf(reading).LOCAL_MODE !== undefined) continue;
    remark(
      "warning",
      file,
      document.lineOf([...path, name]),
      `${quote(`configurator.${name}`)} is not taken over: scripts that prepare the project are not run.`,
    );
  }
  const environment = environmentOf(reading);
  for (const name of Object.keys(environment)) {
    const line = document.lineOf([...path, "environment", name]);
    if (name === "SETUP_SCRIPT")
      remark("warning", file, line, "The set-up script of the project is not run.");
    else if (!OF_THE_PLAYER.has(name))
      remark("note", file, line, `${quote(name)} is for the author's own player; here it does nothing.`);
  }
  override.projectFolder = environment.PROJECT_SUBPATH || override.projectFolder;
  const url = environment.PROJECT_CLONE_URL;
  if (url !== undefined)
    override.projectUrl = { url, file, line: document.lineOf([...path, "environment", "PROJECT_CLONE_URL"]) };
}

function environmentOf({ document, file, remark, path, service }: Reading): Record<string, string> {
  return readEnvironment(service.environment, (key, message) =>
    remark("warning", file, document.lineOf([...path, "environment", key]), message),
  );
}
