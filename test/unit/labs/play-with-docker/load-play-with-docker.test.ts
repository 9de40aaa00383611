import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LabSlug } from "../../../../runtime/protocol/index.ts";
import {
  loadPlayWithDockerLab,
  nameOfPost,
  POST,
} from "../../../../server/labs/formats/play-with-docker/load-play-with-docker.ts";
import { folderInMemory } from "../../../../server/labs/sources/folder-in-memory.ts";
import { folderOnDisk } from "../../../../server/labs/sources/folder-on-disk.ts";

const site = folderOnDisk(join(import.meta.dirname, "../../../fixtures/labs/play-with-docker"));
const slug = LabSlug.parse("a-lab");
const load = (name: string) => loadPlayWithDockerLab(site, `_posts/${name}`, slug);
const lab = (name: string) => {
  const loaded = load(name).lab;
  if (loaded === null) throw new Error(`${name} did not load`);
  return loaded;
};
const told = (name: string) =>
  load(name).remarks.map(({ severity, line, message }) => `${severity} ${line}: ${message}`);
const aPost = (front: string, body = "## One\n\ntext\n") =>
  loadPlayWithDockerLab(
    folderInMemory({ "_posts/x.md": `---\ntitle: X\n${front}\n---\n${body}` }),
    "_posts/x.md",
    slug,
  );

describe("loadPlayWithDockerLab", () => {
  it("loads all but the posts with faults without a remark", () => {
    const posts = site.paths().filter((path) => POST.test(path));
    const withRemarks = posts.filter((post) => loadPlayWithDockerLab(site, post, slug).remarks.length > 0);
    expect(posts.length).toBe(19);
    expect(withRemarks).toEqual([
      "_posts/2019-03-03-many-terms.markdown",
      "_posts/2019-04-04-term-unsaid.markdown",
      "_posts/2020-01-01-broken-front.markdown",
      "_posts/2020-02-02-bare.md",
      "_posts/2020-03-03-unpublished.markdown",
    ]);
  });

  it("reads the front matter: title, level, tags, time and images that the text runs", () => {
    expect(lab("2017-01-29-hello-whale.markdown")).toMatchObject({
      slug: "a-lab",
      dialect: "play-with-docker",
      title: "Say hello with a container",
      summary: "A first walk: one image, one container, one goodbye.",
      level: "beginner",
      minutes: 15,
      tags: ["linux", "beginner", "developer"],
      nodes: 1,
      terminals: [],
      images: ["hello-world"],
    });
    expect(lab("2017-11-21-own-registry.markdown")).toMatchObject({
      summary: "Push an image to a registry that runs beside it.",
      level: null,
      tags: ["registry", "community"],
    });
  });

  it("opens a node and a terminal for each of terms", () => {
    const { nodes, terminals } = lab("2017-02-01-two-nodes-one-swarm.markdown");
    expect(nodes).toBe(2);
    expect(terminals).toEqual([{ title: "node2", node: "node2", command: null }]);
  });

  it("knows a post that is only read", () => {
    expect(lab("2017-09-19-ops-landing.markdown")).toMatchObject({ readingOnly: true, nodes: 1 });
    expect(lab("2017-01-29-hello-whale.markdown").readingOnly).toBeUndefined();
  });

  it.each([
    ["2017-01-29-hello-whale.markdown", ["Step 1: Run it", "Step 2: Look for it"]],
    ["2017-03-06-capabilities.markdown", ["Step 1: Drop all", "Step 2: Add one"]],
    [
      "2017-06-26-networks-hands-on.markdown",
      ["Step 1: List networks", "Step 2: Inspect one", "Section #2 - Overlay", "Step 1: Create it"],
    ],
    ["2017-11-21-own-registry.markdown", ["Start it", "Push to it"]],
    ["2018-02-02-list-steps.markdown", ["Do this", "And that"]],
    ["2018-04-09-no-steps.markdown", ["All on one page"]],
    ["2018-06-01-third-level.markdown", ["One", "Two"]],
    ["2017-09-19-ops-landing.markdown", ["Hands-on", "More reading"]],
  ])("splits %s into its steps", (name, titles) => {
    expect(lab(name).steps.map(({ title }) => title)).toEqual(titles);
  });

  it("makes closing words the finish page", () => {
    const { finish, steps } = lab("2017-01-29-hello-whale.markdown");
    expect(finish.markdown).toContain("ended when its program did");
    expect(steps.at(-1)?.text.markdown).not.toContain("ended when its program did");
  });

  it("loses no line of a post, and counts each as its file does", () => {
    for (const post of site.paths().filter((path) => POST.test(path))) {
      const loaded = loadPlayWithDockerLab(site, post, slug).lab;
      if (loaded === null) continue;
      const lines = site.text(post).split("\n");
      const texts = [loaded.intro, ...loaded.steps.map(({ text }) => text), loaded.finish];
      const covered = new Set<number>();
      for (const text of texts)
        for (const [at, line] of text.markdown.split("\n").entries()) {
          // What stands below is a link's address that was taken along from elsewhere.
          if (line.trim() === "" || /^\[[^\]]+\]: /.test(line)) continue;
          expect(lines[text.lineOffset + at], `${post}: ${line}`).toBe(line);
          covered.add(text.lineOffset + at);
        }
      const bodyFrom = lines.indexOf("---", 1) + 1;
      const lost = lines.flatMap((line, at) =>
        at < bodyFrom || covered.has(at) || line.trim() === "" || /^(?:#|[-=]{2,}$|\[)/.test(line)
          ? []
          : [line],
      );
      const titles = [...loaded.steps.map(({ title }) => title), "One"];
      expect(
        lost.filter((line) => !titles.includes(line)),
        post,
      ).toEqual([]);
    }
  });

  it("takes the addresses of links along to the steps that name them", () => {
    const [first, second] = lab("2018-02-02-list-steps.markdown").steps;
    expect(second?.text.markdown).toContain("[guide]: https://docs.docker.com/guides/");
    expect(first?.text.markdown).not.toContain("docs.docker.com");
  });

  it("keeps the pictures that are shown, by the path at which they are asked for", () => {
    expect(Object.keys(lab("2018-09-22-pictures.markdown").assets).sort()).toEqual([
      "images/overlay.svg",
      "images/registry.svg",
      "images/team logo.svg",
    ]);
    expect(Object.keys(lab("2017-11-21-own-registry.markdown").assets)).toEqual(["images/registry.svg"]);
  });

  it("tells what it does not understand by file and line", () => {
    expect(told("2019-03-03-many-terms.markdown")).toEqual([
      "warning 7: 6 terminals are more than 5: the rest is left out.",
      'warning 8: The sandbox image "example/special:1" is not used: nodes run Slipway\'s own.',
      'warning 9: "colour" is not known here; it does nothing.',
      'warning 22: There is no picture "/images/gone.png".',
    ]);
    expect(lab("2019-03-03-many-terms.markdown").nodes).toBe(5);
    expect(told("2019-04-04-term-unsaid.markdown")).toEqual([
      "warning 11: Terminal 2 is used and terms says 1: 2 are opened.",
      "note 12: apk is Alpine's: outside of a container use apt-get.",
    ]);
    expect(told("2020-01-01-broken-front.markdown")).toEqual([
      expect.stringContaining("error 5: This is not YAML"),
    ]);
    expect(told("2020-02-02-bare.md")).toEqual([
      expect.stringContaining("warning 1: This post has no front matter"),
    ]);
    expect(told("2020-03-03-unpublished.markdown")).toEqual([
      expect.stringContaining("note 4: The author does not publish"),
    ]);
  });

  it.each([
    ["terms: 0", "```.term1\nls\n```\n", 1, "terms says 0"],
    ["terms: -1", "text", 1, "no number of terminals"],
    ["terms: 1.5", "text", 1, "no number of terminals"],
    ["terms: many", "text", 1, "should be a number"],
    ["terms: 2", "```.term9\nls\n```\n", 2, "There is no terminal 9"],
    ["", '[x](/){:data-term=".term3"}{:data-port="80"}', 3, "Terminal 3 is used"],
  ])("opens nodes for %s with %j", (front, body, nodes, why) => {
    const loaded = aPost(front, body);
    expect(loaded.lab?.nodes).toBe(nodes);
    expect(loaded.remarks.map(({ message }) => message).join()).toContain(why);
  });

  it.each([
    ["categories: intermediate", "intermediate", []],
    ["categories: [community, advanced]", "advanced", ["community"]],
    ["categories: beginner linux", "beginner", ["linux"]],
    ["categories:", null, []],
    ["category: beginner\ntags: Swarm, Docker Hub", "beginner", ["swarm", "docker", "hub"]],
  ])("takes level and tags from %j", (front, level, tags) => {
    expect(aPost(front).lab).toMatchObject({ level, tags });
    expect(aPost(front).remarks).toEqual([]);
  });

  it("says that there is no such post", () => {
    expect(load("absent.md")).toMatchObject({ lab: null, remarks: [{ severity: "error" }] });
  });

  it("throws for no text whatever", () => {
    const piece = fc.constantFrom(
      "---\n",
      "## x\n",
      "# y\n",
      "\n",
      "```.term1\n",
      "```\n",
      "a\n",
      "===\n",
      "<!--\n",
      "{%comment%}",
      "title: [\n",
      "&a *a\n",
      "- [x] b\n",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(piece).map((all) => all.join("")),
        ),
        (text) => {
          const { lab: made } = loadPlayWithDockerLab(
            folderInMemory({ "_posts/x.md": text }),
            "_posts/x.md",
            slug,
          );
          expect(made === null || made.steps.length > 0).toBe(true);
        },
      ),
    );
  });
});

describe("nameOfPost", () => {
  it.each([
    ["_posts/2017-01-29-hello-whale.markdown", "hello-whale"],
    ["_posts/2017-4-12-swarm.md", "swarm"],
    ["site/_posts/linux/101-app.markdown", "101-app"],
  ])("%s: %s", (post, name) => {
    expect(nameOfPost(post)).toBe(name);
  });
});
