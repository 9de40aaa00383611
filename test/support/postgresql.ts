import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";

export interface TestPostgresql {
  /** The address of a fresh, empty database in it. */
  newDatabase(): string;
  stop(): Promise<void>;
}

const ROOT = "/usr/lib/postgresql";
const READY_WITHIN_MS = 30_000;

const idOf = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));

/** A PostgreSQL of the test's own: its data in a temporary folder, a Unix socket beside it, no TCP. */
export async function startPostgresql(): Promise<TestPostgresql> {
  const version = readdirSync(ROOT).sort().at(-1);
  if (!version) throw new Error(`no PostgreSQL under ${ROOT}: install the package postgresql`);
  const bin = (name: string) => join(ROOT, version, "bin", name);
  // Short and plain: a socket's path may have 107 characters, and postgres must be able to walk to it.
  const folder = mkdtempSync("/tmp/swpg-");
  // PostgreSQL refuses to run as root.
  const as = process.getuid?.() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : {};
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, "data");
  const options = ["-A", "trust", "-U", "slipway", "-E", "UTF8", "--no-sync"];
  execFileSync(bin("initdb"), ["-D", data, ...options], { ...as, cwd: folder, stdio: "ignore" });
  const settings = ["-c", "listen_addresses=", "-c", `unix_socket_directories=${folder}`, "-c", "fsync=off"];
  const server = spawn(bin("postgres"), ["-D", data, ...settings], { ...as, cwd: folder, stdio: "ignore" });
  const end = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill("SIGINT");
      await once(server, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const psql = (sql: string) => {
    const where = ["-h", folder, "-U", "slipway", "-d", "postgres", "-qc", sql];
    execFileSync(bin("psql"), where, { cwd: folder, stdio: "pipe" });
  };
  try {
    await untilListening(join(folder, ".s.PGSQL.5432"));
    await untilAnswers(() => psql("SELECT 1"));
  } catch (error) {
    await end();
    throw error;
  }
  let made = 0;
  return {
    newDatabase() {
      const name = `slipway${++made}`;
      psql(`CREATE DATABASE ${name}`);
      return `postgresql://slipway@localhost/${name}?host=${encodeURIComponent(folder)}`;
    },
    stop: end,
  };
}

function untilListening(path: string): Promise<void> {
  return untilAnswers(async () => {
    const socket = connect(path);
    await once(socket, "connect");
    socket.destroy();
  });
}

async function untilAnswers(ask: () => unknown): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
