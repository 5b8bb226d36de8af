#!/bin/sh
# Make the passwords docker-compose.yml reads, once, in deploy/secrets/ (readable by you only, never committed).
# Existing files are kept: the database was made with what they say.
set -eu
umask 077
cd "$(dirname "$0")"
if [ -e secrets ]; then
    echo "deploy/secrets is there already and stays as it is; remove it, and the volumes, to begin anew." >&2
    exit 0
fi

# Begins with a letter: NATS would read a password of digits as a number.
secret() { printf 'w'; od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
database_url() { echo "WEGWARTE_DATABASE_URL=postgresql://$1:$2@db:5432/wegwarte"; }
mqtt_url() { echo "WEGWARTE_MQTT_URL=mqtt://$1:$2@broker:1883"; }

owner="$(secret)" ingest="$(secret)" derive="$(secret)" api="$(secret)" broker="$(secret)" device="$(secret)"
mkdir secrets.new
cat >secrets.new/db.env <<END
POSTGRES_USER=wegwarte
POSTGRES_DB=wegwarte
POSTGRES_PASSWORD=$owner
WEGWARTE_INGEST_PASSWORD=$ingest
WEGWARTE_DERIVE_PASSWORD=$derive
WEGWARTE_API_PASSWORD=$api
END
printf 'WEGWARTE_BROKER_PASSWORD=%s\nWEGWARTE_DEVICE_PASSWORD=%s\n' "$broker" "$device" >secrets.new/broker.env
database_url wegwarte "$owner" >secrets.new/migrate.env
{ database_url ingest "$ingest" && mqtt_url wegwarte "$broker"; } >secrets.new/ingest.env
database_url derive "$derive" >secrets.new/derive.env
database_url api "$api" >secrets.new/api.env
mqtt_url device "$device" >secrets.new/sim.env
mv secrets.new secrets
echo "deploy/secrets is made; devices log in as 'device' with the password in deploy/secrets/broker.env." >&2
