import { describe, expect, it } from "vitest";
import type { Lab } from "../../../../server/labs/model/lab.ts";
import { type Files, loadScenario, settings } from "./a-scenario.ts";

interface Written {
  name: string;
  index: unknown;
  files?: Files;
  /** What is told, as "severity file:line"; nothing where absent. */
  told?: string[];
  lab: (lab: Lab) => void;
}

const lines = (...text: string[]) => text.join("\n");
const step = (over: Record<string, unknown>) => ({ steps: [{ title: "First", text: "step1.md", ...over }] });

/** Small scenarios, each with one habit of those who wrote them. */
const written: Written[] = [
  {
    name: "no intro and no finish",
    index: {
      title: "Short",
      description: "d",
      details: { steps: [{ title: "First", text: "step1.md" }] },
      backend: { imageid: "ubuntu" },
    },
    lab: (lab) => expect([lab.intro.markdown, lab.finish.markdown, lab.steps.length]).toEqual(["", "", 1]),
  },
  {
    name: "an intro and no steps",
    index: {
      title: "Read only",
      description: "d",
      details: { intro: { text: "intro.md" } },
      backend: { imageid: "ubuntu" },
    },
    lab: (lab) => expect(lab.steps).toMatchObject([{ title: "Read only", text: { markdown: "Intro.\n" } }]),
  },
  {
    name: "lines ended in the way of Windows, and paths as well",
    index: lines(
      '{ "title": "CR",\r',
      '"details": { "steps": [ { "title": "First", "text": "steps\\\\one.md", "verify": ".\\\\steps\\\\one.sh" } ] },\r',
      '"backend": { "imageid": "ubuntu" } }\r',
    ),
    files: { "s/steps/one.md": "# One\r\n\r\nText.\r\n", "s/steps/one.sh": "#!/bin/bash\r\necho done\r\n" },
    lab: (lab) => {
      expect(lab.steps[0]?.text.markdown).toBe("# One\n\nText.\n");
      expect(lab.steps[0]?.checks[0]).toMatchObject({
        passLine: "done",
        script: { text: "#!/bin/bash\necho done\n" },
      });
    },
  },
  {
    name: "a comma too many in every list and object",
    index:
      '{"title":"T","details":{"steps":[{"title":"First","text":"step1.md",},],},"backend":{"imageid":"ubuntu",},}',
    lab: (lab) => expect(lab.steps).toHaveLength(1),
  },
  {
    name: "null where nothing is meant",
    index: settings(
      { environment: null, difficulty: null },
      { intro: { text: "intro.md", background: null }, ...step({ verify: null }) },
    ),
    lab: (lab) => expect([lab.start, lab.steps[0]?.checks, lab.level]).toEqual([[], [], null]),
  },
  {
    name: "empty names of scripts, as an old editor saved them",
    index: settings(
      {},
      { intro: { text: "intro.md", courseData: "", code: "" }, ...step({ verify: "", answer: "" }) },
    ),
    lab: (lab) => expect([lab.start, lab.steps[0]?.checks, lab.steps[0]?.solution]).toEqual([[], [], null]),
  },
  {
    name: "a number for the title and for the time",
    index: settings({ title: 2048, time: 45 }),
    lab: (lab) => expect([lab.title, lab.minutes]).toEqual(["2048", 45]),
  },
  {
    name: "no description, a title of blanks",
    index: settings({ title: "  ", description: undefined }),
    told: ["warning s/index.json:2"],
    lab: (lab) => expect([lab.title, lab.summary]).toEqual(["s", ""]),
  },
  {
    name: "a difficulty and a time in words of their own",
    index: settings({ difficulty: "spicy", time: "an afternoon" }),
    told: ["note s/index.json:21", "note s/index.json:22"],
    lab: (lab) => expect([lab.level, lab.minutes]).toEqual([null, null]),
  },
  {
    name: "a misspelt field",
    index: settings({}, step({ forground: "x.sh" })),
    told: ["warning s/index.json:12"],
    lab: (lab) => expect(lab.steps[0]?.foreground).toBeNull(),
  },
  {
    name: "a step without a title takes the text's heading, else its number",
    index: settings(
      {},
      { steps: [{ text: "step1.md" }, { text: "two.md" }, { title: "Third", text: "step1.md" }] },
    ),
    files: { "s/two.md": "\n## Using `docker` **now**\n\nText.\n" },
    lab: (lab) =>
      expect(lab.steps.map(({ title }) => title)).toEqual(["Step 1", "Using docker now", "Third"]),
  },
  {
    name: "a step that names no text",
    index: settings({}, { steps: [{ title: "Bare" }] }),
    told: ["warning s/index.json:9"],
    lab: (lab) => expect(lab.steps[0]?.text.markdown).toBe(""),
  },
  {
    name: "one text for two steps",
    index: settings(
      {},
      {
        steps: [
          { title: "A", text: "step1.md" },
          { title: "B", text: "step1.md" },
        ],
      },
    ),
    lab: (lab) => expect(lab.steps.map(({ text }) => text.file)).toEqual(["s/step1.md", "s/step1.md"]),
  },
  {
    name: "the words true and false in quotes",
    index: settings({ environment: { hideintro: "true", hidefinish: "false" } }),
    lab: (lab) => expect([lab.intro.markdown, lab.finish.markdown]).toEqual(["", "Finish.\n"]),
  },
  {
    name: "a dashboard's port beside the image",
    index: settings({
      environment: { showdashboard: true, dashboard: "Registry" },
      backend: { imageid: "docker", port: "5000" },
    }),
    lab: (lab) => expect(lab.services).toEqual([{ title: "Registry", port: 5000, path: "/", href: null }]),
  },
  {
    name: "dashboards with placeholders of Killercoda, and one that leads nowhere",
    index: settings({
      environment: {
        dashboards: [
          { name: "App", href: "{{TRAFFIC_HOST1_3000}}/login" },
          { name: "Bad", href: "javascript:alert(1)" },
          { name: "Far", port: 70000 },
        ],
      },
    }),
    told: ["warning s/index.json:27", "warning s/index.json:31"],
    lab: (lab) => expect(lab.services).toEqual([{ title: "App", port: 3000, path: "/login", href: null }]),
  },
  {
    name: "files of the editor below its folder, below home and anywhere",
    index: settings({
      files: ["src/app.py", "~/notes.md", "/etc/hosts"],
      environment: { uilayout: "editor-terminal-v1", uieditorpath: "/opt/app" },
    }),
    told: ["note s/index.json:28"],
    lab: (lab) => expect(lab.openFiles).toEqual(["/opt/app/src/app.py", "/root/notes.md", "/etc/hosts"]),
  },
  {
    name: "one file alone where a list is meant",
    index: settings({ files: "app.py" }),
    lab: (lab) => expect(lab.openFiles).toEqual(["/root/app.py"]),
  },
  {
    name: "an image with a language, on one host",
    index: settings({ backend: { imageid: "nodejs:6" } }),
    told: ["warning s/index.json:19"],
    lab: (lab) => expect(lab.nodes).toBe(1),
  },
  {
    name: "a cluster of two nodes, with files for the second",
    index: settings(
      { backend: { imageid: "kubernetes-kubeadm-2nodes" } },
      {
        assets: { controlplane: [{ file: "a", target: "/root" }], node01: [{ file: "a", target: "/root" }] },
      },
    ),
    files: { "s/assets/a": "a" },
    told: ["warning s/index.json:33"],
    lab: (lab) => expect([lab.nodes, lab.files.map(({ node }) => node)]).toEqual([2, ["node1", "node2"]]),
  },
  {
    name: "an image that nobody knows, and none",
    index: settings({ backend: { imageid: "myown-image" } }),
    told: ["note s/index.json:19"],
    lab: (lab) => expect(lab.nodes).toBe(1),
  },
  {
    name: "no machine at all",
    index: settings({ backend: undefined }),
    told: ["note s/index.json:null"],
    lab: (lab) => expect(lab.nodes).toBe(1),
  },
  {
    name: "fixed addresses in texts and scripts",
    index: settings({}, step({ verify: "v.sh" })),
    files: {
      "s/step1.md": "Ping\n`ping 172.30.2.2`{{exec}}\n",
      "s/v.sh": "ping -c1 172.30.2.2\ncurl 172.30.1.20 1172.30.1.2\n",
    },
    told: ["note s/step1.md:2", "note s/v.sh:1"],
    lab: (lab) => expect(lab.steps[0]?.checks[0]?.script.text).toContain("172.30.2.2"),
  },
  {
    name: "placeholders stay in scripts until they run",
    index: settings({}, { intro: { text: "intro.md", background: "b.sh" } }),
    files: { "s/b.sh": "echo [[HOST_IP]] shop >> /etc/hosts\ncurl {{TRAFFIC_HOST1_80}}\n" },
    lab: (lab) =>
      expect(lab.start[0]?.text).toBe("echo [[HOST_IP]] shop >> /etc/hosts\ncurl {{TRAFFIC_HOST1_80}}\n"),
  },
  {
    name: "pictures by Katacoda's own address, from elsewhere, and in code",
    index: settings(),
    files: {
      "s/step1.md": lines(
        "![a](/club/scenarios/s/assets/a%20b.png)",
        "![far](https://example.org/x.png)",
        "```",
        "![no](no.png)",
        "```",
        "`![no](no.png)`",
      ),
      "s/assets/a b.png": "png",
    },
    lab: (lab) => expect(Object.keys(lab.assets)).toEqual(["club/scenarios/s/assets/a b.png"]),
  },
  {
    name: "private, and of a type of its own",
    index: settings({ private: true, type: "exam", icon: "fa-x", noindex: true, pathwayTitle: "P", id: "s" }),
    told: ["note s/index.json:21", "note s/index.json:22"],
    lab: (lab) => expect(lab.tags).toEqual([]),
  },
  {
    name: "a German translation inside the folder, one step short",
    index: settings(
      {},
      {
        steps: [
          { title: "A", text: "step1.md" },
          { title: "B", text: "step1.md" },
        ],
      },
    ),
    files: {
      "s/_de/index.json": JSON.stringify(settings({ title: "Ein Szenario" })),
      "s/_de/intro.md": "Los.\n",
      "s/_de/step1.md": "Schritt.\n",
      "s/_de/finish.md": "Ende.\n",
    },
    lab: (lab) =>
      expect(lab.translations.de).toMatchObject({
        title: "Ein Szenario",
        steps: [{ text: { markdown: "Schritt.\n" } }],
      }),
  },
];

describe("scenarios as people write them", () => {
  it.each(written)("$name", ({ index, files, told = [], lab: look }) => {
    const { lab, told: found } = loadScenario(index, files);
    expect(found).toEqual(told);
    if (lab === null) throw new Error("no lab");
    look(lab);
  });

  it("most load without a remark", () => {
    const silent = written.filter(({ index, files }) => loadScenario(index, files).remarks.length === 0);
    expect([silent.length, written.length]).toEqual([15, 27]);
  });
});
