-- How many readings and vehicles of a month are here.
select
  (select count(*) from observation where time >= %(first)s and time < %(last)s),
  (select count(*) from passage where time >= %(first)s and time < %(last)s)
