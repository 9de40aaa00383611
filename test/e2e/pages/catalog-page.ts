import type { Page } from "@playwright/test";

/** The catalog of labs. */
export class CatalogPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get search() {
    return this.page.getByRole("searchbox", { name: "Search labs" });
  }

  /** The titles of the labs that are shown, in their order. */
  get titles() {
    return this.page.getByRole("region", { name: "All labs" }).getByRole("heading", { level: 3 });
  }

  filter(name: "Level" | "Topic" | "Time") {
    return this.page.getByRole("combobox", { name });
  }

  card(title: string) {
    return this.page
      .getByRole("region", { name: "All labs" })
      .getByRole("listitem")
      .filter({ has: this.page.getByRole("heading", { name: title }) });
  }

  async open(query = "") {
    await this.page.goto(`/labs${query}`);
    await this.search.waitFor();
  }
}
