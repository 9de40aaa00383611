import { expect, it } from "vitest";
import { planBaseNames } from "../../../runtime/image/base-images.ts";

it("is Debian's own names on Debian, and both distributions' on Ubuntu", () => {
  expect(planBaseNames("trixie")).toEqual({
    distribution: "Debian",
    names: ["debian:latest", "debian:trixie", "debian:trixie-slim", "debian:13", "debian:stable"],
  });
  const ubuntu = planBaseNames("noble");
  expect(ubuntu.distribution).toBe("Ubuntu");
  expect(ubuntu.names.slice(0, 3)).toEqual(["ubuntu:latest", "ubuntu:noble", "debian:latest"]);
});
