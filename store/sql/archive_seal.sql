-- Seal a month that was closed: its rows lie in this archive.
update sealed_month
set state = 'sealed', since = %(now)s, archive = %(archive)s, manifest_sha256 = %(manifest_sha256)s,
  observations = %(observations)s, passages = %(passages)s
where month = %(month)s and state = 'closing'
