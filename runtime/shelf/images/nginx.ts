import { install, LABEL, type ShelfImage } from "../image-recipe.ts";

export const nginx: ShelfImage = {
  name: "nginx",
  tags: ["latest", "stable"],
  dockerfile: `FROM debian
${LABEL}
${install("nginx")}
RUN ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log \\
 && mkdir -p /usr/share/nginx/html && rm -f /etc/nginx/sites-enabled/default \\
 && printf 'server {\\n  listen 80;\\n  root /usr/share/nginx/html;\\n  index index.html;\\n}\\n' > /etc/nginx/conf.d/default.conf \\
 && printf '<h1>Welcome to nginx!</h1>\\n' > /usr/share/nginx/html/index.html
EXPOSE 80
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
`,
};
