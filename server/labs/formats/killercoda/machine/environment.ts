import type { Lab, LabFile, LabService } from "../../../model/lab.ts";
import type { Scenario } from "../scenario.ts";
import { pathInSandbox } from "../settings/author-paths.ts";
import type { Fields } from "../settings/fields.ts";
import { quote } from "../settings/remark-list.ts";
import { nodeOfHost } from "./host-names.ts";

export interface Environment extends Pick<Lab, "layout" | "terminals" | "openFiles" | "services"> {
  /** Shows the author's greeting in each shell. */
  greeting: LabFile[];
  hideIntro: boolean;
  hideFinish: boolean;
}

const LAYOUTS = new Set([
  "terminal",
  "terminal-terminal",
  "terminal-iframe",
  "terminal-iframe-split",
  "iframe",
  "editor",
  "editor-terminal",
  "editor-terminal-v1",
  "editor-terminal-split",
  "vscode-terminal",
  "vscode-terminal-split",
  "ide",
  "notebook",
]);
const MAX_TERMINALS = 6;
const MAX_FILES = 10;
/** A URL of a port's preview on Katacoda or Killercoda. */
const PREVIEW =
  /^(?:https?:\/\/)?(?:\[\[(?:HOST|CLIENT)\d?_SUBDOMAIN\]\]-(\d{1,5})-\[\[KATACODA_HOST\]\](?:\.environments\.katacoda\.com|\.?\[\[KATACODA_DOMAIN\]\])?|\{\{TRAFFIC_HOST\d_(\d{1,5})\}\})(\/.*)?$/;

/** How the page of a scenario looks: `interface`, `environment`, `files` and the dashboard's port of `backend`. */
export function readEnvironment(scenario: Scenario, index: Fields, backend: Fields | null): Environment {
  const { file, remark } = scenario;
  const environment = index.inner("environment");
  const ui = index.inner("interface");
  const layouts = [ui?.text("layout"), environment?.text("uilayout")].flatMap(
    (one) => one?.toLowerCase() ?? [],
  );
  for (const layout of layouts)
    if (!LAYOUTS.has(layout))
      remark(
        "note",
        file,
        environment?.line("uilayout") ?? ui?.line("layout") ?? null,
        `The layout ${quote(layout)} is not known; the terminal is in front.`,
      );

  const editorFolder = pathInSandbox(environment?.text("uieditorpath") ?? "/root");
  const openFiles = index
    .texts("files")
    .map((path) =>
      pathInSandbox(path.startsWith("/") || path.startsWith("~") ? path : `${editorFolder}/${path}`),
    );
  if (openFiles.length > MAX_FILES)
    remark(
      "note",
      file,
      index.line("files"),
      `Of ${openFiles.length} files the first ${MAX_FILES} are opened.`,
    );
  if (environment) noteWhatIsNotDone(scenario, environment, editorFolder);

  return {
    layout: layouts.some((one) => /^(?:ide|editor|vscode)/.test(one)) ? "editor" : "terminal",
    terminals: terminalsOf(scenario, environment, layouts.includes("terminal-terminal")),
    openFiles: openFiles.slice(0, MAX_FILES),
    services: servicesOf(scenario, environment, backend),
    greeting: greetingOf(environment?.text("uimessage1") ?? ""),
    hideIntro: environment?.flag("hideintro") ?? false,
    hideFinish: environment?.flag("hidefinish") ?? false,
  };
}

function noteWhatIsNotDone({ file, remark }: Scenario, environment: Fields, editorFolder: string): void {
  const note = (name: string, message: string) => remark("note", file, environment.line(name), message);
  environment.accept("uisettings", "showide", "icon");
  if (editorFolder !== "/root")
    note("uieditorpath", `The file tree begins in /root, not in ${editorFolder}.`);
  if (environment.flag("showvisualise"))
    note("showvisualise", "There is no picture of the containers to show.");
  const hidden = environment.texts("exclusionPatterns");
  if (environment.flag("hideHiddenFiles") || hidden.length > 0)
    note("exclusionPatterns", "The file tree shows all files.");
}

function terminalsOf({ file, remark }: Scenario, environment: Fields | null, two: boolean): Lab["terminals"] {
  const terminals = (environment?.list("terminals") ?? []).map((terminal, index) => {
    const target = terminal.text("target") ?? "host01";
    const node = nodeOfHost(target);
    if (node === null)
      remark(
        "warning",
        file,
        terminal.line("target"),
        `${quote(target)} is no host here; the terminal is on node1.`,
      );
    return {
      title: terminal.text("name") ?? `Terminal ${index + 2}`,
      node: node ?? ("node1" as const),
      command: terminal.text("command"),
    };
  });
  if (two && terminals.length === 0) terminals.push({ title: "Terminal 2", node: "node1", command: null });
  if (terminals.length > MAX_TERMINALS)
    remark(
      "note",
      file,
      environment?.line("terminals") ?? null,
      `Of ${terminals.length} terminals the first ${MAX_TERMINALS} are opened.`,
    );
  return terminals.slice(0, MAX_TERMINALS);
}

function servicesOf(
  { file, remark }: Scenario,
  environment: Fields | null,
  backend: Fields | null,
): LabService[] {
  environment?.flag("showdashboards");
  const asked = environment?.flag("showdashboard") ?? false;
  const services = (environment?.list("dashboards") ?? []).flatMap((dashboard, index): LabService[] => {
    const title = dashboard.text("name") ?? `Dashboard ${index + 1}`;
    const href = dashboard.text("href")?.trim() ?? "";
    const preview = PREVIEW.exec(href);
    const port = preview ? Number(preview[1] ?? preview[2]) : dashboard.number("port");
    if (isPort(port) && (preview !== null || href === ""))
      return [{ title, port, path: preview?.[3] ?? "/", href: null }];
    if (/^https?:\/\//i.test(href) && URL.canParse(href)) return [{ title, port: null, path: "/", href }];
    remark(
      "warning",
      file,
      dashboard.line(),
      `The dashboard ${quote(title)} has no port and no address that can be used; it is left out.`,
    );
    return [];
  });
  const port = backend?.number("port") ?? null;
  if (services.length > 0 || port === null) return services;
  if (isPort(port))
    return [{ title: environment?.text("dashboard") ?? "Dashboard", port, path: "/", href: null }];
  if (asked)
    remark("warning", file, backend?.line("port") ?? null, "backend.port is no port; there is no dashboard.");
  return services;
}

function isPort(port: number | null): port is number {
  return port !== null && Number.isInteger(port) && port >= 1 && port <= 65_535;
}

/** A file apart from the script that shows it: no word of the author's is read by a shell. */
function greetingOf(message: string): LabFile[] {
  if (message.trim() === "") return [];
  const bytes = (text: string) => new TextEncoder().encode(text);
  const show = "case $- in *i*) cat /etc/lab-greeting ;; esac\n";
  return [
    {
      node: "node1",
      path: "/etc/lab-greeting",
      bytes: bytes(`${message.replaceAll("\r\n", "\n").replace(/\n*$/, "")}\n`),
      mode: "644",
    },
    { node: "node1", path: "/etc/profile.d/zz-lab-greeting.sh", bytes: bytes(show), mode: "644" },
  ];
}
