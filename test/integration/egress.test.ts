import { spawn, spawnSync } from "node:child_process";
import { Resolver } from "node:dns/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { createIncusAdmin } from "../../runtime/incus/incus-admin.ts";
import { createSandboxes, type SandboxShell } from "../support/sandbox-shell.ts";

/**
 * What a sandbox reaches, by each setting of egress. What lies outside is stood in for by a network namespace of the test's
 * own, so that no packet leaves this machine, except that apt inside fetches from the machine's own package source.
 */
const PUBLIC = "192.88.99.88";
const PRIVATE = "10.213.78.2";
const METADATA = "169.254.169.254";
const NAMESPACE = `swegress${process.pid}`;
const LINK = `swe${process.pid}`;

const sandboxes = createSandboxes();
const { networks } = sandboxes.installation;
let outside: ReturnType<typeof spawn>;
let packages: SandboxShell;
let none: SandboxShell;
let open: SandboxShell;

const ip = (...args: string[]) => {
  const result = spawnSync("ip", args, { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`ip ${args.join(" ")}: ${result.stderr}`);
};
const reach = (address: string) => `timeout 5 bash -c 'exec 3<>/dev/tcp/${address}/80; cat <&3'`;

beforeAll(async () => {
  ip("netns", "add", NAMESPACE);
  ip("link", "add", LINK, "type", "veth", "peer", "name", `${LINK}o`);
  ip("link", "set", `${LINK}o`, "netns", NAMESPACE);
  ip("link", "set", LINK, "up");
  ip("-n", NAMESPACE, "link", "set", "lo", "up");
  ip("-n", NAMESPACE, "link", "set", `${LINK}o`, "up");
  ip("addr", "add", "10.213.78.1/32", "dev", LINK);
  for (const address of [PUBLIC, PRIVATE, METADATA]) {
    ip("-n", NAMESPACE, "addr", "add", `${address}/32`, "dev", "lo");
    ip("route", "add", `${address}/32`, "dev", LINK);
  }
  ip("-n", NAMESPACE, "route", "add", "default", "dev", `${LINK}o`);
  outside = spawn("ip", [
    ...["netns", "exec", NAMESPACE, process.execPath, "-e"],
    "require('net').createServer(s=>s.end('reached')).listen(80,'0.0.0.0',()=>console.log('listens'))",
  ]);
  await new Promise((resolve) => outside.stdout?.once("data", resolve));
  [packages, none, open] = await Promise.all([
    sandboxes.make("packages"),
    sandboxes.make("none"),
    sandboxes.make("open"),
  ]);
});

afterAll(async () => {
  outside?.kill("SIGKILL");
  spawnSync("ip", ["link", "del", LINK]);
  spawnSync("ip", ["netns", "del", NAMESPACE]);
  await sandboxes.close();
});

it("the stand-ins answer the host itself", () => {
  for (const address of [PUBLIC, PRIVATE, METADATA])
    expect(spawnSync("bash", ["-c", reach(address)], { encoding: "utf8" }).stdout).toBe("reached");
});

describe("egress packages", () => {
  it("lets a build install a package", async () => {
    const dockerfile =
      "FROM debian\\nRUN apt-get update && apt-get install -y --no-install-recommends nmap\\n";
    const { status, output } = await packages.run(
      `printf '${dockerfile}' | docker build -q -t scanner - && docker run --rm scanner nmap --version`,
    );
    expect(output).toContain("Nmap version");
    expect(status).toBe(0);
  });

  it.each([
    "http://example.invalid/",
    `http://${PUBLIC}/`,
    `http://${METADATA}/`,
    `http://${networks.packages.gateway}:5000/`,
  ])("refuses %s at the gate with 403", async (url) => {
    const { output } = await packages.run(
      `curl -s --noproxy '' -x http://${networks.packages.gateway}:3128 -o /dev/null -w '%{http_code}' ${url}`,
    );
    expect(output).toBe("403");
  });

  it("refuses a tunnel to anything but a package source", async () => {
    const { output } = await packages.run("curl -sv https://example.invalid/ 2>&1");
    expect(output).toMatch(/HTTP\/1.1 403|response 403/);
  });

  it("lets containers speak to each other by name", async () => {
    const { output } = await packages.run(
      "docker network create pair >/dev/null && docker run -d --name web --network pair nginx >/dev/null && sleep 1 && " +
        "docker run --rm --network pair busybox wget -T 5 -qO- http://web",
    );
    expect(output).toContain("Welcome to nginx!");
  });

  it.each(["example.invalid", PUBLIC, METADATA, networks.packages.gateway])(
    "is refused %s where the gate stands in for package hosts",
    async (host) => {
      const { output } = await packages.run(
        `curl -s --noproxy '*' -H 'Host: ${host}' -o /dev/null -w '%{http_code}' http://${networks.packages.gateway}/`,
      );
      expect(output).toBe("403");
    },
  );

  it("reaches nothing past the gate", async () => {
    expect((await packages.run(reach(PUBLIC))).output).not.toContain("reached");
  });
});

describe("egress none", () => {
  it("has no way out, not even the gate", async () => {
    expect((await none.run(reach(PUBLIC))).output).not.toContain("reached");
    const gate = networks.none.gateway;
    expect((await none.run(`curl -s -m 5 http://${gate}:3128/`)).status).not.toBe(0);
  });

  it("says at once that a name does not exist, and knows the shelf", async () => {
    const { status } = await none.run("getent hosts www.example.com");
    expect(status).toBe(2);
    const lookUp = (name: string) =>
      none.run(`docker run --rm busybox nslookup -type=a ${name} ${networks.none.gateway}`);
    expect((await lookUp("www.example.com")).output).toMatch(/NXDOMAIN/);
    expect((await lookUp("registry")).output).toContain(`Address: ${networks.none.gateway}`);
  });

  it("pulls from the shelf", async () => {
    const pulled = await none.run(
      "docker rmi -f busybox && docker pull busybox && docker run --rm busybox echo works",
    );
    expect(pulled.output).toContain("works");
  });
});

describe("egress open", () => {
  it("reaches a public address, from a container as well", async () => {
    expect((await open.run(reach(PUBLIC))).output).toBe("reached");
    expect((await open.run(`docker run --rm busybox nc ${PUBLIC} 80 </dev/null`)).output).toBe("reached");
  });

  it.each([
    ["a private address", PRIVATE],
    ["link-local metadata", METADATA],
    ["the host", "10.213.78.1"],
    ["another bridge's gateway", networks.packages.gateway],
  ])("is refused %s", async (_what, address) => {
    expect((await open.run(reach(address))).output).not.toContain("reached");
    expect((await open.run(`timeout 5 bash -c '</dev/tcp/${address}/22'`)).status).not.toBe(0);
  });
});

describe("names with egress open", () => {
  const network = `/1.0/networks/${networks.open.bridge}`;
  const incus = createIncusAdmin({ socket: sandboxes.installation.incusSocket });
  let upstream: ReturnType<typeof spawn> | undefined;
  let settings = "";
  /** Incus looks at every card of the machine meanwhile, and fails when one goes away under its eyes. */
  const set = (value: string) =>
    vi.waitFor(() => incus.call("PATCH", network, { config: { "raw.dnsmasq": value } }), 30_000);
  const ask = (server: string, name: string) => {
    const resolver = new Resolver({ timeout: 1000, tries: 2 });
    resolver.setServers([server]);
    return resolver.resolve4(name);
  };

  // Stands in for the host's own resolvers: the bridge's is told of it, and of nothing else.
  beforeAll(async () => {
    const own = ["--keep-in-foreground", "--conf-file=/dev/null", "--pid-file=", "--user=root"];
    const answers = [`--host-record=public.test,${PUBLIC}`, `--host-record=rebind.test,${PRIVATE}`];
    const rules = [
      "--local=/test/",
      "--no-resolv",
      "--no-hosts",
      `--listen-address=${PRIVATE}`,
      "--bind-interfaces",
    ];
    upstream = spawn("ip", ["netns", "exec", NAMESPACE, "dnsmasq", ...own, ...rules, ...answers]);
    await vi.waitFor(async () => expect(await ask(PRIVATE, "rebind.test")).toEqual([PRIVATE]), 10_000);
    const { config } = z
      .object({ config: z.record(z.string(), z.string()) })
      .parse(await incus.call("GET", network));
    settings = config["raw.dnsmasq"] ?? "";
    await set(`${settings}\nno-resolv\nserver=${PRIVATE}`);
    await vi.waitFor(
      async () => expect(await ask(networks.open.gateway, "registry")).toHaveLength(1),
      10_000,
    );
  });

  afterAll(async () => {
    if (settings) await set(settings);
    await incus.dispose();
    upstream?.kill("SIGKILL");
  });

  it("are those that the host's resolvers know, in a container as well", async () => {
    expect((await open.run("getent hosts public.test")).output).toContain(PUBLIC);
    expect((await open.run("docker run --rm busybox nslookup -type=a public.test")).output).toContain(PUBLIC);
    expect((await open.run("getent hosts no-such-name.test")).status).toBe(2);
  });

  it("never lead to a private address, whatever the host's resolvers say", async () => {
    expect(await open.run("getent hosts rebind.test")).toEqual({ status: 2, output: "" });
    await expect(ask(networks.open.gateway, "rebind.test")).rejects.toMatchObject({ code: "ENODATA" });
  });
});

describe("the registries", () => {
  it("a push to one sandbox's registry is pulled by another", async () => {
    const pushed = await packages.run(
      "docker tag busybox registry:5001/mine:1 && docker push -q registry:5001/mine:1",
    );
    expect(pushed.output).toContain("registry:5001/mine:1");
    const pulled = await none.run(
      "docker pull -q registry:5001/mine:1 && docker run --rm registry:5001/mine:1 echo carried",
    );
    expect(pulled.output).toContain("carried");
  });

  it("a push to the mirror is refused at once, with words that say why", async () => {
    const { status, output } = await packages.run(
      "docker tag busybox registry:5000/mine:1; timeout 10 docker push registry:5000/mine:1",
    );
    expect(output).toContain("push to registry:5001 instead");
    expect(status).toBe(1);
  });

  it("the shelf itself is out of reach, behind the mirror", async () => {
    const { gateway } = networks.packages;
    const answer = "curl -s -m 5 -o /dev/null -w '%{http_code}' --noproxy '*'";
    expect((await packages.run(`${answer} http://${gateway}:5000/v2/`)).output).toBe("200");
    expect((await packages.run(`${answer} http://${gateway}:5002/v2/`)).output).toBe("000");
  });
});
