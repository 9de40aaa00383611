import { expect, type Page } from "@playwright/test";

/** The session's page: what a learner sees and does there, by the names that a screen reader would say. */
export class SessionPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get id(): string {
    const id = /ses_[a-z0-9]+/.exec(this.page.url())?.[0];
    if (!id) throw new Error(`not a session's page: ${this.page.url()}`);
    return id;
  }

  /** The rows of the terminal in view. */
  get terminal() {
    return this.page.locator("[data-terminal-id]:visible").first();
  }

  get terminalTabs() {
    return this.page.getByRole("tablist", { name: "Terminals" }).getByRole("tab");
  }

  get files() {
    return this.page.getByRole("tree", { name: "Files" });
  }

  /** Resolves when the shell's prompt is to be seen. */
  async ready() {
    await expect(this.terminal).toBeVisible({ timeout: 60_000 });
    await expect.poll(() => this.screen(), { timeout: 60_000 }).toMatch(/[#$] ?$/m);
  }

  /** The text on the terminal's screen, without trailing blanks. */
  async screen(): Promise<string> {
    const rows = await this.terminal.locator(".xterm-rows > div").allInnerTexts();
    return rows
      .map((row) => row.replaceAll("\u00a0", " ").trimEnd())
      .join("\n")
      .trimEnd();
  }

  async type(text: string) {
    await this.terminal.locator("textarea").focus();
    await this.page.keyboard.type(text);
  }

  /** Types a command line and Enter, and waits until its own end mark with the exit status is on the screen. */
  async run(command: string, timeoutMs = 60_000): Promise<{ status: number; screen: string }> {
    const mark = `end${Math.random().toString(36).slice(2, 8)}`;
    await this.type(`clear; ${command}; echo "${mark.slice(0, 3)}""${mark.slice(3)}:$?:"`);
    await this.page.keyboard.press("Enter");
    const pattern = new RegExp(`${mark}:(\\d+):`);
    await expect.poll(() => this.screen(), { timeout: timeoutMs, message: command }).toMatch(pattern);
    const screen = await this.screen();
    return { status: Number(pattern.exec(screen)?.[1]), screen };
  }

  /** Makes a file with the tree's New file button and writes it in the editor. */
  async writeFile(name: string, text: string) {
    await this.page.getByRole("button", { name: "New file" }).click();
    await this.page.keyboard.type(name);
    await this.page.keyboard.press("Enter");
    await expect(this.page.getByRole("tab", { name: new RegExp(`^${name}`) })).toBeVisible();
    const editor = this.page.locator(".monaco-editor").first();
    await editor.waitFor();
    await editor.click();
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.insertText(text);
    await this.page.keyboard.press("Control+S");
    await expect(this.page.getByRole("tab", { name: new RegExp(`^${name}`) })).not.toHaveAccessibleName(
      /unsaved/i,
    );
  }

  /** Ends the session over the API, so that a test leaves nothing behind. */
  async endQuietly() {
    const id = /ses_[a-z0-9]+/.exec(this.page.url())?.[0];
    if (id) await this.page.request.delete(`/api/sessions/${id}`).catch(() => undefined);
  }
}
