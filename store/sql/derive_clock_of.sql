-- How far the clock has come at a site.
select (extract(epoch from through) * 1000)::int8 from derive_clock where site = %(site)s
