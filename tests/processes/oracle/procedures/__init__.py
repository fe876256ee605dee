"""The people and the operations of every shipped procedure, as random walks need them."""

from tests.processes.oracle.shipped import Procedure

from .agency_registration import FiledAgency, UnfiledAgency
from .card_making import FreeCard, PaidCard
from .change_of_details import ChangeOfAgency, ChangeOfPerson, ChangeOfStore
from .claim_objection import ObjectionByPhone, ObjectionInWriting
from .onboarding import Onboarding
from .practitioner_registration import PractitionerRegistration
from .resignation import Resignation
from .store_registration import FiledStore, UnfiledStore

PROCEDURES: dict[str, type[Procedure]] = {
    procedure.name(): procedure
    for procedure in (
        FiledAgency,
        UnfiledAgency,
        PaidCard,
        FreeCard,
        ChangeOfPerson,
        ChangeOfAgency,
        ChangeOfStore,
        ObjectionInWriting,
        ObjectionByPhone,
        Onboarding,
        PractitionerRegistration,
        Resignation,
        FiledStore,
        UnfiledStore,
    )
}
