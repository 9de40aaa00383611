import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { machine } from "../engine/data-folder.ts";
import { runCommand } from "../engine/run-command.ts";

/** Under these names docker asks Docker Hub: for images, and for what there is. */
export const HUB_HOSTS = ["registry-1.docker.io", "index.docker.io"];

const folder = join(machine.root, "hub");
/** Key and certificate of this machine's stand-in for Docker Hub. */
export const hubFiles = { key: join(folder, "key.pem"), certificate: join(folder, "certificate.pem") };

/** As long as a machine lasts. */
const DAYS = 3650;

/**
 * Makes key and certificate unless they stand; the caller holds the machine's lock. The certificate is good for the hub's two
 * names and cannot sign others. Resolves with it in base64, in one line. Its key never leaves the machine's own folder.
 */
export async function ensureHubCertificate(): Promise<string> {
  if (!existsSync(hubFiles.certificate)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const unfinished = `${hubFiles.certificate}.new`;
    const names = HUB_HOSTS.map((host) => `DNS:${host}`).join(",");
    await runCommand("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
      ...["-days", String(DAYS), "-subj", "/CN=Slipway in the place of Docker Hub"],
      ...["-addext", `subjectAltName=${names}`, "-addext", "basicConstraints=critical,CA:FALSE"],
      ...["-keyout", hubFiles.key, "-out", unfinished],
    ]);
    renameSync(unfinished, hubFiles.certificate);
  }
  return readFileSync(hubFiles.certificate, "utf8").replace(/-----[^-]+-----|\s/g, "");
}
