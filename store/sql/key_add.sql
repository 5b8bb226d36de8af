-- Add an API key and what is kept of its secret.
with added as (
  insert into api_key (id, name, scopes, created_at, expires_at)
  values (%(id)s, %(name)s, %(scopes)s, %(now)s, %(expires_at)s)
  returning id
)
insert into api_key_secret (api_key, sha256) values (%(id)s, %(sha256)s)
