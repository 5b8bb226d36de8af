-- Change what is given of a device, and return which model it had; no row when nothing differs.
update device as v set
  model = n.model, name = n.name, remarks = n.remarks, installed_at = n.installed_at,
  accepted_at = n.accepted_at, out_of_service_at = n.out_of_service_at, retired_at = n.retired_at
from (
  select model as was, coalesce(%(model)s, model) as model, coalesce(%(name)s, name) as name,
    coalesce(%(remarks)s, remarks) as remarks,
    coalesce(%(installed_at)s::timestamptz, installed_at) as installed_at,
    coalesce(%(accepted_at)s::timestamptz, accepted_at) as accepted_at,
    case when %(back)s::boolean then null
      else coalesce(%(out_of_service_at)s::timestamptz, out_of_service_at) end as out_of_service_at,
    case when %(back)s::boolean then null
      else coalesce(%(retired_at)s::timestamptz, retired_at) end as retired_at
  from device where id = %(device)s
) as n
where v.id = %(device)s
  and (v.model, v.name, v.remarks, v.installed_at, v.accepted_at, v.out_of_service_at, v.retired_at)
  is distinct from (n.model, n.name, n.remarks, n.installed_at, n.accepted_at,
    n.out_of_service_at, n.retired_at)
returning n.was as model
