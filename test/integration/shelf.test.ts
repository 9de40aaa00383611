import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { locateDataFolder, machine } from "../../runtime/engine/data-folder.ts";
import { fetchImages } from "../../runtime/shelf/fetch-images.ts";
import { listShelfImages, missingImages } from "../../runtime/shelf/list-shelf.ts";
import { LAB_IMAGES } from "../../runtime/shelf/shelf-images.ts";
import { createSandboxes, type SandboxShell } from "../support/sandbox-shell.ts";

const sandboxes = createSandboxes();
const data = locateDataFolder();
const { gateway } = sandboxes.installation.networks.packages;
/** Docker Hub's part is played by the registry for pushes: the images in it are this test's own. */
const hub = { host: `${gateway}:5001`, tls: false };
const name = `fetched-by-test-${process.pid}`;
let sandbox: SandboxShell;

beforeAll(async () => {
  sandbox = await sandboxes.make("packages");
});
afterAll(async () => {
  for (const path of [`docker/registry/v2/repositories/library/${name}`, `made/${name}=fetched`])
    rmSync(join(machine.shelf, path), { recursive: true, force: true });
  await sandboxes.close();
});

it("has what every lab of ours needs, and a sandbox pulls it", async () => {
  const declared = LAB_IMAGES.flatMap((image) => image.tags.map((tag) => `${image.name}:${tag}`));
  const shelf = await listShelfImages({ folder: machine.shelf });
  expect(missingImages(declared, shelf)).toEqual([]);
  const { status, output } = await sandbox.run(
    "docker pull -q bitnami/kubectl && docker run --rm bitnami/kubectl version --client",
  );
  expect(output).toContain("Client Version");
  expect(status).toBe(0);
});

it("says in the image's label who made it", async () => {
  const { output } = await sandbox.run(
    "docker pull -q registry:2 && docker image inspect -f '{{json .Config.Labels}}' registry:2",
  );
  expect(output).toContain("Made by Slipway from Debian packages");
});

it("fetches an image, which a sandbox pulls by its plain name", async () => {
  const pushed = await sandbox.run(
    `docker tag busybox registry:5001/library/${name}:7 && docker push -q registry:5001/library/${name}:7`,
  );
  expect(pushed.status).toBe(0);
  await fetchImages({ data, references: [`${name}:7`], hub });
  expect(await listShelfImages({ folder: machine.shelf })).toContain(`${name}:7`);
  const { output } = await sandbox.run(`docker pull ${name}:7`);
  expect(output).toContain(`${name}:7`);
});

describe.each(["packages", "none"] as const)(
  "what a learner reads who asks Docker Hub with egress %s",
  (egress) => {
    let learner: SandboxShell;
    beforeAll(async () => {
      learner = egress === "packages" ? sandbox : await sandboxes.make(egress);
    });

    it("is that there is no such image, and how to see what there is", async () => {
      const { status, output } = await learner.run("docker pull ngnix");
      expect(status).not.toBe(0);
      expect(output).toContain("manifest for ngnix:latest not found");
      expect(output).toContain("docker search WORD");
      const build = await learner.run("echo FROM ngnix | docker build -");
      expect(build.output).toContain("docker.io/library/ngnix:latest: not found");
    });

    it("is what stands on the shelf, for a search", async () => {
      const { output } = await learner.run("docker search pyth");
      expect(output).toMatch(/^python +On the shelf here: latest/m);
    });

    it("is where to push", async () => {
      const { status, output } = await learner.run("docker tag busybox me/mine && docker push me/mine");
      expect(status).not.toBe(0);
      expect(output).toContain("push to registry:5001 instead");
    });

    it("is that nobody logs in, before a password is sent", async () => {
      const { status, output } = await learner.run("echo secret | docker login -u me --password-stdin");
      expect(status).not.toBe(0);
      expect(output).toContain("failed with status: 401");
    });

    it("is an answer also after somebody asked for what is no address", async () => {
      const { output } = await learner.run(
        "for path in // /v2/; do curl -sk -o /dev/null -w '%{http_code} ' --noproxy '*' --path-as-is https://registry-1.docker.io$path; done",
      );
      expect(output).toMatch(/^[34]\d\d 401/);
    });

    it("is nothing under another name at that address", async () => {
      const { output } = await learner.run(
        "curl -sk -o /dev/null -w '%{http_code} %{exitcode}' --noproxy '*' --resolve hub.example:443:$SLIPWAY_GATEWAY https://hub.example/v2/",
      );
      expect(output).toMatch(/^000 35/);
    });
  },
);

it("refuses an image that the hub does not serve, and one of another registry", async () => {
  await expect(fetchImages({ data, references: ["no-such-image-here"], hub })).rejects.toMatchObject({
    code: "input.invalid",
    userMessage: expect.stringContaining("no-such-image-here:latest"),
  });
  await expect(fetchImages({ data, references: ["quay.io/x/y"], hub })).rejects.toMatchObject({
    code: "input.invalid",
  });
});

it("says so when the hub cannot be reached", async () => {
  const away = { host: "127.0.0.1:9", tls: false };
  await expect(fetchImages({ data, references: ["nginx"], hub: away })).rejects.toMatchObject({
    code: "setup.no-network",
    nextStep: expect.stringContaining("build"),
  });
});

it("prints a table of what there is, and which lab needs it", () => {
  const { stdout, status } = spawnSync(process.execPath, ["scripts/images.ts"], {
    cwd: data.repository,
    encoding: "utf8",
  });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^registry:2 +here +built from Debian packages +own-registry\b/m);
});
