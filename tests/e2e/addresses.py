"""Every main page: who opens it, and where it is. `{…}` is filled in from what the small county is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Address:
    """A page; without a user it is public, `phone` pages have the citizens' frame."""

    name: str
    path: str
    user: str = ""
    phone: bool = False

    @property
    def kind(self) -> str:
        return "citizen" if self.phone else "office"


CASE_TABS = ("sheet", "facts", "verification", "survey", "notices", "decision", "timeline")
STAFF = [
    ("inbox", "inbox/", "intake"),
    ("inbox-head", "inbox/", "head"),
    ("inbox-finance", "inbox/", "finance"),
    ("application_list", "applications/", "intake"),
    ("application_new", "applications/new/", "intake"),
    ("application_new-found", "applications/new/?q={name}", "intake"),
    ("application_fill", "households/{household}/apply/", "intake"),
    ("application_detail", "applications/{waiting}/", "intake"),
    ("application_detail-papers", "applications/{papers}/", "intake"),
    ("application_papers", "applications/{waiting}/papers/", "intake"),
    ("application_accept", "applications/{waiting}/accept/", "intake"),
    ("case_list", "cases/", "review"),
    *((f"case-{tab}", f"cases/{{review}}/?tab={tab}", "review") for tab in CASE_TABS),
    ("case-confirmed", "cases/{confirmed}/?tab=decision", "bureau"),
    ("case-refused", "cases/{refused}/", "bureau"),
    ("case-notice", "cases/{notice}/?tab=notices", "intake"),
    ("case-consent", "cases/{consent}/", "intake"),
    ("act-visit", "cases/{visit}/act/record_visit/", "intake"),
    ("act-review", "cases/{review}/act/review/", "review"),
    ("act-confirm", "cases/{confirm}/act/confirm/", "bureau"),
    ("act-refuse", "cases/{confirm}/act/refuse/", "bureau"),
    ("act-post_notice", "cases/{notice}/act/settle_objection/", "intake"),
    ("consent_new", "households/{consent_household}/consents/new/", "intake"),
    ("household_list", "households/", "intake"),
    ("household_detail", "households/{household}/", "intake"),
    ("household_detail-checked", "households/{checked}/", "intake"),
    ("household_new", "households/new/", "intake"),
    ("fact_edit", "households/{household}/facts/", "intake"),
    ("fact_edit-member", "households/{household}/facts/?person={member}", "intake"),
    ("member_new", "households/{household}/members/new/", "intake"),
    ("account_edit", "households/{household}/account/", "intake"),
    ("person_detail", "people/{member}/", "intake"),
    ("person_search", "search/?q={name}", "intake"),
    ("verification_list", "verification/", "intake"),
    ("verification_detail", "verification/{check}/", "intake"),
    ("check_answer", "verification/{check}/answers/BANKS/", "intake"),
    ("notice_list", "notices/", "intake"),
    ("grievance_list", "grievances/", "intake"),
    ("grievance_detail", "grievances/{grievance}/", "intake"),
    ("phone_application_detail", "phone-applications/{phone}/", "intake"),
    ("award_list", "awards/", "county"),
    ("award_detail", "awards/{award}/", "county"),
    ("award_act", "awards/{award}/suspend/", "county"),
    ("batch_list", "payments/", "finance"),
    ("batch_new", "payments/new/", "county"),
    ("batch_detail", "payments/{paid}/", "finance"),
    ("batch_detail-prepared", "payments/{prepared}/", "finance"),
    ("batch_act", "payments/{prepared}/act/approve/", "finance"),
    ("standards", "standards/", "intake"),
    ("standard_history", "standards/history/990101/dibao_line/", "county"),
    ("local_standard_new", "standards/local/new/", "county"),
    ("local_standard_detail", "standards/local/{draft}/", "county"),
    ("local_standard_edit", "standards/local/{draft}/edit/", "county"),
    ("programme_scope_new", "standards/pilots/new/", "bureau"),
    ("simulation", "simulation/", "county"),
    ("simulation_moved", "simulation/?programme=dibao&dibao_line-URBAN=950", "county"),
    ("simulation_compare", "simulation/compare/?with={scenario}&with={scenario_2}", "county"),
    ("simulation_draft", "simulation/{scenario}/draft/", "county"),
    ("raise_list", "raises/", "county"),
    ("raise_new", "raises/new/", "county"),
    ("raise_detail", "raises/{raise}/", "county"),
    ("raise_act", "raises/{raise}/approve/", "bureau"),
    ("reassessment_new", "awards/{award}/reassess/", "intake"),
    ("reassessment_detail", "reassessments/{reassessment}/", "intake"),
    ("entitlements", "households/{household}/entitlements/", "intake"),
    ("cliff", "households/{household}/cliff/", "intake"),
    ("what_if", "households/{household}/what-if/", "review"),
    ("determination_detail", "determinations/{determination}/", "review"),
    ("import_list", "imports/", "intake"),
    ("import_new", "imports/new/", "intake"),
    ("import_detail", "imports/1/", "intake"),
    ("task_list", "tasks/", "intake"),
    ("user_list", "staff/users/", "admin"),
    ("user_detail", "staff/users/{user}/", "admin"),
    ("user_new", "staff/users/new/", "admin"),
    ("audit_log", "audit/", "auditor"),
    ("access_log", "audit/access/", "auditor"),
    ("division_list", "divisions/", "admin"),
    ("staff_relatives", "staff/relatives/", "county"),
    ("profile", "account/", "intake"),
]
CITIZENS = [
    ("home", "", ""),
    ("self_check", "check/", ""),
    ("progress_find", "progress/", ""),
    ("progress", "p/{code}/", ""),
    ("progress-open", "p/{code_open}/", ""),
    ("notice_board", "board/", ""),
    ("notice_detail", "board/{slug}/", ""),
    ("grievance_new", "speak/", ""),
    ("apply_by_phone", "apply/", ""),
    ("standards_public", "open-standards/", ""),
    ("visit_list", "visits/", "village"),
    ("visit_form", "visits/{visit}/", "village"),
]
ADDRESSES = [
    *(Address(name, path, user) for name, path, user in STAFF),
    *(Address(name, path, user, phone=True) for name, path, user in CITIZENS),
]
