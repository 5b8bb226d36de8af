-- How each road does.
select source, kind, connected_since, last_message_at, messages, error, error_at, backfilled_to, updated_at
from source_state
order by source
