import { expect, type Page } from "@playwright/test";

/** The lab beside the panes of its session. */
export class LabPane {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get pane() {
    return this.page.getByRole("region", { name: "Lab", exact: true });
  }

  get title() {
    return this.pane.locator("[data-step-title]");
  }

  button(name: string | RegExp) {
    return this.pane.getByRole("button", { name });
  }

  get checks() {
    return this.pane.getByRole("region", { name: "Checks" });
  }

  get help() {
    return this.pane.getByRole("region", { name: "Help" });
  }

  quiz(name = "Quiz") {
    return this.pane.getByRole("region", { name });
  }

  /** Resolves when the step of this title is shown and nothing is waited for. */
  async isAt(title: string) {
    await expect(this.title).toHaveText(title);
    await this.isIdle();
  }

  async isIdle() {
    await expect(
      this.pane.getByRole("navigation", { name: "Steps" }).getByRole("button").last(),
    ).toBeEnabled();
  }

  /** Chooses from one of the pane's menus. */
  async choose(menu: string | RegExp, item: string | RegExp) {
    await this.button(menu).click();
    await this.page.getByRole("menuitem", { name: item }).click();
  }

  /** Says yes to the question that is asked. */
  async confirm(action: string) {
    await this.page.getByRole("alertdialog").getByRole("button", { name: action }).click();
  }
}
