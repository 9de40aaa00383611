import type { Scenario } from "../scenario.ts";
import type { Fields } from "../settings/fields.ts";
import { quote } from "../settings/remark-list.ts";

/** Images of one host with Docker, which is what a sandbox is. */
const PLAIN =
  /^(?:bash|ubuntu(?:-\dgb)?|ubuntu:?\d{4}|ubuntu:\d\d\.\d\d|docker|docker-direct|docker[-:]?\d*|debian|linux|git|python(?:[:\d.]*)?|terminal|node-docker)$/;
/** Languages that an image brings and a sandbox has not, and how they are called. */
const LANGUAGES: Record<string, string> = {
  nodejs: "Node.js",
  node: "Node.js",
  go: "Go",
  golang: "Go",
  java: "Java",
  dotnet: ".NET",
  ruby: "Ruby",
  rust: "Rust",
  scala: "Scala",
  centos: "CentOS",
  fedora: "Fedora",
  rhel: "Red Hat Enterprise Linux",
  terraform: "Terraform",
  ansible: "Ansible",
  jenkins: "Jenkins",
  vault: "Vault",
};

/** How many nodes the machine of a scenario has, with remarks where it is not what a sandbox is. */
export function readMachine({ file, remark }: Scenario, backend: Fields | null): { nodes: number } {
  const image = backend?.text("imageid")?.trim().toLowerCase() ?? "";
  if (backend === null || image === "") {
    remark(
      "note",
      file,
      backend?.line() ?? null,
      "No backend.imageid is given; it runs on a sandbox with Docker.",
    );
    return { nodes: 1 };
  }
  const line = backend.line("imageid");
  const nodes = /(?:^|-)(?:2nodes?|swarm|cluster(?:-running)?)(?:$|[-:])/.test(image) ? 2 : 1;
  if (/kube|k8s|k3s|minikube|openshift|rancher|crc\b/.test(image)) {
    remark(
      "warning",
      file,
      line,
      `The image ${quote(image)} has a Kubernetes cluster. A sandbox has Docker and no cluster: steps that use kubectl will fail.`,
    );
    return { nodes };
  }
  if (image.startsWith("docker-swarm") || PLAIN.test(image)) return { nodes };
  const language = LANGUAGES[image.split(/[:\d-]/, 1)[0] ?? ""];
  if (language)
    remark(
      "warning",
      file,
      line,
      `The image ${quote(image)} brings ${language}, which a sandbox does not have; install it in a script, or use a container.`,
    );
  else
    remark("note", file, line, `The image ${quote(image)} is not known; it runs on a sandbox with Docker.`);
  return { nodes };
}
