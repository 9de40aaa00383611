import { expect, it } from "vitest";
import { withoutPause } from "../../../runtime/engine/lxc-settings.ts";

it("drops the hook that only sleeps, and nothing else", () => {
  const mount = "lxc.hook.mount = /usr/share/lxcfs/lxc.mount.hook";
  const own = "lxc.hook.post-stop = /usr/local/bin/tidy";
  expect(
    withoutPause([mount, "lxc.hook.post-stop = /usr/share/lxcfs/lxc.reboot.hook", own, ""].join("\n")),
  ).toBe([mount, own, ""].join("\n"));
});
