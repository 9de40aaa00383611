import { expect, type Page } from "@playwright/test";
import { EditorPane } from "./editor-pane.ts";
import { FilesPane } from "./files-pane.ts";

/** The session's page: what a learner sees and does there, by the names that a screen reader would say. */
export class SessionPage {
  readonly page: Page;
  readonly editor: EditorPane;
  readonly files: FilesPane;

  constructor(page: Page) {
    this.page = page;
    this.editor = new EditorPane(page);
    this.files = new FilesPane(page);
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

  /** Clicks a text in the terminal with the mouse: xterm takes clicks above the rows that show it. */
  async clickText(text: string, clickCount = 1) {
    const { x, y } = await this.point(text);
    await this.page.mouse.click(x, y, { clickCount });
  }

  /** Clicks a text once xterm has seen that it is a link. */
  async clickLink(text: string) {
    const { x, y } = await this.point(text);
    await this.page.mouse.move(x, y);
    await expect(this.terminal.locator(".xterm-cursor-pointer")).toBeAttached();
    await this.page.mouse.click(x, y);
  }

  /** The middle of the last place where the screen shows a text. */
  private point(text: string): Promise<{ x: number; y: number }> {
    const rows = this.terminal.locator(".xterm-rows").getByText(text);
    return rows.last().evaluate((row, sought) => {
      const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.textContent?.indexOf(sought) ?? -1;
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + sought.length);
        const box = range.getBoundingClientRect();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      }
      throw new Error(`not in one piece on the screen: ${sought}`);
    }, text);
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

  /** Makes a file with the tree's New file button and pastes its text into the editor. */
  async writeFile(name: string, text: string) {
    await this.files.tool("New file").click();
    await this.files.answer(name);
    await expect(this.editor.activeTab).toHaveAccessibleName(new RegExp(`^${name}`));
    await this.editor.pasteOverAll(text);
    await this.editor.save();
  }

  /** A file of node1 past the page, as a program in the sandbox would make it. */
  async putFile(path: string, bytes: string | Buffer) {
    const answer = await this.page.request.put(this.contentUrl(path), {
      data: Buffer.from(bytes),
      headers: { "content-type": "application/octet-stream" },
    });
    expect(answer.ok(), `PUT ${path}: ${answer.status()}`).toBe(true);
  }

  /** Puts a file into the home folder and opens it from the tree. */
  async openFile(name: string, text: string | Buffer) {
    await this.putFile(`/root/${name}`, text);
    await this.files.open(name);
  }

  /** What the disk of a node holds; null for no such file. */
  async readFile(path: string, node = "node1"): Promise<string | null> {
    const answer = await this.page.request.get(this.contentUrl(path, node));
    return answer.ok() ? (await answer.body()).toString("utf8") : null;
  }

  private contentUrl(path: string, node = "node1"): string {
    return `/api/sessions/${this.id}/files/content?${new URLSearchParams({ node, path })}`;
  }

  /** Ends the session over the API, so that a test leaves nothing behind. */
  async endQuietly() {
    const id = /ses_[a-z0-9]+/.exec(this.page.url())?.[0];
    if (id) await this.page.request.delete(`/api/sessions/${id}`).catch(() => undefined);
  }
}
