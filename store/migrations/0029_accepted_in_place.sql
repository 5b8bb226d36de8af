-- One device, many places: since when its readings count at one of them, where that is not since
-- its own acceptance. A campaign before it, or a new place after it, leaves the other times alone.

alter table deployment add column accepted_at timestamptz; -- null: as the device says
