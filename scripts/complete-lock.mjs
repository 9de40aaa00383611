// Adds to package-lock.json the optional packages of other platforms that the registry at hand did not serve.
// `npm install` leaves them out and `npm ci` then refuses the lock. Run after every change of dependencies:
// `npm run lock`. Operating system and processor are read off the package's name, as their publishers spell them.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const systems = [
  "darwin",
  "linux",
  "win32",
  "freebsd",
  "openbsd",
  "netbsd",
  "android",
  "sunos",
  "aix",
  "openharmony",
  "wasi",
];
const processors = [
  "x64",
  "arm64",
  "arm",
  "ia32",
  "ppc64",
  "ppc64le",
  "s390x",
  "riscv64",
  "loong64",
  "mips64el",
  "wasm32",
];

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`;
    const top = `node_modules/${name}`;
    if (path === "" || !/^\d/.test(version) || lock.packages[top] || lock.packages[nested]) continue;
    const words = name.split(/[-/]/);
    const os = systems.filter((system) => words.includes(system));
    const cpu = processors.filter((processor) => words.includes(processor));
    const libc = words.includes("musl") ? ["musl"] : words.includes("gnu") ? ["glibc"] : [];
    lock.packages[top] = {
      version,
      optional: true,
      ...(os.length && { os }),
      ...(cpu.length && { cpu }),
      ...(libc.length && { libc }),
    };
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
