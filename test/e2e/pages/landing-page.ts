import type { Page } from "@playwright/test";

/** The page where a learner begins. */
export class LandingPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get startButton() {
    return this.page.getByRole("button", { name: /^Start/ }).first();
  }

  async open() {
    await this.page.goto("/");
    await this.startButton.waitFor();
  }

  /** Presses Start and waits for the session's page. */
  async start() {
    await this.startButton.click();
    await this.page.waitForURL(/\/sessions\/ses_/);
  }
}
