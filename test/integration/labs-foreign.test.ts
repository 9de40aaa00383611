import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { locateDataFolder } from "../../runtime/engine/data-folder.ts";
import { readInstallation } from "../../runtime/engine/installation-file.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import type { LabCard, LabStepView, SessionView } from "../../runtime/protocol/index.ts";
import type { SandboxDriver } from "../../runtime/sandboxes/sandbox-driver.ts";
import { createBrowserLike } from "../support/browser-like.ts";
import { createLabHand, type LabHand } from "../support/lab-hand.ts";
import { createLabLearner, type LabLearner } from "../support/lab-learner.ts";
import { writeLabs } from "../support/lab-world.ts";
import { runInSandbox } from "../support/run-in-sandbox.ts";
import { createTestServer, type TestServer } from "../support/server-process.ts";

/** Labs of other players in real sessions, each as its learner goes through it: by the buttons of its text. */
const KATACODA = {
  "katacoda/relay/index.json": JSON.stringify({
    title: "A relay of two hosts",
    description: "Join them",
    details: {
      intro: { text: "intro.md", courseData: "prepare.sh", code: "watch.sh" },
      steps: [
        { title: "Join", text: "join.md", verify: "joined.sh", hint: "hint.sh", answer: "answer.md" },
        { title: "Run", text: "run.md", verify: "running.sh", background: "broken.sh" },
      ],
      finish: { text: "finish.md", background: "tidy.sh", foreground: "bye.sh" },
      assets: {
        host01: [{ file: "baton", target: "~/", chmod: "600" }],
        host02: [{ file: "hosts/*", target: "~/given", chmod: "+x" }],
      },
    },
    environment: {
      uilayout: "terminal",
      terminals: [{ name: "Worker", target: "host02", command: "echo [[HOST_IP]] > first" }],
    },
    backend: { imageid: "docker-swarm" },
  }),
  "katacoda/relay/assets/baton": "wood\n",
  "katacoda/relay/assets/hosts/greet.sh": "#!/bin/sh\necho ahoy\n",
  "katacoda/relay/intro.md": "Two hosts.\n",
  "katacoda/relay/prepare.sh": `set -e
docker swarm init --advertise-addr [[HOST_IP]]
mkdir -p /srv/www && docker swarm join-token -q worker > /srv/www/token
docker run -d --name tokens -p 8000:8000 -v /srv/www:/www busybox httpd -f -p 8000 -h /www
echo "[[HOST2_IP]] runner" >> /etc/hosts
`,
  "katacoda/relay/watch.sh":
    "until curl -sf localhost:8000/token > /dev/null; do sleep 1; done; echo may begin\n",
  "katacoda/relay/join.md": `The second host is [[HOST2_IP]]: \`ping -c1 -W2 [[HOST2_IP]] && ping -c1 -W2 runner && echo both'' there\`{{execute}}

\`\`\`
docker swarm join --token $(curl -s [[HOST_IP]]:8000/token) [[HOST_IP]]:2377
\`\`\`{{execute HOST2}}

See https://[[HOST_SUBDOMAIN]]-8000-[[KATACODA_HOST]].environments.katacoda.com/token
`,
  "katacoda/relay/joined.sh": `if [ "$(docker node ls -q | wc -l)" = 2 ]; then
  echo "done"
fi
echo "looked at [[HOST_IP]]"
`,
  "katacoda/relay/hint.sh": `echo "only for the author" >&2\n[ "$1" -ge 2 ] && echo "Type it on **[[HOST2_IP]]**: \\\`docker swarm join\\\`{{execute}}"\n`,
  "katacoda/relay/answer.md": "Join them.\n",
  "katacoda/relay/run.md":
    "`docker service create -d --name web --mode global --no-resolve-image busybox sleep 1000000`{{execute HOST1}}\n",
  "katacoda/relay/running.sh":
    "[ $(docker service ps web --filter desired-state=running --format '{{.CurrentState}}' | grep -c Running) = 2 ]\n",
  "katacoda/relay/broken.sh": "echo the last words; exit 9\n",
  "katacoda/relay/finish.md": "Over.\n",
  "katacoda/relay/tidy.sh": "docker service rm web; touch /root/tidied\n",
  "katacoda/relay/bye.sh": "echo good''bye from [[HOST_IP]]\n",
};

const PLAY_WITH_DOCKER = {
  "training/_posts/2018-01-01-two-terminals.markdown": `---
layout: post
title: "Two terminals"
date: 2018-01-01
categories: beginner
terms: 2
---
Both are machines of their own.

## A swarm

\`\`\`.term1
docker swarm init --advertise-addr $(hostname -i)
docker swarm join-token -q worker > token
docker run -d -p 8000:8000 -v $PWD:/www busybox httpd -f -p 8000 -h /www
\`\`\`

On the second:

\`\`\`.term2
docker swarm join --token $(curl -s node1:8000/token) node1:2377
\`\`\`

See [it](/token){:data-term=".term1"}{:data-port="8000"}.

{:.quiz}
How many machines are it?
- ( ) One
- (x) Two
`,
};

const LABSPACE = {
  "space/labspace/labspace.yaml": `metadata: { id: example/space, sourceRepo: github.com/example/space, contentVersion: abcd123 }
title: A page of your own
description: Name it, build it, open it.
variables:
  greeting:
  port: 8080
sections:
  - { title: Name it, contentPath: name.md }
  - { title: Run it, contentPath: run.md }
`,
  "space/labspace/name.md": `::variableDefinition[greeting]{prompt="What shall it say?"}

\`\`\`html save-as=site/index.html
<h1>$$greeting$$</h1>
\`\`\`
`,
  "space/labspace/run.md": `\`\`\`yaml save-as=compose.yaml
services:
  page:
    build: .
    ports: ["$$port$$:80"]
\`\`\`

\`\`\`bash terminal-id=build
docker compose up -d --build
\`\`\`

Open :tabLink[the page]{href="http://localhost:8080" title="Page" id="page"}, and look at :fileLink[its recipe]{path="Dockerfile" line=2}.
`,
  "space/project/Dockerfile": 'FROM busybox\nCOPY site /site\nCMD ["httpd", "-f", "-h", "/site"]\n',
};

const folder = mkdtempSync(join(tmpdir(), "slipway-foreign-"));
let server: TestServer;
let learner: LabLearner;
let driver: SandboxDriver;
let id: string;
let hand: LabHand;

const session = () => learner.ask<SessionView>(`/api/sessions/${id}`);
const inside = async (script: string, node = "node1") => {
  const found = (await session()).nodes.find(({ name }) => name === node);
  if (!found) throw new Error(`no ${node}`);
  return (await runInSandbox(driver, found.sandboxId, script)).output.trim();
};
const until = (script: string, expected: string | RegExp, node = "node1") =>
  vi.waitFor(async () => expect(await inside(script, node)).toMatch(expected), {
    timeout: 90_000,
    interval: 500,
  });
const begin = async (slug: string) => {
  id = await learner.start(slug);
  hand = createLabHand(learner, id);
  await vi.waitFor(async () => expect((await learner.run(id)).steps[0]?.state).toBe("reached"), {
    timeout: 90_000,
    interval: 250,
  });
  await hand.arrive(0);
};
const check = async () => (await learner.post(id, "check")).checks;
const passes = () =>
  vi.waitFor(async () => expect(await check()).toMatchObject([{ state: "passed" }]), {
    timeout: 90_000,
    interval: 1500,
  });

beforeAll(async () => {
  cpSync("test/fixtures/labs/killercoda/club", join(folder, "club"), { recursive: true });
  writeLabs(folder, { ...KATACODA, ...PLAY_WITH_DOCKER, ...LABSPACE });
  const installation = readInstallation(locateDataFolder());
  if (!installation) throw new Error("set-up has not run");
  driver = createIncusDriver({ installation: () => installation, log: pino({ level: "silent" }) });
  server = await createTestServer({ SLIPWAY_LABS_DIR: folder, SLIPWAY_MAX_SANDBOXES: "4" });
  await server.start();
  learner = createLabLearner(createBrowserLike(server.url), 90_000);
});
afterEach(async () => {
  hand?.close();
  if (id) await learner.end(id);
});
afterAll(async () => {
  for (const { slug } of await learner.ask<LabCard[]>("/api/labs"))
    await learner.browser.fetch(`/api/labs/${slug}/progress`, { method: "DELETE" });
  await server.stop();
  driver.dispose();
  rmSync(folder, { recursive: true, force: true });
});

it("a scenario of Killercoda: files and a package before the first step, old checks, a port", async () => {
  await begin("first-image");
  expect((await learner.run(id)).setup).toEqual({ state: "done", message: "" });
  const terminal = await hand.terminal({ terminal: "1" });
  await terminal.waitFor("ready");
  expect(await inside("ls app app/www; greet.sh; stat -c %a /usr/local/bin/greet.sh")).toBe(
    "app:\nDockerfile\nwww\n\napp/www:\nindex.html\nAhoy\n755",
  );
  await hand.run("tree");
  await terminal.waitFor("2 files");

  await hand.arrive(1);
  expect(await check()).toMatchObject([{ state: "failed" }]);
  await hand.run("docker build");
  await passes();
  await until("cat /var/log/killercoda/step-2-verify.log", /verify\.sh ended well\ndone/);

  await hand.arrive(2);
  expect(await hand.all("port-link")).toMatchObject([{ node: "node1", port: 8080, path: "/index.html" }]);
  await hand.run("docker run -d --name web");
  await passes();
  await hand.arrive(3);
  expect((await learner.run(id)).steps.map(({ state }) => state)).toEqual(["passed", "passed", "passed"]);
});

it("a scenario of Killercoda that changes the engine's settings and asks where its previews are", async () => {
  await begin("ports");
  expect((await learner.run(id)).setup).toEqual({ state: "done", message: "" });
  expect(await inside("docker info --format '{{.LoggingDriver}}'; grep -c shop /etc/hosts")).toBe("local\n1");
  const { origin } = new URL(await hand.preview("node1", 8000));
  expect(await inside("sed 's/PORT/8000/g' /etc/killercoda/host")).toBe(origin);
  const terminal = await hand.terminal({ terminal: "1" });
  await terminal.waitFor(`Your page will be at ${origin}`);
  await hand.run("docker run");
  await until("curl -s localhost:8000 | head -c 300", "nginx");
  await hand.arrive(1);
  await until("docker ps -q | wc -l", /^0$/);
});

it("a scenario of Katacoda on two hosts: their addresses, old names, a hint that is a script", async () => {
  await begin("relay");
  const [first, second] = (await session()).nodes.map(({ privateAddress }) => privateAddress);
  expect((await learner.run(id)).setup).toEqual({ state: "done", message: "" });
  expect(await inside("stat -c %a baton")).toBe("600");
  expect(await inside("given/greet.sh; cat first; cat /etc/killercoda/host", "node2")).toMatch(
    new RegExp(`^ahoy\n${first}\nhttp://PORT--sbx-`),
  );
  const terminal = await hand.terminal({ terminal: "1" });
  await terminal.waitFor("may begin");
  await hand.run("ping");
  await terminal.waitFor("both there");
  expect(await hand.all("port-link")).toMatchObject([{ node: "node1", port: 8000, path: "/token" }]);

  expect(await check()).toMatchObject([{ state: "failed", found: `looked at ${first}` }]);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const { hints } = await learner.post<LabStepView>(id, "hint");
  expect(JSON.stringify(hints)).toContain(second ?? "no second");
  expect(JSON.stringify(hints)).toContain('"text":"docker swarm join"');
  expect(JSON.stringify(hints)).not.toContain("author");
  await hand.run("docker swarm join");
  await passes();

  await hand.arrive(1);
  await learner.until(id, { setup: { state: "failed" } });
  expect((await learner.run(id)).setup.message).toContain("ended with exit status 9.\nthe last words");
  await hand.run("docker service create");
  await passes();
  await hand.arrive(2);
  await terminal.waitFor(`goodbye from ${first}`);
  await until("ls tidied", /^tidied$/);
  expect((await learner.run(id)).setup.state).toBe("done");
});

it("a lab of Play with Docker: each of its terminals is a machine", async () => {
  await begin("two-terminals");
  const terminals = (await session()).terminals.map(({ node, state }) => `${node} ${state}`);
  expect(terminals).toEqual(["node1 open", "node2 open"]);
  expect(await hand.all("port-link")).toMatchObject([{ node: "node1", port: 8000, path: "/token" }]);
  await hand.run("docker swarm init");
  await until("curl -s localhost:8000/token", "SWMTKN");
  // An engine reads /etc/hosts anew five seconds after it last did, and a learner is not as fast as this.
  await vi.waitFor(
    async () => (await hand.run("docker swarm join --token")).waitFor("joined a swarm", 4000),
    { timeout: 30_000 },
  );
  await until("docker node ls --format '{{.Hostname}} {{.Status}}' | sort", /^node1 Ready\nnode2 Ready$/);

  const [quiz] = (await learner.step(id, 0)).quizzes;
  const [question] = quiz?.questions ?? [];
  const two = question?.options.find(({ text }) => JSON.stringify(text).includes("Two"))?.id;
  const answered = await learner.post(id, `quizzes/${quiz?.id}/answer`, { [question?.id ?? ""]: [two] });
  expect(answered).toMatchObject({ result: { score: 1, total: 1 } });
  await hand.arrive(1);
  expect((await learner.run(id)).finished).toBe(true);
});

it("a Labspace: its project, files saved with the learner's variables, a terminal with a name", async () => {
  await begin("space");
  expect(await inside("cat Dockerfile")).toContain("FROM busybox");
  expect(await hand.all("variable-input")).toMatchObject([{ name: "greeting" }]);
  await learner.put(id, "variables", { values: { greeting: "Ahoy there" } });
  await hand.save("/root/site/index.html");
  await hand.arrive(1);
  await hand.save("/root/compose.yaml");
  await hand.run("docker compose up");
  expect((await session()).terminals.map(({ title }) => title)).toContain("build");
  await until("curl -s localhost:8080", "<h1>Ahoy there</h1>");
  expect(await hand.all("port-link")).toMatchObject([{ port: 8080 }]);
  expect(await hand.all("file-link")).toMatchObject([{ path: "/root/Dockerfile", line: 2 }]);
});
