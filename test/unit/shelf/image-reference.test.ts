import { describe, expect, it } from "vitest";
import {
  isOfAnotherRegistry,
  normaliseReference,
  repositoryOf,
} from "../../../runtime/shelf/image-reference.ts";

describe("a name as Docker reads it", () => {
  it.each([
    ["nginx", "nginx:latest"],
    ["nginx:stable", "nginx:stable"],
    ["docker.io/library/nginx", "nginx:latest"],
    ["index.docker.io/bitnami/kubectl:1", "bitnami/kubectl:1"],
    ["library/redis", "redis:latest"],
    ["localhost:5000/web", "localhost:5000/web:latest"],
    ["nginx:1@sha256:abc", "nginx@sha256:abc"],
    ["localhost:5000/web@sha256:abc", "localhost:5000/web@sha256:abc"],
  ])("%s is %s", (written, read) => {
    expect(normaliseReference(written)).toBe(read);
  });

  it("stands below library when it has no owner", () => {
    expect(repositoryOf("nginx:latest")).toBe("library/nginx:latest");
    expect(repositoryOf("jupyter/r-notebook:latest")).toBe("jupyter/r-notebook:latest");
  });

  it.each([
    ["nginx", false],
    ["bitnami/kubectl", false],
    ["docker.io/bitnami/kubectl", false],
    ["localhost/web", true],
    ["registry:5001/web", true],
    ["quay.io/jupyter/base", true],
  ])("%s is of another registry: %s", (reference, other) => {
    expect(isOfAnotherRegistry(reference)).toBe(other);
  });
});
