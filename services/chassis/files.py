"""Work on files for a caller: in the workshop, within the limits of the settings, in the share of the unit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from services.chassis.settings import ProcessSettings
from services.chassis.tokens import Caller
from services.kit.fair_queue import FairQueue, Full
from services.kit.workshop import RETRY_AFTER_S, Limits, Workshop, WorkshopBusy

Q = TypeVar("Q")
A = TypeVar("A")

PAPERS_OF_A_PROCESS = 50
DISK_FOR_PAPER_MIB = 128


@dataclass(frozen=True)
class Files:
    """`read` is for what strangers send, `make` for what is printed and written, `compare` for scans beside prints.

    Participants are many, and each has a share of their own: together they take their turn in `guests` first, so that
    however many there are, units find room.
    """

    workshop: Workshop
    guests: FairQueue
    of_files: Limits
    of_papers: Limits
    of_scans: Limits

    @classmethod
    def of(cls, settings: ProcessSettings) -> "Files":
        bounds = settings.workshop_queue, settings.workshop_queue_per_unit, settings.workshop_wait_s
        queue = FairQueue(settings.workshop_places, *bounds)
        memory_mib, cpu_s = settings.paper_memory_mib, settings.paper_cpu_s
        return cls(
            Workshop(queue),
            FairQueue(max(1, settings.workshop_places - 1), *bounds),
            Limits(settings.file_memory_mib, settings.file_cpu_s),
            Limits(memory_mib, cpu_s, DISK_FOR_PAPER_MIB, PAPERS_OF_A_PROCESS),
            Limits(memory_mib, cpu_s),
        )

    async def read(self, caller: Caller, work: Callable[[Q], A], question: Q) -> A:
        return await self.workshop.run(work, question, share=share_of(caller), limits=self.of_files)

    async def make(self, caller: Caller, work: Callable[[Q], A], question: Q) -> A:
        share = share_of(caller)
        if not caller.is_participant:
            return await self.workshop.run(work, question, share=share, limits=self.of_papers)
        try:
            async with self.guests.place(share):
                return await self.workshop.run(work, question, share=share, limits=self.of_papers)
        except Full:
            raise WorkshopBusy(retry_after_s=RETRY_AFTER_S) from None

    async def compare(self, caller: Caller, work: str, answer_type: type[A], question: object, file: int) -> A:
        """`work` is `module:function`, of a module whose libraries are large."""
        found: A = await self.workshop.run_named(
            work, answer_type, question, share=share_of(caller), limits=self.of_scans, file=file
        )
        return found


def share_of(caller: Caller) -> str:
    """Accounts of one unit share its share: who makes more of them gets no more of the machine."""
    return min((grant.unit for grant in caller.grants), default=caller.subject)
