-- Day states of single vehicles keep their speeds, and a site knows its Land.

-- analytics.speeds.packed: counts by quarter hour, vehicle class and speed class; null where none.
alter table day_state add column speeds bytea;

-- Whose public and school holidays hold; ISO 3166-2:DE without its first part.
alter table site add column land text not null default 'NW' check (land in (
  'BB', 'BE', 'BW', 'BY', 'HB', 'HE', 'HH', 'MV', 'NI', 'NW', 'RP', 'SH', 'SL', 'SN', 'ST', 'TH'
));
