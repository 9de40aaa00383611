import { describe, expect, it } from "vitest";
import { readJsonOfAuthors } from "../../../../server/labs/formats/json-of-authors.ts";
import { parseLevel, parseMinutes } from "../../../../server/labs/formats/killercoda/level-and-time.ts";
import { compileGlob } from "../../../../server/labs/formats/killercoda/machine/glob.ts";
import { nodeOfHost } from "../../../../server/labs/formats/killercoda/machine/host-names.ts";
import {
  fillPlaceholders,
  findLonePlaceholders,
  killercodaHostFile,
} from "../../../../server/labs/formats/killercoda/machine/placeholders.ts";
import { pathFrom, pathInSandbox } from "../../../../server/labs/formats/killercoda/settings/author-paths.ts";
import { slugOfPath } from "../../../../server/labs/formats/killercoda/slug.ts";
import { printsDone } from "../../../../server/labs/formats/killercoda/steps.ts";
import { labOf, loadScenario, settings, textOf } from "./a-scenario.ts";

describe("compileGlob", () => {
  it.each([
    ["*", "", ["a", ".env"], ["a/b"]],
    ["**", "", ["a", "a/b/c", ".env"], []],
    ["**/*", "", ["a", "a/b"], []],
    ["**/*.json", "", ["x.json", "a/b/x.json"], ["x.jsonc", "a/json"]],
    ["app*/**/*.*", "", ["app1/x.y", "app/a/b.c"], ["ap/x.y", "app/x"]],
    ["conf/*.ini", "conf", ["conf/a.ini"], ["conf/a/b.ini", "a.ini"]],
    ["a/b/**", "a/b", ["a/b/c", "a/b/c/d"], ["a/c"]],
    ["{a,b}/x?.[ch]", "", ["a/x1.c", "b/xy.h"], ["c/x1.c", "a/x.c", "a/x1.d"]],
    ["[!a-c]*", "", ["d1"], ["a1", "/x"]],
    ["a.b+(c)*", "", ["a.b+(c)d"], ["aXb+(c)d"]],
  ])("%s", (pattern, base, yes, no) => {
    const glob = compileGlob(pattern);
    expect(glob?.base).toBe(base);
    expect([yes.filter((path) => !glob?.matches(path)), no.filter((path) => glob?.matches(path))]).toEqual([
      [],
      [],
    ]);
  });

  it("a plain path is none", () => expect(compileGlob("a/b.txt")).toBeNull());
  it("a pattern that is not closed is refused", () => expect(() => compileGlob("a{b*")).toThrow());
});

describe("assets", () => {
  const files = { "s/assets/a.sh": "a", "s/assets/dir/b.txt": "b", "s/assets/odd[1].txt": "o" };
  const placed = (entry: Record<string, unknown>) =>
    labOf(settings({}, { assets: { host01: [entry] } }), files).files.map(({ path, mode }) => [path, mode]);

  it.each([
    [{ file: "a.sh", target: "/usr/local/bin/", chmod: "755" }, [["/usr/local/bin/a.sh", "755"]]],
    [{ file: "a.sh", target: "~", chmod: 700 }, [["/root/a.sh", "700"]]],
    [{ file: "a.sh", target: "~/", chmod: "u+rwx,go-w" }, [["/root/a.sh", "u+rwx,go-w"]]],
    [{ file: "./dir/b.txt", target: "/srv" }, [["/srv/b.txt", null]]],
    [{ file: "dir/*", target: "work" }, [["/root/work/b.txt", null]]],
    [
      { file: "**/*.txt" },
      [
        ["/root/dir/b.txt", null],
        ["/root/odd[1].txt", null],
      ],
    ],
    [{ file: "odd[1].txt", target: "/srv" }, [["/srv/odd[1].txt", null]]],
  ])("%j", (entry, expected) => expect(placed(entry)).toEqual(expected));

  it("what chmod would not take is left out and told", () => {
    const { lab, remarks } = loadScenario(
      settings({}, { assets: { host01: [{ file: "a.sh", target: "/x", chmod: "+x; reboot" }] } }),
      files,
    );
    expect(lab?.files[0]?.mode).toBeNull();
    expect(remarks[0]?.message).toContain("chmod");
  });

  it("the later of two files for one place wins", () => {
    const both = [
      { file: "a.sh", target: "/x" },
      { file: "dir/*", target: "/x" },
      { file: "dir/../a.sh", target: "/x" },
    ];
    expect(labOf(settings({}, { assets: { host01: both } }), files).files.map(({ path }) => path)).toEqual([
      "/x/a.sh",
      "/x/b.txt",
    ]);
  });
});

describe("fillPlaceholders", () => {
  const session = {
    address: (node: string) => (node === "node1" ? "198.18.0.5" : node === "node2" ? "198.18.0.6" : null),
    previewUrl: (node: string, port: number) =>
      node === "node3" ? null : `https://${port}--${node}.lab.example/`,
  };
  it.each([
    ["ping [[HOST_IP]] [[HOST2_IP]] [[HOST3_IP]]", "ping 198.18.0.5 198.18.0.6 [[HOST3_IP]]"],
    [
      "{{TRAFFIC_HOST1_80}}/a {{TRAFFIC_HOST2_8080}}",
      "https://80--node1.lab.example/a https://8080--node2.lab.example",
    ],
    ["{{TRAFFIC_CONTROLPLANE_80}}", "{{TRAFFIC_CONTROLPLANE_80}}"],
    ["{{TRAFFIC_HOST3_80}} {{TRAFFIC_HOST1_99999}}", "{{TRAFFIC_HOST3_80}} {{TRAFFIC_HOST1_99999}}"],
    [
      "https://[[HOST_SUBDOMAIN]]-80-[[KATACODA_HOST]].environments.katacoda.com/x",
      "https://80--node1.lab.example/x",
    ],
    ["http://[[HOST2_SUBDOMAIN]]-81-[[KATACODA_HOST]].[[KATACODA_DOMAIN]]", "https://81--node2.lab.example"],
    ["H=[[CLIENT_SUBDOMAIN]]-5000-[[KATACODA_HOST]].environments.katacoda.com", "H=5000--node1.lab.example"],
    ["[[KATACODA_HOST]] {{TRAFFIC_SELECTOR}}", "[[KATACODA_HOST]] {{TRAFFIC_SELECTOR}}"],
  ])("%s", (text, expected) => expect(fillPlaceholders(text, session)).toBe(expected));

  it("a dollar in an address is a dollar", () => {
    expect(fillPlaceholders("{{TRAFFIC_HOST1_80}}", { ...session, previewUrl: () => "http://$&$1" })).toBe(
      "http://$&$1",
    );
  });

  it("names of Katacoda's servers that stand alone are found", () => {
    expect(
      findLonePlaceholders(
        "x\n[[KATACODA_DOMAIN]]\nhttps://[[HOST_SUBDOMAIN]]-80-[[KATACODA_HOST]].[[KATACODA_DOMAIN]]",
      ),
    ).toEqual([{ line: 2, name: "[[KATACODA_DOMAIN]]" }]);
  });

  it("the host's file holds the pattern of previews", () => {
    const { path, bytes } = killercodaHostFile("http://PORT--node1.lab.example");
    expect([path, textOf(bytes)]).toEqual(["/etc/killercoda/host", "http://PORT--node1.lab.example\n"]);
  });
});

describe("small parsers", () => {
  it.each([
    ["15 minutes", 15],
    ["10-15 min", 15],
    ["5 to 10 mins", 10],
    ["1 hour", 60],
    ["1.5 hours", 90],
    ["1h 30m", 90],
    ["01:30", 90],
    ["20", 20],
    ["a while", null],
    ["9999 hours", null],
    ["", null],
  ])("time %j", (time, minutes) => expect(parseMinutes(time)).toBe(minutes));

  it.each([
    ["Beginner", "beginner"],
    ["EASY", "beginner"],
    ["medium", "intermediate"],
    ["Advanced level", "advanced"],
    ["hard", "advanced"],
    ["hardly", null],
    ["", null],
  ])("difficulty %j", (difficulty, level) => expect(parseLevel(difficulty)).toBe(level));

  it.each([
    ['if x; then echo "done"; fi', true],
    ["x && echo done", true],
    ["x && echo 'done' # it passed", true],
    ["echo -n done", true],
    ["(echo done)", true],
    ["# echo done", false],
    ["echo all done", false],
    ["echo donedone", false],
    ["for x in 1; do y; done", false],
    ["echo done > /tmp/x", false],
  ])("printsDone %j", (script, done) => expect(printsDone(script)).toBe(done));

  it.each([
    ["host01", "node1"],
    ["HOST2", "node2"],
    ["host05", "node5"],
    ["host06", null],
    ["client", "node1"],
    ["controlplane", "node1"],
    ["node01", "node2"],
    ["db", null],
  ])("host %s", (host, node) => expect(nodeOfHost(host)).toBe(node));

  it.each([
    ["docker/First Image", "first-image"],
    ["Über_Größe", "uber-gro-e"],
    ["---", "scenario"],
    ["", "scenario"],
    ["x".repeat(200), "x".repeat(80)],
  ])("slug of %j", (path, slug) => expect(slugOfPath(path)).toBe(slug));

  it.each([
    ["a/b", "../c.md", "a/c.md"],
    ["a", "./x//y", "a/x/y"],
    ["", "../x", null],
    ["a", "/x", null],
    ["a", "C:\\x", null],
  ])("pathFrom %s, %s", (folder, written, path) => expect(pathFrom(folder, written)).toBe(path));

  it.each([
    ["~/x", "/root/x"],
    ["~x", "/root/~x"],
    ["x/../../y", "/y"],
    ["/a/../../../b/", "/b"],
  ])("pathInSandbox %s", (written, path) => expect(pathInSandbox(written)).toBe(path));
});

describe("readJsonOfAuthors", () => {
  it("takes what people write, and knows lines", () => {
    const { value, faults, lineOf } = readJsonOfAuthors('\uFEFF{ // c\n "a": [1,\n {"b": 2,},],\n}');
    expect([value, faults]).toEqual([{ a: [1, { b: 2 }] }, []]);
    expect([lineOf(["a", 1, "b"]), lineOf(["a", 1, "x"]), lineOf(["x"]), lineOf([])]).toEqual([3, 3, 1, 1]);
  });

  it.each([
    ['{ "a": 1\n "b": 2 }', 2, "comma", { a: 1, b: 2 }],
    ['{ "a": "x\n}', 1, "closed", { a: "x" }],
    ['{\n "a" 1 }', 2, "colon", {}],
    ['{ "a": 1 }\n}', 2, "end", { a: 1 }],
  ])("%j: told with its line, and read as far as can be", (text, line, word, value) => {
    const read = readJsonOfAuthors(text);
    expect(read.value).toEqual(value);
    expect(read.faults[0]?.line).toBe(line);
    expect(read.faults[0]?.message).toContain(word);
  });
});
