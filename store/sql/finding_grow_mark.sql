-- Make the mark of a decision as long as what was decided about.
update judgement set valid = tstzrange(lower(valid), %(until)s)
where id = %(judgement)s and withdrawn_at is null
