"""Why something cannot be done: one class, one table of sentences, one of constraints.

An operation that cannot raises `Refused`; a violated constraint becomes the same class by its
name. The sentence is a Chinese msgid: it says what happened and what to do.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from psycopg import errors as postgres
from sqlalchemy.exc import IntegrityError

from forms import N_


class WhoCanFix(StrEnum):
    """Whose turn it is after a refusal."""

    APPLICANT = "applicant"
    REVIEWER = "reviewer"
    ASSOCIATION = "association"
    OPERATOR = "operator"


@dataclass(eq=False)
class Refused(Exception):
    """Something cannot be done, for a reason that people can read and mend."""

    code: str
    field: str | None = None
    who_can_fix: WhoCanFix = WhoCanFix.APPLICANT
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    message: str = ""
    """A sentence of its own, where a lower layer knows better; else the table's is said."""

    @property
    def sentence(self) -> str:
        """The Chinese msgid for people; put `params` in after translating."""
        return self.message or SENTENCES[self.code]

    def __str__(self) -> str:
        return self.code


SENTENCES: Final[Mapping[str, str]] = {
    "identity_claimed": N_("该证件已登记。如非本人登记，请携带证件联系协会核实。"),
    "employer_unavailable": N_(
        "所选单位“%(name)s”目前不能接收申请（未通过登记、已停用或异议处理中），请重新选择单位。"
    ),
    "employer_missing": N_("请选择所属机构或门店。"),
    "store_elsewhere": N_("所选门店不属于所选机构，请重新选择。"),
    "case_already_open": N_("您已有一件同类申请正在办理，请在“我的办件”中查看。"),
    "already_employed": N_("该人员目前已有在职单位，请先办理离职。"),
    "already_registered": N_("该账号已完成实名登记，无需重复办理。"),
    "card_in_force": N_("该人员已有一张有效的信息卡，请先办理注销或换发。"),
    "number_taken": N_("系统生成的编号重复，请重试；如仍出现，请联系协会。"),
    "sign_in_wrong": N_(
        "手机号或密码不正确。同一账号连续输错 5 次后，10 分钟内不能登录，请稍后再试。"
    ),
    "desk_sign_in_wrong": N_(
        "公司名称或密码不正确。同一账号连续输错 5 次后，10 分钟内不能登录，请稍后再试。"
    ),
    "association_sign_in_wrong": N_(
        "登录名、密码或动态码不正确，或动态码已用过。连续输错 5 次后，10 分钟内不能登录。"
    ),
    "account_disabled": N_(
        "该账号已禁用，不能登录。原因：%(reason)s。如有疑问请联系所属机构或协会。"
    ),
    "organisation_disabled": N_("%(name)s已被停用，不能登录。如有疑问请联系所属机构或协会。"),
    "mobile_registered": N_("该手机号已注册并验证，请直接登录；如号码已换了主人，请联系协会。"),
    "sms_too_soon": N_("验证码刚刚发送过，请等 %(seconds)s 秒后再试。"),
    "sms_too_many": N_("今天发送验证码的次数已达上限，请明天再试。"),
    "sms_not_sent": N_("短信暂时发不出去，请稍后再试。"),
    "sms_code_wrong": N_("验证码不正确或已过期，请核对后再填，或重新获取。"),
    "mobile_taken": N_("该手机号已由其他账号验证，请更换手机号或找回原账号。"),
    "login_name_taken": N_("该登录名已被使用，请更换。"),
    "organisation_registered": N_("该单位已注册，请登录；如被他人冒名注册，请提出异议。"),
    "change_not_registered": N_("您还没有通过登记，不能办理信息变更。请先办理登记。"),
    "change_not_yours": N_("这一变更事项不适用于您的账号，请重新选择。"),
    "nothing_changed": N_("填写的内容与现登记的相同，没有变更。请核对。"),
    "not_an_upgrade": N_("只能升级：从业人员可升为协理或经纪人，协理可升为经纪人。请重新选择。"),
    "resign_while_pending": N_(
        "您有一件入职、实名登记或信息变更申请正在办理，请先在“我的办件”中撤回，再办理离职。"
    ),
    "joined_too_early": N_("入职日期不能早于上一段工作的离职日期（%(day)s），请核对。"),
    "not_registered_yet": N_("您还没有完成实名登记，请先办理实名登记。"),
    "nothing_to_resign": N_("您目前没有在职单位，无需办理离职。"),
    "resign_first": N_("您目前在“%(name)s”在职，请先办理离职，再办理入职。"),
    "employer_not_invited": N_("请选择所属机构或门店，或填写单位名称。"),
    "invitation_open": N_("该办件已有一份有效的单位邀请，请刷新页面查看。"),
    "name_taken": N_("该名称已有单位使用，或正在被其他单位申请使用。请核对名称。"),
    "licence_taken": N_("该营业执照号码已有单位使用，或正在被其他单位申请使用。请核对号码。"),
    "parent_unavailable": N_(
        "所选机构“%(name)s”目前不能接收门店（未通过登记、已停用或异议处理中），请另选机构。"
    ),
    "parent_cannot_confirm": N_(
        "“%(name)s”目前不能接收门店（未通过登记、已停用或异议处理中）。请选“不同意”，由门店另选所属机构。"
    ),
    "only_stores": N_("这项登记只能由门店的账号办理。"),
    "collector_unknown": N_(
        "领取人“%(name)s”不是申请人本人，也不是申请时写明的受托人。"
        "请核对身份证；要换人领取的，请由本人来领。"
    ),
    "same_parent": N_("所选机构就是现在的所属机构，没有变更。请另选机构。"),
    "public_already": N_("您已经同意公示，信息卡按登记信息制作，无需办理。"),
    "not_filed": N_("您的单位不在备案目录中，不能办理备案延续。请先向主管部门备案。"),
    "not_later": N_("新的有效期没有晚于现登记的有效期，请核对证照。"),
    "mobile_unproven": N_("请先在“手机验证”里的“更换手机号”页用短信验证码确认新号码，再提交。"),
    "organisation_frozen": N_(
        "%(name)s的注册有人提出异议，账号已冻结，暂不能登录。请携带营业执照联系协会核实。"
    ),
    "objection_by_organisation_only": N_("请用机构或门店自己注册的账号提出异议。"),
    "nothing_to_object": N_("没有与贵单位同名或同执照号的已注册单位，请直接办理注册登记。"),
    "objection_open": N_(
        "该单位的注册已有一件异议正在处理，不用再提。"
        "处理完后：异议成立的，真正的单位可直接办理登记；不成立的，可以再提出异议。"
    ),
    "no_contact_to_confirm": N_("备案目录中没有贵单位的联系人手机，不能在线确认；无需办理。"),
    "claim_not_freezable": N_(
        "该单位不在异议期内：已过期、已由备案联系人确认，或异议已判不成立，不能凭电话冻结。"
        "请来电人注册自己的账号，书面提出异议。"
    ),
    "claim_not_protected": N_("异议期已经结束，不需要确认。"),
    "filing_differs": N_("与备案目录不一致。名称和执照号以备案目录为准；有误请联系协会更正。"),
    "number_does_not_differ": N_(
        "填写的号码与备案目录中的相同，没有不符。请取消勾选“号码不符”，或核对营业执照。"
    ),
    "only_organisations": N_("这项登记只能由机构或门店的账号办理。"),
    "filing_repeated": N_("备案目录中已有同一执照号或备案证号的单位，请核对文件。"),
    "urged_today": N_("今天已经催办过，请明天再催。每件每天可以催办一次。"),
    "nobody_to_urge": N_("这件申请现在由您本人或系统办理，不需要催办。"),
    "already_decided": N_("该任务已经办理，请查看最新结果。"),
    "published_meanwhile": N_("刚有人发布了同一流程的新版本，请刷新后重试。"),
    "card_not_printable": N_(
        "这张信息卡刚刚换发、挂失，或新卡图片尚未生成。请刷新页面，按新的卡面重新制作。"
    ),
    "remedy_reason_missing": N_("请写明处置的原因，复核人会看到。"),
    "remedy_kind_missing": N_("请选择怎样处置。"),
    "remedy_waits": N_("这件已有一项处置等待复核，请先复核或撤回它。"),
    "second_person_decides": N_("处置须由提出人以外的另一位工作人员复核后执行。"),
    "remedy_over": N_("这项处置已经执行、撤回或不能再撤销。"),
    "nothing_corrected": N_("没有改动任何数据。请先改正要更正的数据，再提出处置。"),
    "nothing_to_resume": N_("这件现在只等人办理，没有要由系统执行的步骤。"),
    "nothing_to_retry": N_("这一类问题都已解决，或正在重试。"),
    "case_went_on": N_("办件刚刚有了新的办理结果，请重新查看后再处置。"),
    "summary_missing": N_("请写明这一版改了什么，批准人和同事会看到。"),
    "draft_moved_on": N_("草稿刚刚又有改动，请重新查看后再提交批准。"),
    "effective_day_over": N_("施行日期已过，请改为今天或以后的日期。"),
    "too_many_numbers": N_("一次最多填写 %(most)d 个办件号。办件更多时，请按版本或步骤筛选。"),
    "no_such_open_cases": N_("没有这样的在办件：%(numbers)s。请核对办件号。"),
    "text_too_long": N_("填写的内容太长，最多 %(most)s 个字。请写短一些。"),
    "test_name_missing": N_("请给测试起一个名称，失败时凭它知道是哪一项。"),
    "too_many_tests": N_("一个流程最多 %(most)s 个测试。请先删除不再需要的，或更新已有的测试。"),
    "case_still_open": N_("这件还没有办结，不能做成测试。请选一件已办结或已撤回的。"),
    "case_was_treated": N_("这件经过人工处置（跳过、移步或更正），不能照样重放。请另选一件。"),
    "trial_stopped": N_("这次试办没有办完，不能留作测试。请先改正最后一步。"),
    "edition_waiting": N_("该流程已有一个版本等待施行。请先撤回它的施行日期，或在它施行后再发布。"),
    "edition_not_begun": N_("该版本还没有施行，或已撤回施行，不能把办件迁移过去。"),
    "proposal_taken_back": N_("编写人已撤回这份草稿，现在不用批准。重新提交后再来批准。"),
    "edition_in_force": N_(
        "该版本已经施行过或已撤回施行，不能再撤回。可以把以前的版本恢复为新草稿再发布。"
    ),
    "second_person_approves": N_("新版本须由编写人以外的另一位管理员批准，参与编写的也不能批准。"),
    "proposal_moved_on": N_("这份草稿已撤回并重新提交，请重新查看后再批准。"),
    "second_person_moves": N_("指定了对应步骤的迁移，须由提出人以外的另一位管理员批准。"),
    "run_not_proposed": N_("这次迁移不在等待批准：已经批准、撤回或结束。"),
    "run_not_over": N_("这次迁移还没有结束，或只是试算，不能这样处理。"),
    "run_not_failed": N_("这次迁移没有中断，不用继续。"),
    "test_name_taken": N_("该流程已有同名的测试，请换一个名称。"),
    "form_changed": N_("办事流程刚刚更新，表单内容有变化。已填内容都已保留，请核对后重新提交。"),
    "procedure_stopped": N_("该业务暂停受理新的申请：%(sentence)s"),
    "send_back_reason_missing": N_("请写明退回的原因，编写人会看到。"),
    "stop_without_sentence": N_("请写明停办原因，申请人会看到这句话。"),
    "draft_unreadable": N_("草稿里有文件无法读取，未保存。"),
    "draft_closed": N_("这份草稿已提交批准、发布或删除，不能再修改。"),
    "diagram_too_large": N_("流程图里有 %(count)s 个步骤，最多 %(most)s 个。请拆成几个流程。"),
    "draft_too_large": N_("草稿里的表单或决策表太多、太大，未保存。请删去不用的。"),
    "draft_name_unusable": N_("名称“%(name)s”不能用：只能用小写字母、数字和下划线，以字母开头。"),
    "post_name_missing": N_("请填写岗位名称。"),
    "post_code_unusable": N_("代码“%(code)s”不能用：只能用小写字母、数字和下划线，以字母开头。"),
    "post_known": N_("已有代码为“%(code)s”的岗位，请直接选用或换一个代码。"),
    "post_needs_staff": N_("请选择至少一位在职的协会工作人员担任该岗位。"),
    "package_test_unreadable": N_(
        "流程包 tests 文件夹里有一个测试无法读取。请重新导出，或从包里删去该文件。"
    ),
    "package_unreadable": N_("这不是流程包：请上传从设计室导出的 .zip 文件，或 .bpmn 流程图。"),
    "draft_exists": N_("该表单已有草稿，请刷新页面后继续填写。"),
    "message_repeated": N_("该消息已经收到，未重复处理。"),
    "incident_known": N_("该问题已在列表中，请直接处理。"),
    "notice_repeated": N_("该通知已经发送。"),
    "round_repeated": N_("该轮材料已经提交，请刷新页面查看。"),
    "return_without_fields": N_("退回补正时，请至少选择一项并写明原因。"),
    "word_unknown": N_("数据中出现了系统不认识的状态，未保存；请联系运维人员。"),
    "facts_contradict": N_("数据前后不一致，未保存；请联系运维人员。"),
    "card_not_drawn": N_("信息卡未能制作，请联系协会。"),
    "no_card_to_print": N_("您目前没有可以制作的信息卡：卡片还没有生成，或已经失效。"),
    "fee_unusable": N_(
        "制卡工本费的设置有误：须是不小于 0 的整数，以分为单位。暂时不能办理，请联系协会改正。"
    ),
    "order_open": N_("您已有一张信息卡正在制作，请在“我的办件”中查看。"),
    "order_moved_on": N_("制卡订单已经变化，请刷新页面查看。"),
    "pay_at_counter": N_(
        "您选择了到协会柜台付款，请到柜台缴纳；要改为网上支付，请撤回后重新申请。"
    ),
    "payment_off": N_("目前不能网上支付，请选择到协会柜台支付。"),
    "provider_silent": N_("支付服务暂时没有回应，请稍后再试；已付的款不会丢失。"),
    "payment_running": N_("该订单已有一笔支付正在进行，请刷新页面查看。"),
    "paid_already": N_("该订单已经支付，无需再付。"),
    "receipt_repeated": N_("该票据号已登记在另一笔收款上，请核对票据。"),
    "receipt_missing": N_("请填写退款票据号，再登记已退款。"),
    "receipt_too_long": N_("退款票据号最多 %(most)s 个字，请照票据核对。"),
    "refund_finished": N_("该笔退款已经办完，没有再次登记或发出。"),
    "refund_on_its_way": N_("该笔退款正由支付机构原路退回，现在不能当面退款。"),
    "refund_by_hand": N_("该笔是柜台收的款，请当面退款并登记票据号。"),
    "payment_number_taken": N_("系统生成的支付单号重复，请重试。"),
    "transaction_repeated": N_("支付机构的这笔交易已经入账，未重复处理。"),
    "refund_exists": N_("该笔款项已经办理退款，未重复处理。"),
    "refund_too_much": N_("退款金额超过已付金额，未办理；请联系运维人员。"),
    "pickup_code_wrong": N_("取卡码不正确，请领取人出示通知中的 6 位取卡码，核对后再填。"),
    "card_not_in_force": N_(
        "要发放的卡已挂失或失效，不能发放。请选择“不发放，卡片作废”，由本人重新申请。"
    ),
    "card_not_losable": N_("只有有效的信息卡才能挂失。"),
    "card_not_findable": N_("该卡不能解除挂失：没有挂失，已离职，或已经申请补卡。"),
    "portrait_missing": N_("形象照文件无法读取，信息卡暂停制作；请检查文件存储后重试。"),
}


@dataclass(frozen=True, slots=True)
class _Rule:
    code: str
    field: str | None = None
    who_can_fix: WhoCanFix = WhoCanFix.APPLICANT


_CONTRADICTION: Final = _Rule("facts_contradict", who_can_fix=WhoCanFix.OPERATOR)
_UNKNOWN_WORD: Final = _Rule("word_unknown", who_can_fix=WhoCanFix.OPERATOR)

CONSTRAINTS: Final[Mapping[str, _Rule]] = {
    "pk_identity_claims": _Rule("identity_claimed", field="id_number"),
    "uq_practitioners_id_hash": _Rule("identity_claimed", field="id_number"),
    "uq_practitioners_account_id": _Rule("already_registered"),
    "uq_practitioners_practice_no": _Rule("number_taken", who_can_fix=WhoCanFix.OPERATOR),
    "uq_certificates_practitioner_id": _CONTRADICTION,
    "uq_employments_open": _Rule("already_employed"),
    "uq_invitations_open_per_case": _Rule("invitation_open"),
    "ck_invitations_accepted_by_somebody": _CONTRADICTION,
    "ck_invitations_settled_has_time": _CONTRADICTION,
    "ck_invitations_lapses_later": _CONTRADICTION,
    "ck_invitations_invitation_status_known": _UNKNOWN_WORD,
    "ck_invitations_organisation_kind_known": _UNKNOWN_WORD,
    "ck_employments_end_reason_known": _UNKNOWN_WORD,
    "uq_cards_in_force": _Rule("card_in_force", who_can_fix=WhoCanFix.ASSOCIATION),
    "uq_cards_card_no": _Rule("number_taken", who_can_fix=WhoCanFix.OPERATOR),
    "uq_cards_issued_by_case": _Rule("card_in_force", who_can_fix=WhoCanFix.ASSOCIATION),
    "uq_cards_code": _Rule("number_taken", who_can_fix=WhoCanFix.OPERATOR),
    "uq_cases_no": _Rule("number_taken", who_can_fix=WhoCanFix.OPERATOR),
    "uq_cases_open_per_applicant": _Rule("case_already_open"),
    "uq_accounts_verified_mobile": _Rule("mobile_taken", field="mobile"),
    "uq_accounts_login_name": _Rule("login_name_taken", field="login_name"),
    "uq_organisations_name_key": _Rule("organisation_registered", field="name"),
    "uq_organisations_uscc": _Rule("organisation_registered", field="uscc"),
    "uq_organisations_filing_id": _Rule("organisation_registered", field="name"),
    "uq_change_claims_name_key": _Rule("name_taken", field="name"),
    "uq_change_claims_uscc": _Rule("licence_taken", field="uscc"),
    "ck_register_changes_of_one_subject": _CONTRADICTION,
    "ck_register_changes_detail_known": _UNKNOWN_WORD,
    "uq_filings_uscc": _Rule("filing_repeated"),
    "uq_filings_filing_no": _Rule("filing_repeated"),
    "ck_filings_organisation_kind_known": _UNKNOWN_WORD,
    "uq_claim_protections_organisation_id": _CONTRADICTION,
    "uq_claim_objections_case_id": _CONTRADICTION,
    "uq_claim_objections_open": _Rule("objection_open"),
    "ck_claim_objections_settled_has_time": _CONTRADICTION,
    "ck_claim_objections_handed_over_if_upheld": _CONTRADICTION,
    "ck_claim_objections_objection_outcome_known": _UNKNOWN_WORD,
    "uq_editions_procedure_number": _Rule("published_meanwhile"),
    "uq_editions_in_force": _Rule("published_meanwhile"),
    "uq_submissions_case_id_round": _Rule("round_repeated"),
    "uq_reviews_task_id": _Rule("already_decided"),
    "uq_messages_sender_key": _Rule("message_repeated"),
    "uq_incidents_open_per_task": _Rule("incident_known"),
    "uq_notices_key": _Rule("notice_repeated"),
    "uq_drafts_account_id_subject": _Rule("draft_exists"),
    "uq_card_orders_case_id": _Rule("order_open"),
    "uq_card_orders_live": _Rule("order_open"),
    "uq_payments_out_trade_no": _Rule("payment_number_taken", who_can_fix=WhoCanFix.OPERATOR),
    "uq_payments_receipt_no": _Rule(
        "receipt_repeated", field="receipt_no", who_can_fix=WhoCanFix.REVIEWER
    ),
    "uq_payments_transaction_id": _Rule("transaction_repeated"),
    "uq_payments_paid_per_order": _Rule("paid_already"),
    "uq_payments_created_per_order": _Rule("payment_running"),
    "uq_payments_id_amount_fen": _CONTRADICTION,
    "uq_refunds_refund_no": _Rule("payment_number_taken", who_can_fix=WhoCanFix.OPERATOR),
    "uq_refunds_payment_id": _Rule("refund_exists"),
    "uq_refunds_receipt_no": _Rule(
        "receipt_repeated", field="receipt_no", who_can_fix=WhoCanFix.REVIEWER
    ),
    "ck_refunds_receipt_by_somebody": _CONTRADICTION,
    "uq_payment_notices_verified": _Rule("transaction_repeated"),
    "ck_refunds_at_most_what_was_paid": _Rule("refund_too_much", who_can_fix=WhoCanFix.OPERATOR),
    "ck_reviews_return_names_fields": _Rule("return_without_fields", field="returned_fields"),
    "ck_accounts_category_of_practitioner": _CONTRADICTION,
    "ck_accounts_organisation_of_desk": _CONTRADICTION,
    "ck_organisations_agency_has_no_parent": _CONTRADICTION,
    "ck_organisations_registered_store_has_parent": _CONTRADICTION,
    "ck_identity_claims_case_or_practitioner": _CONTRADICTION,
    "ck_employments_ends_after_start": _CONTRADICTION,
    "ck_employments_ended_for_a_reason": _CONTRADICTION,
    "ck_cards_valid_is_drawn": _CONTRADICTION,
    "ck_editions_number_positive": _CONTRADICTION,
    "ck_cases_version_positive": _CONTRADICTION,
    "ck_cases_closed_has_time": _CONTRADICTION,
    "ck_submissions_round_positive": _CONTRADICTION,
    "ck_drafts_version_positive": _CONTRADICTION,
    "ck_documents_ready_has_pages": _CONTRADICTION,
    "ck_card_orders_fee_not_negative": _CONTRADICTION,
    "ck_card_orders_ready_has_code": _CONTRADICTION,
    "ck_card_orders_collected_by_somebody": _CONTRADICTION,
    "ck_payments_amount_positive": _CONTRADICTION,
    "ck_payments_paid_is_proven": _CONTRADICTION,
    "ck_refunds_done_has_time": _CONTRADICTION,
    "ck_payment_notices_forged_is_not_verified": _CONTRADICTION,
    "ck_card_orders_order_status_known": _UNKNOWN_WORD,
    "ck_payments_payment_status_known": _UNKNOWN_WORD,
    "ck_refunds_refund_status_known": _UNKNOWN_WORD,
    "ck_payment_notices_notice_outcome_known": _UNKNOWN_WORD,
    "ck_accounts_account_kind_known": _UNKNOWN_WORD,
    "ck_accounts_account_status_known": _UNKNOWN_WORD,
    "ck_accounts_category_known": _UNKNOWN_WORD,
    "ck_artifacts_artifact_kind_known": _UNKNOWN_WORD,
    "ck_cards_card_status_known": _UNKNOWN_WORD,
    "ck_cases_case_status_known": _UNKNOWN_WORD,
    "ck_documents_document_status_known": _UNKNOWN_WORD,
    "ck_incidents_incident_status_known": _UNKNOWN_WORD,
    "ck_organisations_organisation_kind_known": _UNKNOWN_WORD,
    "ck_organisations_registration_known": _UNKNOWN_WORD,
    "ck_practitioners_category_known": _UNKNOWN_WORD,
    "ck_editions_approved_by_another": _Rule("second_person_approves"),
    "ck_editions_called_off_never_in_force": _CONTRADICTION,
    "ck_editions_author_has_approver": _Rule("second_person_approves"),
    "ck_migration_runs_mapping_by_two": _Rule("second_person_moves"),
    "uq_procedure_tests_name": _Rule("test_name_taken", field="test-name"),
    "ck_procedure_drafts_revision_positive": _CONTRADICTION,
    "ck_procedure_drafts_proposed_has_plan": _CONTRADICTION,
    "ck_procedure_drafts_published_has_edition": _CONTRADICTION,
    "ck_draft_revisions_number_positive": _CONTRADICTION,
    "ck_migration_runs_has_one_target": _CONTRADICTION,
    "ck_migration_runs_draft_is_only_tried": _CONTRADICTION,
    "ck_migration_runs_revert_names_run": _CONTRADICTION,
    "ck_migrated_cases_refused_has_reasons": _CONTRADICTION,
    "ck_procedure_stops_says_why": _CONTRADICTION,
    "ck_studio_events_studio_event_kind_known": _UNKNOWN_WORD,
    "ck_editions_reach_known": _UNKNOWN_WORD,
    "ck_procedure_drafts_reach_known": _UNKNOWN_WORD,
    "ck_procedure_drafts_draft_status_known": _UNKNOWN_WORD,
    "ck_migration_runs_migration_kind_known": _UNKNOWN_WORD,
    "ck_migration_runs_migration_status_known": _UNKNOWN_WORD,
    "ck_migrated_cases_migration_outcome_known": _UNKNOWN_WORD,
    "uq_remedies_proposed_per_case": _Rule("remedy_waits"),
    "ck_remedies_done_by_another": _Rule("second_person_decides"),
    "ck_remedies_says_why": _CONTRADICTION,
    "ck_remedies_decided_by_somebody": _CONTRADICTION,
    "ck_remedies_undone_has_status": _CONTRADICTION,
    "ck_remedies_remedy_kind_known": _UNKNOWN_WORD,
    "ck_remedies_remedy_status_known": _UNKNOWN_WORD,
}


def refusal_of(error: IntegrityError) -> Refused | None:
    """Give the refusal that a violated constraint means; None if it is no rule of ours."""
    original = error.orig
    if not isinstance(original, postgres.IntegrityError):
        return None
    rule = CONSTRAINTS.get(original.diag.constraint_name or "")
    return Refused(rule.code, rule.field, rule.who_can_fix) if rule else None
