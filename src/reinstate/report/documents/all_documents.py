"""Every document of a batch, in the order in which the index names them."""

from __future__ import annotations

from reinstate.report.documents.brand_protection import BrandProtection
from reinstate.report.documents.document import Document
from reinstate.report.documents.reinstatement_request import ReinstatementRequest
from reinstate.report.documents.seller_reports import SellerReports
from reinstate.report.documents.work_list import WorkList

DOCUMENTS: tuple[Document, ...] = (WorkList(), ReinstatementRequest(), BrandProtection(), SellerReports())
