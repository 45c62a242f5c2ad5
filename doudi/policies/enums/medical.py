"""Code tables of medical aid and of help with insurance premiums."""

from __future__ import annotations

from doudi.policies.enums.choice import Choice


class MedicalAidClass(Choice):
    """As whom medical aid counts a person; the one that is better treated where somebody is several."""

    NONE = 0, "不属于医疗救助对象"
    TEKUN = 1, "特困人员、农村五保供养对象"
    ORPHAN = 2, "孤儿、事实无人抚养儿童"
    DIBAO = 3, "最低生活保障对象"
    DESTITUTE = 4, "农村特困户"
    ENTITLED = 5, "重点优抚对象"
    MONITORED = 6, "防止返贫监测对象"
    NEAR_DIBAO = 7, "低保边缘家庭成员"
    RIGID = 8, "刚性支出困难家庭（因病致贫）患者"
    LOW_INCOME = 9, "其他低收入家庭成员"


class MedicalColumn(Choice):
    """The columns of a place's table of rates; several classes may share one."""

    NONE = 0, "不适用"
    TEKUN = 1, "特困、孤儿"
    DIBAO = 2, "低保、农村特困户、优抚"
    MONITORED = 3, "防止返贫监测对象"
    NEAR = 4, "低保边缘"
    RIGID = 5, "刚性支出"
    OTHER = 6, "其他低收入"


class ClassScope(Choice):
    """Down to which class a help is open; each includes the ones before it."""

    BASIC = 0, "特困、低保（含孤儿、农村特困户）"
    NEAR = 1, "到低保边缘家庭和防止返贫监测对象"
    RIGID = 2, "到刚性支出困难家庭"
    LOW_INCOME = 3, "到其他低收入家庭和重点优抚对象"


class AidArea(Choice):
    """Where medical aid is open."""

    NOT_OPEN = 0, "尚未开展"
    PILOT = 1, "只在试点乡镇（街道）"
    ALL = 2, "全部乡镇（街道）"


class AidRoute(Choice):
    """How somebody comes to medical aid (社会救助暂行办法 第三十条)."""

    NONE = 0, "不适用"
    DIRECT = 1, "直接救助，由医疗保障部门直接办理"
    ON_APPLICATION = 2, "依申请救助，经乡镇审核、公示后办理"


class MedicalInsurance(Choice):
    """The basic insurance somebody is in; the last two were merged into the second."""

    NONE = 0, "没有参加"
    WORKER = 1, "职工基本医疗保险"
    RESIDENT = 2, "城乡居民基本医疗保险"
    URBAN_RESIDENT = 3, "城镇居民基本医疗保险"
    RURAL_COOPERATIVE = 4, "新型农村合作医疗"


class CareKind(Choice):
    """What a bill is for."""

    INPATIENT = 0, "住院"
    OUTPATIENT = 1, "普通门诊"
    SPECIAL_OUTPATIENT = 2, "门诊慢特病（放化疗、透析等）"


class HospitalLevel(Choice):
    """Where somebody was treated, for places that pay by the level of the hospital."""

    TOWNSHIP = 0, "乡镇卫生院、社区卫生服务中心"
    COUNTY = 1, "县级医院"
    ABOVE = 2, "县以上医院"


class RateBasis(Choice):
    """What the rate of medical aid goes by."""

    BY_CLASS = 0, "按对象类别"
    BY_HOSPITAL = 1, "按医院级别和费用"


class IllnessScope(Choice):
    """Which illnesses are helped with."""

    ANY = 0, "不限病种"
    SERIOUS = 1, "限当地认定的重病"
    EIGHT = 2, "限八类重大疾病"
    TWENTY = 3, "限八类和另外十二类重大疾病"


class IllnessClass(Choice):
    """The twenty serious illnesses of the provincial schemes of about 2012; the first eight had to be covered."""

    NONE = 0, "不属于以下病种"
    CHILD_LEUKAEMIA = 1, "儿童白血病"
    CHILD_HEART_DEFECT = 2, "儿童先天性心脏病"
    URAEMIA = 3, "终末期肾病（尿毒症）"
    BREAST_CANCER = 4, "乳腺癌"
    CERVICAL_CANCER = 5, "宫颈癌"
    SEVERE_MENTAL_ILLNESS = 6, "重性精神疾病"
    RESISTANT_TUBERCULOSIS = 7, "耐药肺结核"
    AIDS_INFECTION = 8, "艾滋病机会性感染"
    HAEMOPHILIA = 9, "血友病"
    CHRONIC_LEUKAEMIA = 10, "慢性粒细胞白血病"
    CLEFT_LIP_PALATE = 11, "唇腭裂"
    LUNG_CANCER = 12, "肺癌"
    OESOPHAGEAL_CANCER = 13, "食道癌"
    STOMACH_CANCER = 14, "胃癌"
    DIABETES_TYPE_1 = 15, "Ⅰ型糖尿病"
    HYPERTHYROIDISM = 16, "甲状腺功能亢进"
    MYOCARDIAL_INFARCTION = 17, "急性心肌梗死"
    CEREBRAL_INFARCTION = 18, "脑梗死"
    COLON_CANCER = 19, "结肠癌"
    RECTAL_CANCER = 20, "直肠癌"


class PremiumForm(Choice):
    """How the premium of those who do not get all of it is helped with."""

    SHARE = 0, "按个人缴费标准的比例"
    FIXED = 1, "定额"
