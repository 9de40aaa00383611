import { describe, expect, it } from "vitest";
import { chooseMainSource, parseAptSources, parseRelease } from "../../../runtime/engine/apt-sources.ts";
import { backportsSource } from "../../../runtime/engine/packages.ts";

const stanzas = `Types: deb
# a remark
URIs: http://mirror.test/debian/
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian.gpg

Types: deb-src
URIs: http://mirror.test/debian
Suites: bookworm
Components: main

Enabled: no
Types: deb
URIs: http://off.test/debian
Suites: bookworm
Components: main
`;

describe("apt sources", () => {
  it("reads deb822 stanzas and leaves out sources of code and those switched off", () => {
    expect(parseAptSources(stanzas, "deb822")).toEqual([
      {
        uri: "http://mirror.test/debian",
        suites: ["bookworm", "bookworm-updates"],
        components: ["main"],
        signedBy: "/usr/share/keyrings/debian.gpg",
      },
    ]);
  });

  it.each([
    [
      "deb http://m.test/debian trixie main contrib",
      { uri: "http://m.test/debian", suites: ["trixie"], components: ["main", "contrib"] },
    ],
    [
      "deb [arch=amd64 signed-by=/k.gpg] https://m.test/x trixie main # note",
      { uri: "https://m.test/x", suites: ["trixie"], components: ["main"], signedBy: "/k.gpg" },
    ],
  ])("reads the line %s", (line, source) => {
    expect(parseAptSources(line, "list")).toEqual([source]);
  });

  it.each(["# deb http://m.test/debian trixie main", "deb-src http://m.test/debian trixie main", "", "deb"])(
    "leaves out the line %j",
    (line) => {
      expect(parseAptSources(line, "list")).toEqual([]);
    },
  );

  it("chooses the source of the release's own main component", () => {
    const sources = parseAptSources(
      "deb http://tool.test stable tool\ndeb http://m.test/debian trixie main",
      "list",
    );
    expect(chooseMainSource(sources, "trixie")?.uri).toBe("http://m.test/debian");
    expect(chooseMainSource(sources, "bookworm")).toBeUndefined();
  });

  it("makes a backports source from the machine's own mirror on Debian 12 only, and once", () => {
    const sources = parseAptSources(stanzas, "deb822");
    const bookworm = parseRelease('ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n');
    const made = backportsSource(bookworm, sources);
    expect(made).toContain("URIs: http://mirror.test/debian\nSuites: bookworm-backports\n");
    expect(backportsSource(bookworm, [...sources, ...parseAptSources(made ?? "", "deb822")])).toBeUndefined();
    expect(backportsSource({ ...bookworm, version: 13, codename: "trixie" }, sources)).toBeUndefined();
  });
});
