-- Whole messages that were set aside after one of them, as they came.
select r.id, g.source, g.device, g.cause, r.topic, r.received, r.detail, r.payload
from rejected as r join rejected_group as g on g.id = r.group_id
where r.id > %(after)s and r.reading_index is null
order by r.id
limit %(limit)s
