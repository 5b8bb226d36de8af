-- Forget the newest values of channels, before they are looked up again.
delete from latest where channel = any(%(channel)s::int4[])
