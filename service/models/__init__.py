"""The tables. Importing this package knows them all."""

from service.models.access_log import PersonalDataAccess
from service.models.accounts import (
    Account,
    AccountKind,
    AccountStatus,
    Captcha,
    Category,
    Post,
    PostHolder,
    SignedIn,
    SmsCode,
)
from service.models.calendar import CalendarDay
from service.models.cases import (
    Case,
    Command,
    Draft,
    Event,
    Incident,
    IncidentStatus,
    Message,
    Notice,
    OpenTask,
    Review,
    SubmittedRound,
)
from service.models.documents import Document, DocumentStatus
from service.models.editions import Artifact, ArtifactKind, Edition
from service.models.filings import Filing
from service.models.invitations import Invitation, InvitationStatus
from service.models.objections import ClaimObjection, ClaimProtection, ObjectionOutcome
from service.models.orders import (
    CardOrder,
    NoticeOutcome,
    OrderStatus,
    Payment,
    PaymentNotice,
    PaymentStatus,
    Refund,
    RefundStatus,
)
from service.models.organisations import Organisation, OrganisationKind, Registration
from service.models.register import (
    Card,
    CardStatus,
    Certificate,
    Employment,
    EndReason,
    IdentityClaim,
    Practitioner,
)
from service.models.register_changes import ChangeClaim, Detail, RegisterChange, RenewedTerm

__all__ = [
    "Account",
    "AccountKind",
    "AccountStatus",
    "Artifact",
    "ArtifactKind",
    "CalendarDay",
    "Captcha",
    "Card",
    "CardOrder",
    "CardStatus",
    "Case",
    "Category",
    "Certificate",
    "ChangeClaim",
    "ClaimObjection",
    "ClaimProtection",
    "Command",
    "Detail",
    "Document",
    "DocumentStatus",
    "Draft",
    "Edition",
    "Employment",
    "EndReason",
    "Event",
    "Filing",
    "IdentityClaim",
    "Incident",
    "IncidentStatus",
    "Invitation",
    "InvitationStatus",
    "Message",
    "Notice",
    "NoticeOutcome",
    "ObjectionOutcome",
    "OpenTask",
    "OrderStatus",
    "Organisation",
    "OrganisationKind",
    "Payment",
    "PaymentNotice",
    "PaymentStatus",
    "PersonalDataAccess",
    "Post",
    "PostHolder",
    "Practitioner",
    "Refund",
    "RefundStatus",
    "RegisterChange",
    "Registration",
    "RenewedTerm",
    "Review",
    "SignedIn",
    "SmsCode",
    "SubmittedRound",
]
