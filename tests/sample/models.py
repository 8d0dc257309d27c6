"""A small concrete procedure: what the walls are proved on before rooms exist."""

from django.db import models

from accounts.enums import ProcedureKind
from accounts.procedures import Procedure, Step
from accounts.trail import recorded


@recorded
class Request(Procedure):
    """A request for help: a title and nothing else."""

    kind = ProcedureKind.AID_CASE

    title = models.CharField("title", max_length=60)

    class Meta(Procedure.Meta):
        verbose_name = "request"
        verbose_name_plural = "requests"

    def __str__(self):
        return self.title


class RequestStep(Step):
    procedure = models.ForeignKey(Request, models.PROTECT, related_name="steps")

    class Meta(Step.Meta):
        verbose_name = "request step"
        verbose_name_plural = "request steps"

    def __str__(self):
        return f"{self.procedure_id} {self.no} {self.outcome}"
