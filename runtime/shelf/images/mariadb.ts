import { install, LABEL, type ShelfImage } from "../image-recipe.ts";

/** Makes the database on the first start, from the variables and the folder that the image of Docker Hub reads as well. */
const ENTRYPOINT = `#!/bin/bash
set -eo pipefail
[ "$1" = mariadbd ] || exec "$@"
data=/var/lib/mysql
: "\${MARIADB_ROOT_PASSWORD:=$MYSQL_ROOT_PASSWORD}" "\${MARIADB_DATABASE:=$MYSQL_DATABASE}"
: "\${MARIADB_USER:=$MYSQL_USER}" "\${MARIADB_PASSWORD:=$MYSQL_PASSWORD}"
as_mysql='setpriv --reuid=mysql --regid=mysql --init-groups'
text() { printf '%s' "$1" | sed "s/['\\\\\\\\]/\\\\\\\\&/g"; }
if [ ! -d $data/mysql ]; then
  if [ -z "$MARIADB_ROOT_PASSWORD$MARIADB_ALLOW_EMPTY_ROOT_PASSWORD" ]; then
    echo "Give the root user a password: docker run -e MARIADB_ROOT_PASSWORD=... mariadb" >&2
    exit 1
  fi
  chown mysql:mysql $data
  $as_mysql mariadb-install-db --datadir=$data --skip-test-db --auth-root-authentication-method=normal >/dev/null
  $as_mysql mariadbd --datadir=$data --skip-networking &
  first=$!
  until mariadb-admin ping --silent 2>/dev/null; do sleep 0.3; done
  {
    if [ -n "$MARIADB_DATABASE" ]; then echo "CREATE DATABASE IF NOT EXISTS \\\`$MARIADB_DATABASE\\\`;"; fi
    if [ -n "$MARIADB_USER" ]; then
      echo "CREATE USER '$(text "$MARIADB_USER")'@'%' IDENTIFIED BY '$(text "$MARIADB_PASSWORD")';"
      if [ -n "$MARIADB_DATABASE" ]; then echo "GRANT ALL ON \\\`$MARIADB_DATABASE\\\`.* TO '$(text "$MARIADB_USER")'@'%';"; fi
    fi
  } | mariadb
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) . "$file" ;;
      *.sql) echo "running $file" && mariadb $MARIADB_DATABASE <"$file" ;;
      *.sql.gz) echo "running $file" && gunzip -c "$file" | mariadb $MARIADB_DATABASE ;;
    esac
  done
  mariadb <<SQL
CREATE USER 'root'@'%' IDENTIFIED BY '$(text "$MARIADB_ROOT_PASSWORD")';
GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;
ALTER USER 'root'@'localhost' IDENTIFIED BY '$(text "$MARIADB_ROOT_PASSWORD")';
SQL
  kill $first && wait $first || true
fi
echo "MariaDB is ready to start."
exec $as_mysql "$@"
`;

export const mariadb: ShelfImage = {
  name: "mariadb",
  tags: ["latest", "11", "11.8"],
  dockerfile: `FROM debian
${LABEL}
${install("mariadb-server")}
RUN rm -rf /var/lib/mysql && mkdir -p /docker-entrypoint-initdb.d /run/mysqld /var/lib/mysql \\
 && chown mysql:mysql /run/mysqld /var/lib/mysql \\
 && printf '[mysqld]\\nbind-address = 0.0.0.0\\nskip-name-resolve\\n' > /etc/mysql/mariadb.conf.d/90-container.cnf
COPY --chmod=755 <<'END' /usr/local/bin/docker-entrypoint.sh
${ENTRYPOINT}END
VOLUME /var/lib/mysql
EXPOSE 3306
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["mariadbd"]
`,
};
