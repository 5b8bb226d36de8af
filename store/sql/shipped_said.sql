-- What shipped models said when their devices last followed them.
select id, counted from shipped_model
