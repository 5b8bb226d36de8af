-- How far the clock has come at some sites.
select site, (extract(epoch from through) * 1000)::int8 from derive_clock
where site = any(%(site)s::text[])
