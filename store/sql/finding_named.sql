-- Findings whose key begins so, to be decided about.
select id, site, datastream, test, flag, begin_at, end_at, message_en, state, judgement
from finding where starts_with(id, %(key)s) order by id limit 2 for update
