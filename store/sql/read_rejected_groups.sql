-- What was set aside since an instant, by cause, newest first; of one site: by its devices.
select g.source, g.device, g.cause, g.messages, g.readings, g.kept, g.first_at, g.last_at
from rejected_group as g
where g.last_at >= %(since)s and g.first_at < %(until)s
  and (
    %(site)s::text is null
    or g.device in (
      select c.device
      from datastream as d
      join deployment as p on p.datastream = d.id
      join channel as c on c.id = p.channel
      where d.site = %(site)s
    )
  )
order by g.last_at desc, g.id desc
limit %(limit)s
