"""The side navigation as data: which post sees which page. A page that is not built yet is not shown."""

from django.utils.translation import gettext_lazy as _

from doudi.office.base.context import Entry

VILLAGE = {"VILLAGE_ASSISTANT"}
TOWNSHIP = {"TOWNSHIP_INTAKE", "TOWNSHIP_REVIEWER", "TOWNSHIP_HEAD"}
COUNTY = {"COUNTY_OFFICER", "COUNTY_HEAD"}
FINANCE = {"FINANCE_OFFICER"}
AUDIT = {"AUDITOR"}
ADMIN = {"SYSTEM_ADMIN"}
CASEWORK = TOWNSHIP | COUNTY

WORK = ""
MONEY = _("保障与资金")
DATA = _("规则与数据")
WATCH = _("监督与管理")


def entry(section: object, label: object, view: str, icon: str, roles: set[str], **more: object) -> Entry:
    return Entry(section, label, view, icon, frozenset(roles), **more)  # type: ignore[arg-type]


NAVIGATION = [
    entry(WORK, _("待办"), "inbox", "inbox", CASEWORK | VILLAGE | FINANCE, hot=True),
    entry(WORK, _("登记申请"), "application_new", "pencil-square", VILLAGE | TOWNSHIP - {"TOWNSHIP_HEAD"}),
    entry(WORK, _("申请"), "application_list", "folder2-open", CASEWORK | VILLAGE),
    entry(WORK, _("案件办理"), "case_list", "clipboard-check", CASEWORK | AUDIT, also=("case_detail",)),
    entry(WORK, _("家庭档案"), "household_list", "people", CASEWORK | AUDIT, also=("household_detail",)),
    entry(WORK, _("信息核对"), "verification_list", "shield-check", CASEWORK),
    entry(WORK, _("入户调查"), "visit_list", "house-door", TOWNSHIP | VILLAGE, also=("visit_form",)),
    entry(WORK, _("公示公告"), "notice_list", "megaphone", CASEWORK | VILLAGE),
    entry(WORK, _("投诉举报"), "grievance_list", "chat-dots", CASEWORK | AUDIT, also=("grievance_detail",)),
    entry(
        MONEY,
        _("救助对象"),
        "award_list",
        "person-check",
        CASEWORK | FINANCE | AUDIT,
        also=("award_detail", "award_act"),
    ),
    entry(
        MONEY,
        _("资金发放"),
        "batch_list",
        "cash-coin",
        COUNTY | FINANCE | AUDIT,
        also=("batch_detail", "batch_new", "batch_act", "return_new"),
    ),
    entry(
        MONEY,
        _("提标补发"),
        "raise_list",
        "graph-up-arrow",
        COUNTY | FINANCE | AUDIT,
        also=("raise_detail", "raise_new", "raise_act"),
    ),
    entry(
        DATA,
        _("保障标准"),
        "standards",
        "journal-text",
        CASEWORK | VILLAGE | FINANCE | AUDIT,
        also=(
            "standards_lines",
            "local_standard_list",
            "local_standard_new",
            "local_standard_detail",
            "local_standard_edit",
            "local_standard_act",
            "programme_scope_list",
            "programme_scope_new",
            "policy_changes",
            "policy_coverage",
            "policy_documents",
            "standard_history",
        ),
    ),
    entry(
        DATA, _("标准测算"), "simulation", "sliders", COUNTY, also=("simulation_compare", "simulation_draft")
    ),
    entry(
        DATA, _("名册导入"), "import_list", "file-earmark-spreadsheet", {"COUNTY_OFFICER", "TOWNSHIP_INTAKE"}
    ),
    entry(DATA, _("批量任务"), "task_list", "hourglass-split", CASEWORK | FINANCE),
    entry(WATCH, _("近亲属备案"), "staff_relatives", "diagram-2", COUNTY | ADMIN | AUDIT),
    entry(WATCH, _("操作日志"), "audit_log", "clock-history", AUDIT | {"COUNTY_HEAD"}),
    entry(WATCH, _("人员与岗位"), "user_list", "person-badge", ADMIN | AUDIT),
    entry(WATCH, _("行政区划"), "division_list", "geo-alt", ADMIN | COUNTY),
]
