import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openDataFolder } from "../../../runtime/engine/data-folder.ts";
import { readInstallation } from "../../../runtime/engine/installation-file.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-installation-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(["", "{", "[]", '{"copyId":"0123abcd","incusSocket":"/x"}', "\0"])(
  "an installation that another version wrote counts as none: %j",
  (text) => {
    const data = openDataFolder({ ...process.env, SLIPWAY_DATA_DIR: folder });
    writeFileSync(data.installationFile, text);
    expect(readInstallation(data)).toBeUndefined();
  },
);
