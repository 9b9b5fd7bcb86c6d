"""The JSON API: what the pages do, for programs."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/v1")
