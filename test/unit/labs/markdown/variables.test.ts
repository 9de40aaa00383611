import { describe, expect, it } from "vitest";
import { render, words } from "./rendering.ts";

describe("variables that are put in very many times", () => {
  const value = "x".repeat(2000);
  const many: [string, string][] = [
    ["in words", "$$big$$ ".repeat(20_000)],
    ["in entities", "&#36;$big$$ ".repeat(10_000)],
    ["in commands", `\`\`\`\n${"$$big$$ ".repeat(20_000)}\n\`\`\`\n`],
    ["in pictures' titles", `![](/images/a.png "$$big$$")\n\n`.repeat(1500)],
  ];
  it.each(many)("%s, show their names once it is too much, and the author is told", async (_where, text) => {
    const { text: shown, remarks } = await render("native", text, { variables: { big: value } });
    expect(JSON.stringify(shown).length).toBeLessThan(2_000_000);
    expect(words(shown).length + JSON.stringify(shown).length).toBeGreaterThan(100_000);
    expect(remarks).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining("variables") as string }),
    );
  });

  it("are put in as often as a text of people's has them", async () => {
    const { text, remarks } = await render("native", "$$big$$ ".repeat(50), { variables: { big: value } });
    expect(words(text)).not.toContain("big");
    expect(remarks).toEqual([]);
  });
});
