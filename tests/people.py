"""Makes people, organisations and uploads for tests; a test states only what matters to it."""

from typing import Any
from uuid import uuid4

from service.accounts.passwords import hash_password
from service.actors import Actor, account_pool, organisation_pool, post_pool
from service.clock import day_in_shanghai
from service.extensions import db
from service.models import (
    Account,
    AccountKind,
    Category,
    Document,
    DocumentStatus,
    Filing,
    Organisation,
    OrganisationKind,
    Post,
    PostHolder,
    Registration,
)
from service.names import name_key, pinyin_key
from service.ports import ports

PASSWORD = "Mingpai-2026"
ID_NUMBER = "371003199003071117"
OTHER_ID_NUMBER = "371003199506153333"
MOBILE = "15400000001"
USCC = "91371002XX00000190"
OTHER_USCC = "91371082XX0000035H"
STORE_USCC = "92371003XX00000276"
_HASHED: list[str] = []


def hashed_password() -> str:
    """Hash the password of all test accounts once: argon2 is slow on purpose."""
    if not _HASHED:
        _HASHED.append(hash_password(PASSWORD))
    return _HASHED[0]


class People:
    """Factories; everything is committed, as if it had happened before the test."""

    def agency(self, name: str = "威海安居房地产经纪有限公司", **facts: Any) -> Organisation:
        """Make a registered agency."""
        return self._organisation(OrganisationKind.AGENCY, name, **facts)

    def store(self, agency: Organisation, name: str = "安居环翠店", **facts: Any) -> Organisation:
        """Make a registered store of an agency."""
        return self._organisation(OrganisationKind.STORE, name, parent_id=agency.id, **facts)

    def desk(self, organisation: Organisation) -> Actor:
        """Make the account with which an agency or store signs in."""
        kind = AccountKind(organisation.kind.value)
        account = self._account(kind, organisation.name, organisation_id=organisation.id)
        return Actor(
            account.id,
            kind,
            account.display_name,
            frozenset({account_pool(account.id), organisation_pool(organisation.id)}),
            organisation.id,
        )

    def practitioner(
        self,
        name: str | None = "张伟",
        *,
        agency: Organisation | None = None,
        store: Organisation | None = None,
        category: Category = Category.BROKER,
        mobile: str = MOBILE,
    ) -> Actor:
        """Make the account of somebody who has just registered."""
        account = self._account(
            AccountKind.PRACTITIONER,
            name or mobile,
            real_name=name,
            category=category,
            agency_id=agency.id if agency else None,
            store_id=store.id if store else None,
        )
        self._give_mobile(account, mobile)
        return Actor(
            account.id, account.kind, account.display_name, frozenset({account_pool(account.id)})
        )

    def reviewer(self, *posts: str, name: str = "协会审核员") -> Actor:
        """Make an association account that holds the posts (the reviewer's by default)."""
        codes = posts or ("association_reviewer",)
        account = self._account(
            AccountKind.ASSOCIATION, name, login_name=f"assoc-{uuid4().hex[:8]}"
        )
        for code in codes:
            if db.session.get(Post, code) is None:
                db.session.add(Post(code=code, name=code))
                db.session.flush()
            db.session.add(PostHolder(post_code=code, account_id=account.id))
        db.session.commit()
        pools = {account_pool(account.id), *(post_pool(code) for code in codes)}
        return Actor(account.id, account.kind, account.display_name, frozenset(pools))

    def seeded_account(self) -> Account:
        """Make an account as the demo has them."""
        return self._account(AccountKind.ASSOCIATION, "样本", login_name="sample", seeded=True)

    def document(self, actor: Actor, field: str = "id_front", **facts: Any) -> str:
        """Make an upload that has been checked, 1000 by 1400 pixels, one page."""
        document_id = facts.pop("id", uuid4())
        key = f"documents/{document_id}/1.jpg"
        row = {
            "field": field,
            "file_name": "照片.jpg",
            "size": 200_000,
            "media_type": "image/jpeg",
            "status": DocumentStatus.READY,
            "original_key": f"quarantine/{document_id}",
            "pages": [{"key": key, "width": 1000, "height": 1400}],
            "uploaded_at": ports().clock(),
        }
        db.session.add(Document(id=document_id, account_id=actor.account_id, **(row | facts)))
        db.session.commit()
        return str(document_id)

    def registration(self, actor: Actor, **answers: Any) -> dict[str, Any]:
        """Give complete answers to the real-name form, with uploads that are ready."""
        documents = ("id_front", "id_back", "portrait", "labour_contract", "certificate")
        return {
            "gender": "male",
            "id_number": ID_NUMBER,
            **{key: [self.document(actor, key)] for key in documents},
            "certificate_number": "30620260000000000001",
            "certificate_issuer": "中国房地产估价师与房地产经纪人学会",
            "consent_identity": True,
            "consent_portrait": True,
            "consent_publication": True,
            **answers,
        }

    def filing(self, name: str = "威海安居房地产经纪有限公司", **facts: Any) -> Filing:
        """Make an entry of the filing directory, valid without an end."""
        row = {
            "kind": OrganisationKind.AGENCY,
            "uscc": USCC,
            "filing_no": f"威房经备{uuid4().hex[:8]}",
            "region": "371002",
            **facts,
        }
        filing = Filing(name=name, name_key=name_key(name), pinyin_key=pinyin_key(name), **row)
        db.session.add(filing)
        db.session.commit()
        return filing

    def draft(
        self, filing: Filing | None = None, name: str = "威海安居房地产经纪有限公司", **facts: Any
    ) -> Actor:
        """Make the account of an agency (or store) that has just signed up, filed or not."""
        row = {"registration": Registration.DRAFT, "uscc": USCC, **facts}
        kind = row.pop("kind", filing.kind if filing else OrganisationKind.AGENCY)
        if filing is not None:
            row |= {"filing_id": filing.id, "uscc": filing.uscc, "region": filing.region}
        return self.desk(self._organisation(kind, filing.name if filing else name, **row))

    def agency_registration(self, actor: Actor, **answers: Any) -> dict[str, Any]:
        """Give complete answers to an agency's form; a filed one's drops what it is not asked."""
        organisation = db.session.get_one(Organisation, actor.organisation_id)
        filing, today = organisation.filing, day_in_shanghai(ports().clock())
        is_filed = filing is not None and filing.is_valid_on(today)
        by_hand = not is_filed or answers.get("uscc_differs")
        documents = ("authorisation", "licence", "legal_id_front", "legal_id_back")
        asked = documents if by_hand else documents[:1]
        legal = {
            "address": "威海市环翠区新威路 1 号",
            "legal_name": "李建国",
            "legal_id": OTHER_ID_NUMBER,
            "consent_legal": True,
        }
        return {
            "name": organisation.name,
            "uscc": organisation.uscc,
            "region": "371002",
            "agent_name": "王芳",
            "agent_mobile": "15400000009",
            **{key: [self.document(actor, key)] for key in asked},
            "consent_agent": True,
            **(legal if by_hand else {}),
            **answers,
        }

    def draft_store(
        self, filing: Filing | None = None, name: str = "安居环翠店", **facts: Any
    ) -> Actor:
        """Make the account of a store that has just signed up, filed or not."""
        row = {"kind": OrganisationKind.STORE, "uscc": STORE_USCC, **facts}
        return self.draft(filing, name, **row)

    def store_filing(self, name: str = "安居环翠店", **facts: Any) -> Filing:
        """Make an entry of the filing directory for a store."""
        row = {"kind": OrganisationKind.STORE, "uscc": STORE_USCC, **facts}
        return self.filing(name, **row)

    def store_registration(self, actor: Actor, **answers: Any) -> dict[str, Any]:
        """Give complete answers to a store's form but for its agency, which each test names."""
        return self.agency_registration(actor, **{"parent_registered": "yes", **answers})

    def resignation(self, actor: Actor, **answers: Any) -> dict[str, Any]:
        """Give complete answers to 我要离职, with the employer's certificate."""
        return {
            "last_day": day_in_shanghai(ports().clock()).isoformat(),
            "proof_withheld": "no",
            "leaving_certificate": [self.document(actor, "leaving_certificate")],
            "consent_leaving": True,
            **answers,
        }

    def onboarding(self, actor: Actor, **answers: Any) -> dict[str, Any]:
        """Give complete answers to 我要入职, but for the employer."""
        return {
            "employer_listed": "yes",
            "start_date": day_in_shanghai(ports().clock()).isoformat(),
            "labour_contract": [self.document(actor, "labour_contract")],
            **answers,
        }

    def _organisation(self, kind: OrganisationKind, name: str, **facts: Any) -> Organisation:
        row = {"registration": Registration.APPROVED, "enabled": True, **facts}
        organisation = Organisation(kind=kind, name=name, name_key=name_key(name), **row)
        db.session.add(organisation)
        db.session.commit()
        return organisation

    def _account(self, kind: AccountKind, name: str, **facts: Any) -> Account:
        account = Account(
            id=uuid4(), kind=kind, display_name=name, password_hash=hashed_password(), **facts
        )
        db.session.add(account)
        db.session.commit()
        return account

    def _give_mobile(self, account: Account, mobile: str) -> None:
        secrets = ports().personal_data
        account.mobile = secrets.seal(mobile, of=f"accounts.mobile:{account.id}")
        account.mobile_hash = secrets.hash(mobile)
        db.session.commit()
