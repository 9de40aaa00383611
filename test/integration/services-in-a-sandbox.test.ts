import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newSandboxId } from "../../runtime/common/ids.ts";
import { locateDataFolder } from "../../runtime/engine/data-folder.ts";
import { readInstallation } from "../../runtime/engine/installation-file.ts";
import { createIncusDriver } from "../../runtime/incus/incus-driver.ts";
import { runInSandbox } from "../support/run-in-sandbox.ts";

/** What set-ups of Killercoda and Katacoda do with services, in a real sandbox: there is no systemd in it. */
const installation = readInstallation(locateDataFolder());
if (!installation) throw new Error("set-up has not run");
const driver = createIncusDriver({ installation: () => installation, log: pino({ level: "silent" }) });
const sandboxId = newSandboxId();

beforeAll(async () => {
  const limits = { memoryBytes: 1024 ** 3, cpuCores: 2, processes: 500, diskBytes: 4 * 1024 ** 3 };
  await driver.create({ sandboxId, node: "node1", egress: "none", limits, warm: false });
  await run("until docker info >/dev/null 2>&1; do sleep 0.2; done");
});
afterAll(async () => {
  await driver.delete(sandboxId);
  driver.dispose();
});

const run = (script: string) => runInSandbox(driver, sandboxId, script);

it("a setting of the engine holds after it is started again as set-ups do it, and the shell lives on", async () => {
  const { status, output } = await run(
    `set -e
jq '. + {"labels": ["set=up"]}' /etc/docker/daemon.json > /tmp/d && mv /tmp/d /etc/docker/daemon.json
systemctl daemon-reload; systemctl restart docker; systemctl enable --now docker.service
docker info --format '{{.Labels}}'`,
  );
  expect({ status, output }).toEqual({ status: 0, output: "[set=up]\n" });
});

it.each([
  ["systemctl is-active docker", 0, /^active\n$/],
  ["systemctl is-active --quiet docker", 0, /^$/],
  ["systemctl is-enabled docker", 0, /^enabled\n$/],
  ["systemctl status docker --no-pager -l", 0, /Active: active \(running\)/],
  ["systemctl status -n 5 docker", 0, /Active: active \(running\)/],
  ["systemctl show docker --property=ActiveState --value", 0, /^active\n$/],
  ["systemctl show -p SubState docker", 0, /^SubState=running\n$/],
  ["systemctl is-system-running", 0, /^running\n$/],
  ["service docker restart && docker ps -q", 0, /^$/],
  ["service docker status", 0, /Active: active/],
  ["systemctl stop docker; systemctl is-active docker", 3, /^inactive\n$/],
  ["systemctl start docker && docker ps -q", 0, /^$/],
  ["systemctl restart nginx", 5, /nginx\.service not found[\s\S]*no systemd/],
  ["systemctl status nginx", 4, /could not be found/],
  ["systemctl is-active nginx", 3, /^inactive\n$/],
  ["systemctl frobnicate docker", 1, /not known here/],
])("%s", async (line, status, output) => {
  const result = await run(line);
  expect(result.output).toMatch(output);
  expect(result.status).toBe(status);
});

it("units of systemd are said not to be read", async () => {
  const { output } = await run(
    `mkdir -p /etc/systemd/system/docker.service.d
echo '[Service]' | tee /etc/systemd/system/docker.service.d/proxy.conf > /etc/systemd/system/shop.service
systemctl daemon-reload; systemctl start shop`,
  );
  expect(output).toMatch(/docker\.service\.d\/proxy\.conf is not read[\s\S]*daemon\.json/);
  expect(output).toMatch(/shop\.service is not read[\s\S]*ExecStart/);
});

const SERVICE = `#!/bin/sh
### BEGIN INIT INFO
# Provides: shop
# Required-Start:
# Required-Stop:
# Default-Start: 2 3 4 5
# Default-Stop: 0 1 6
### END INIT INFO
case $1 in
  start) start-stop-daemon --start -b -m --pidfile /run/shop.pid --exec /bin/sleep -- infinity ;;
  stop) start-stop-daemon --stop --remove-pidfile --pidfile /run/shop.pid ;;
  status) start-stop-daemon --status --pidfile /run/shop.pid ;;
  *) exit 2 ;;
esac
`;

it("a service that a package brought can be started, and comes back when the sandbox does", async () => {
  const { status, output } = await run(
    `cat > /etc/init.d/shop <<'END'\n${SERVICE}END
chmod 755 /etc/init.d/shop
systemctl is-active shop
systemctl enable --now shop; systemctl is-enabled shop; service shop status && systemctl is-active shop`,
  );
  expect({ status, output }).toEqual({ status: 0, output: "inactive\nenabled\nactive\n" });
  await driver.snapshot(sandboxId, "with-shop");
  await driver.restore(sandboxId, "with-shop");
  const back = await run(
    "for i in $(seq 50); do systemctl is-active -q shop && break; sleep 0.1; done; systemctl is-active shop; systemctl disable --now shop; systemctl is-enabled shop",
  );
  expect(back.output).toBe("active\ndisabled\n");
});
