-- Rain was entered with both directions because it is told by intervals, as counts are.

update datastream set direction = 'none'
where direction <> 'none' and property not in ('count', 'count_total', 'passage', 'mean_speed');
