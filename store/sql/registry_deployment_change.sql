-- What else is said of a deployment.
update deployment
set factor = coalesce(%(factor)s::float8, factor),
  orientation_deg = coalesce(%(orientation_deg)s::float8, orientation_deg),
  angle_deg = coalesce(%(angle_deg)s::float8, angle_deg),
  campaign = coalesce(%(campaign)s::boolean, campaign),
  remarks = coalesce(%(remarks)s, remarks)
where id = %(deployment)s
