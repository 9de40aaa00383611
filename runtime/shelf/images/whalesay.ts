import { install, LABEL, type ShelfImage } from "../image-recipe.ts";

/** `docker run docker/whalesay cowsay boo`: Debian's cowsay with a whale that Slipway drew. */
export const whalesay: ShelfImage = {
  name: "docker/whalesay",
  tags: ["latest"],
  dockerfile: `FROM debian
${LABEL}
${install("cowsay")}
COPY <<'END' /usr/share/cowsay/cows/whale.cow
$the_cow = <<EOC;
   $thoughts
    $thoughts          ' : '
     $thoughts        '. : .'
      $thoughts         \\\\:/
        .---------'---------.          _   _
      .'                     '-.      ( \\\\_/ )
     /   o                      '-.__  \\\\   /
    |                                '--' |
     \\\\   \\\\___                            /
  ~~~~'-.______________________________.'~~~~
EOC
END
COPY --chmod=755 <<'END' /usr/local/bin/cowsay
#!/bin/sh
exec /usr/games/cowsay -f whale "$@"
END
WORKDIR /cowsay
CMD ["cowsay", "Say something: docker run docker/whalesay cowsay boo"]
`,
};
