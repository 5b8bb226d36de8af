-- How far the clock has come at each site.
select site, (extract(epoch from through) * 1000)::int8 from derive_clock
