import { execFileSync } from "node:child_process";
import { chownSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runScript, temporaryFolder } from "../support/start-script.ts";

/** A person of this test's own: making an image takes ranges of ids, which stand under a name. */
const user = `slipway${process.pid}`;
const RANGE = "3000000000-3000065535";
const folder = temporaryFolder("image");
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

beforeAll(() => {
  run("useradd", "--system", "--no-create-home", "--home-dir", folder.path, user);
  const [uid, gid] = ["-u", "-g"].map((what) => Number(run("id", what, user)));
  chownSync(folder.path, uid ?? 0, gid ?? 0);
});

afterAll(() => {
  run("userdel", user);
  folder.remove();
});

async function make(): Promise<string> {
  const environment = { HOME: folder.path, XDG_STATE_HOME: "", XDG_RUNTIME_DIR: "" };
  // The capability lets it read this repository wherever it lies.
  const read = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"];
  const under = ["setpriv", `--reuid=${user}`, `--regid=${user}`, "--clear-groups", ...read];
  const script = runScript("test/fixtures/make-root-archive.ts", [], { environment, under });
  expect(await script.exited, script.output()).toBe(0);
  return script.output();
}

it("is refused without ranges of ids, and with them the image's files are root's", async () => {
  const refused = await make();
  const line = /sudo usermod --add-subuids (\S+) --add-subgids \1 (\w+)\./.exec(refused);
  expect(line?.[2], refused).toBe(user);
  run("usermod", "--add-subuids", RANGE, "--add-subgids", RANGE, user);

  expect(await make()).toContain("made ");
  const archive = join(folder.path, ".local/state/slipway/build/rootfs.tar");
  const listed = run("tar", "--numeric-owner", "--full-time", "-tvf", archive).split("\n");
  const entry = (path: string) => {
    const found = listed.find((text) => text.replace(/ -> .*/, "").endsWith(` ${path}`)) ?? "";
    const [mode, owner] = found.split(/ +/);
    return `${mode} ${owner} ${found.split(" -> ")[1] ?? ""}`.trim();
  };
  expect(Object.fromEntries(EXPECTED.map(([path]) => [path, entry(path)]))).toEqual(
    Object.fromEntries(EXPECTED),
  );
});

/** What a namespace or a umask could have got wrong: owners, set-user-id and set-group-id, the sticky bit, our overlay. */
const EXPECTED: [path: string, entry: string][] = [
  ["./", "drwxr-xr-x 0/0"],
  ["./etc/", "drwxr-xr-x 0/0"],
  ["./etc/machine-id", "-rw-r--r-- 0/0"],
  ["./etc/profile.d/slipway.sh", "-rw-r--r-- 0/0"],
  ["./root/", "drwx------ 0/0"],
  ["./root/.bashrc", "-rw-r--r-- 0/0"],
  ["./tmp/", "drwxrwxrwt 0/0"],
  ["./usr/local/sbin/slipway-init", "-rwxr-xr-x 0/0"],
  ["./usr/sbin/init", "lrwxrwxrwx 0/0 /usr/local/sbin/slipway-init"],
  ["./usr/bin/su", "-rwsr-xr-x 0/0"],
  ["./var/mail/", "drwxrwsr-x 0/8"],
];
