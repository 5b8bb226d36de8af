#!/bin/sh
# Run once by the database's image in an empty volume: a login for each service, in its group role only.
# The passwords come from deploy/secrets/db.env. What each role may do is in store/migrations.
set -eu

login() { # login NAME GROUP PASSWORD
    psql --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
        --set=name="$1" --set=grp="$2" --set=password="$3" <<'SQL'
create role :"grp" nologin;
create role :"name" login password :'password' in role :"grp";
SQL
}

login ingest wegwarte_ingest "$WEGWARTE_INGEST_PASSWORD"
login derive wegwarte_derive "$WEGWARTE_DERIVE_PASSWORD"
login api wegwarte_read "$WEGWARTE_API_PASSWORD"

# For those who show a key the API writes the registry, in this role and only while it does.
psql --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
create role wegwarte_registry nologin;
grant wegwarte_registry to api with inherit false;
SQL
