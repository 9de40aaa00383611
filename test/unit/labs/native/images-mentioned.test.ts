import { expect, it } from "vitest";
import { imagesMentioned, undeclaredImages } from "../../../../server/labs/native/images-mentioned.ts";

it.each([
  ["docker run hello-world", ["hello-world"]],
  ["docker run --rm -it alpine:3.22 sh", ["alpine:3.22"]],
  ["docker run -d --name web -p 8080:80 --mount type=volume,src=v,dst=/v nginx", ["nginx"]],
  ["docker run --name=web -e A=b \\\n  busybox true", ["busybox"]],
  ["docker container create -v /x:/y debian", ["debian"]],
  ["docker pull localhost:5000/mine:1", ["localhost:5000/mine:1"]],
  ["docker service create --name web --replicas 3 nginx", ["nginx"]],
  ["FROM python:3.13-slim AS build", ["python:3.13-slim"]],
  ["FROM scratch", []],
  ['docker run "$IMAGE"', []],
  ["docker ps; docker images", []],
  ["to run a container, docker run", []],
])("%s", (text, images) => {
  expect(imagesMentioned(text).used.map(({ image }) => image)).toEqual(images);
});

it.each([
  "docker build -t wisewhale /root/whale",
  "docker tag busybox wisewhale",
  "docker commit web wisewhale:latest",
  "docker import - wisewhale",
  "FROM busybox AS wisewhale",
])("what the lab makes by %s needs no declaration", (made) => {
  const texts = [`${made}\ndocker run wisewhale`].map((text) => ({ text, file: "x", lineOffset: 3 }));
  expect(undeclaredImages(texts, ["busybox"])).toEqual([]);
});

it("an image is told once, by the line where it is first used", () => {
  const texts = [{ text: "\ndocker run nginx\ndocker run nginx", file: "x", lineOffset: 3 }];
  expect(undeclaredImages(texts, ["nginx:1.29"])).toEqual([{ image: "nginx", file: "x", line: 5 }]);
});
