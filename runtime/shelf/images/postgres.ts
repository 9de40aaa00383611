import { install, LABEL, type ShelfImage } from "../image-recipe.ts";

/** Makes the database on the first start, from the variables and the folder that the image of Docker Hub reads as well. */
const ENTRYPOINT = `#!/bin/bash
set -eo pipefail
[ "$1" = postgres ] || exec "$@"
as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
: "\${POSTGRES_USER:=postgres}" "\${PGDATA:=/var/lib/postgresql/data}"
: "\${POSTGRES_DB:=$POSTGRES_USER}"
export POSTGRES_USER POSTGRES_DB PGDATA
mkdir -p "$PGDATA" && chown postgres:postgres "$PGDATA" && chmod 700 "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ -z "$POSTGRES_PASSWORD" ]; then
    echo "Give the database a password: docker run -e POSTGRES_PASSWORD=... postgres" >&2
    exit 1
  fi
  secret=$(mktemp) && printf '%s\\n' "$POSTGRES_PASSWORD" >"$secret" && chown postgres "$secret"
  as_postgres initdb --username="$POSTGRES_USER" --pwfile="$secret" \\
    --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8 >/dev/null
  rm "$secret"
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  as_postgres pg_ctl -w start -o "-c listen_addresses='' \${*:2}" >/dev/null
  sql() { psql -v ON_ERROR_STOP=1 --no-psqlrc -U "$POSTGRES_USER" -d "$POSTGRES_DB" "$@"; }
  if [ "$POSTGRES_DB" != postgres ]; then createdb -U "$POSTGRES_USER" --maintenance-db=postgres "$POSTGRES_DB"; fi
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) . "$file" ;;
      *.sql) echo "running $file" && sql -f "$file" ;;
      *.sql.gz) echo "running $file" && gunzip -c "$file" | sql ;;
    esac
  done
  as_postgres pg_ctl -m fast -w stop >/dev/null
  echo "PostgreSQL init process complete; ready for start up."
fi
exec setpriv --reuid=postgres --regid=postgres --init-groups "$@"
`;

export const postgres: ShelfImage = {
  name: "postgres",
  tags: ["latest", "17"],
  dockerfile: `FROM debian
${LABEL}
RUN mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
${install("postgresql-17")}
RUN mkdir -p /docker-entrypoint-initdb.d /var/lib/postgresql/data \\
 && sed -i "s/^#listen_addresses = 'localhost'/listen_addresses = '*'/" /usr/share/postgresql/17/postgresql.conf.sample \\
 && install -d -o postgres -g postgres -m 2775 /run/postgresql && chown postgres:postgres /var/lib/postgresql/data
COPY --chmod=755 <<'END' /usr/local/bin/docker-entrypoint.sh
${ENTRYPOINT}END
ENV PATH=$PATH:/usr/lib/postgresql/17/bin PGDATA=/var/lib/postgresql/data LANG=C.UTF-8
VOLUME /var/lib/postgresql/data
STOPSIGNAL SIGINT
EXPOSE 5432
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
`,
};
