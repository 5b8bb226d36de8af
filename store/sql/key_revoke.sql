-- Revoke an API key; nothing when it is revoked already.
update api_key set revoked_at = %(now)s where id = %(id)s and revoked_at is null
