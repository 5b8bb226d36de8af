-- Stays are pseudonymous: where the readings they came of are archived, they are kept 13 months and
-- then forgotten. Of such a month nothing is known that is made of stays, which is not the same as 0.
alter table sealed_month add column stays_forgotten_at timestamptz;
grant update (stays_forgotten_at) on sealed_month to wegwarte_derive;
