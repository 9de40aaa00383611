import { expect, test } from "./fixtures.ts";

const dockerfile = `FROM debian
ENV GREETING=Hello
WORKDIR /srv/greeter
COPY greet.sh ./greet.sh
ADD names.txt ./names.txt
RUN chmod 755 greet.sh && useradd --create-home greeter
USER greeter
EXPOSE 8080
ENTRYPOINT ["./greet.sh"]
CMD ["world"]
`;
const script = `#!/bin/sh
echo "$GREETING, $1, from $(whoami) in $(pwd), list of $(wc -l < names.txt)"
`;

test("a workshop's Dockerfile exercise: written in the editor, built and run with and without arguments", async ({
  session,
}) => {
  await session.writeFile("greet.sh", script);
  await session.writeFile("names.txt", "Ada\nGrace\n");
  await session.writeFile("Dockerfile", dockerfile);

  const build = await session.run(
    "docker build -t greeter . 2>&1 | tail -5; docker image inspect -f '{{.Config.User}}' greeter",
  );
  expect(build.status).toBe(0);
  expect(build.screen).toContain("greeter");

  const plain = await session.run("docker run --rm greeter");
  expect(plain.screen).toContain("Hello, world, from greeter in /srv/greeter, list of 2");
  const argument = await session.run("docker run --rm greeter Ada");
  expect(argument.screen).toContain("Hello, Ada, from greeter");
  const environment = await session.run("docker run --rm -e GREETING=Servus greeter Grace");
  expect(environment.screen).toContain("Servus, Grace, from greeter");
  const entrypoint = await session.run("docker run --rm --entrypoint cat greeter names.txt");
  expect(entrypoint.screen).toContain("Grace");
});
