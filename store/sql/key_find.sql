-- One API key with what is kept of its secret.
select k.id, k.name, k.scopes, k.created_at, k.expires_at, k.revoked_at, u.last_used_at, s.sha256
from api_key as k
join api_key_secret as s on s.api_key = k.id
left join api_key_use as u on u.api_key = k.id
where k.id = %(id)s
