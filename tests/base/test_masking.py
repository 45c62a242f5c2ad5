import pytest

from doudi.office.base import masking


@pytest.mark.parametrize(
    ("mask", "text", "masked"),
    [
        (masking.mask_citizen_id, "11010519491231002X", "110105********002X"),
        (masking.mask_citizen_id, "", ""),
        (masking.mask_phone, "13812345678", "138****5678"),
        (masking.mask_phone, "110", "***"),
        (masking.mask_account, "6217000012345678901", "6217***********8901"),
        (masking.mask_name, "张三", "张*"),
        (masking.mask_name, "欧阳小明", "欧**明"),
        (masking.mask_name, "张", "张"),
        (masking.mask_name, "", ""),
    ],
)
def test_a_value_is_masked_by_its_kind(mask, text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("证号11010519491231002X，电话13812345678。", "证号110105********002X，电话138****5678。"),
        ("旧证号110105491231002", "旧证号110105******002"),
        ("账号6217000012345678901开户", "账号6217********8901开户"),
        ("案号 SQ990101-2025-00001 金额 630.00", "案号 SQ990101-2025-00001 金额 630.00"),
        ("村 990101100201", "村 990101100201"),
        ("2025-08-01 12:30:59.123456", "2025-08-01 12:30:59.123456"),
    ],
)
def test_free_text_loses_its_personal_numbers_and_nothing_else(text, masked):
    assert masking.mask_text(text) == masked
