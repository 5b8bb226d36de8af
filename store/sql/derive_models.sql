-- Model files of the operator's own, retired ones too: their devices have a past.
select id, file from device_model
