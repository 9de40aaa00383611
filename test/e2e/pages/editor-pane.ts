import { expect, type Page } from "@playwright/test";

/** The editor and its tabs. */
export class EditorPane {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get tabs() {
    return this.page.getByRole("tablist", { name: "Open files" }).getByRole("tab");
  }

  get activeTab() {
    return this.page.getByRole("tablist", { name: "Open files" }).getByRole("tab", { selected: true });
  }

  tab(name: string) {
    return this.tabs.filter({ hasText: name });
  }

  /** The lines in view. */
  get lines() {
    return this.page.getByRole("tabpanel").locator(".monaco-editor .view-lines").first();
  }

  /** Waits for a text in view; the editor's own code comes first, which takes a slow machine a while. */
  async shows(text: string) {
    await expect(this.lines).toContainText(text, { timeout: 60_000 });
  }

  /** Puts the cursor into the text and waits until it is there. */
  async enter() {
    await this.lines.waitFor();
    // Not the lines themselves: of a long text they begin far above what is in view, under a shadow at its edge.
    const view = this.page.getByRole("tabpanel").locator(".monaco-editor .editor-scrollable").first();
    await view.click({ position: { x: 2, y: 30 } });
    await expect.poll(() => this.hasFocus()).toBe(true);
  }

  hasFocus(): Promise<boolean> {
    return this.page.evaluate(() => document.activeElement?.closest(".monaco-editor") != null);
  }

  async typeAtEnd(text: string) {
    await this.enter();
    await this.page.keyboard.press("Control+End");
    await this.page.keyboard.type(text);
  }

  /** Replaces the whole text with what a person would paste. */
  async pasteOverAll(text: string) {
    await this.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await this.enter();
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.press("Control+V");
  }

  async save() {
    await this.page.keyboard.press("Control+S");
    await expect(this.activeTab).not.toHaveAccessibleName(/unsaved/);
  }
}
