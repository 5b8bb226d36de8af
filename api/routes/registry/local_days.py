"""Holidays that the town keeps beside those of its Land."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from api.context import ConnectionDep
from api.described.registry import Done, Listed
from api.described.registry_words import HolidaySent
from api.problems import RESPONSES
from api.writing import Said, WriterDep
from store.inventory import local_days, places
from store.pool import Connection

router = APIRouter(responses=RESPONSES)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/holidays", summary="Local holidays", response_model=Listed)
async def list_holidays(conn: ConnectionDep) -> Said:
    """List the holidays that a town or a site keeps beside those of its Land."""
    return {"items": await local_days.listed(conn)}


@router.post(
    "/holidays",
    summary="Add a local holiday",
    status_code=HTTPStatus.CREATED,
    response_model=Done,
)
async def add_holiday(sent: HolidaySent, write: WriterDep) -> Said:
    """Write down a holiday of the town, or of one site."""

    async def adding(conn: Connection) -> Said:
        site = None
        if sent.site is not None:
            site = (await places.site(conn, sent.site, now=write.now))["id"]
        number = await local_days.add(
            conn,
            site=site,
            kind=sent.kind,
            name=sent.name,
            from_date=sent.from_date,
            to_date=sent.to_date,
            yearly=sent.yearly,
        )
        return {"holiday": number, "site": site}

    return await write.do(adding)


@router.delete("/holidays/{holiday}", summary="Withdraw a local holiday", response_model=Done)
async def withdraw_holiday(holiday: Number, write: WriterDep) -> Said:
    """Withdraw a local holiday; it keeps its row."""

    async def withdrawing(conn: Connection) -> Said:
        await local_days.withdraw(conn, holiday, now=write.now)
        return {"holiday": holiday}

    return await write.do(withdrawing)
