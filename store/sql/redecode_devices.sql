-- Devices of a model that are in use, and the channels they have.
select d.id as device, c.id as channel
from device as d left join channel as c on c.device = d.id
where d.model = %(model)s and d.retired_at is null
