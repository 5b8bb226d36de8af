"""Whether something changed after a measure: before and after, against controls."""
