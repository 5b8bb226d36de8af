-- How many marks wait, counted no further than asked.
select count(*) from (select 1 from dirty limit %(most)s) as few
