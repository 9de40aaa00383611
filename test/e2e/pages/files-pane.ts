import { expect, type Page } from "@playwright/test";

/** The file tree and its tools. */
export class FilesPane {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  item(name: string) {
    return this.page.getByRole("treeitem", { name, exact: true });
  }

  tool(name: string) {
    return this.page.getByRole("region", { name: "File browser" }).getByRole("button", { name });
  }

  async open(name: string) {
    await this.item(name).click();
    await expect(this.page.getByRole("tab", { name: new RegExp(`^${name}`) })).toBeVisible();
  }

  /** Answers the dialog that asks for a name. */
  async answer(name: string) {
    const field = this.page.getByRole("dialog").getByRole("textbox");
    await field.fill(name);
    await field.press("Enter");
  }

  async confirm(action: string) {
    await this.page.getByRole("alertdialog").getByRole("button", { name: action, exact: true }).click();
    await expect(this.page.getByRole("alertdialog")).toHaveCount(0);
  }
}
