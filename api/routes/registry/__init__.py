"""`/api/v1/registry`: the registry's writes, by the functions that the commands use.

A write needs a key with the scope `registry:write`; who reads needs none beyond what the access
mode asks. `dry_run=true` rehearses a change.
"""

from fastapi import APIRouter, Depends

from api.context import PREFIX, internal
from api.routes.registry import devices, holding, local_days, places, streams, words

router = APIRouter(prefix=f"{PREFIX}/registry", tags=["registry"], dependencies=[Depends(internal)])
for subject in (places, holding, local_days, devices, streams, words):
    router.include_router(subject.router)
