-- The API keys, oldest first.
select k.id, k.name, k.scopes, k.created_at, k.expires_at, k.revoked_at, u.last_used_at
from api_key as k
left join api_key_use as u on u.api_key = k.id
order by k.created_at, k.id
